"""ssh-keygen may be missing, too old, broken or slow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from rawugc_sync.signing.program import Keygen, private_files
from rawugc_sync.words.errors import InvalidInput

Instead = Callable[[str], None]


def refusal(keygen: Keygen) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refused:
        keygen.run("-Y", "sign", stdin=b"data" * 100_000)
    (one,) = refused.value.diagnostics
    assert one.detail
    return one.code, one.summary


def test_it_may_be_missing(tmp_path: Path) -> None:
    assert refusal(Keygen({"PATH": str(tmp_path)})) == ("ssh-keygen-missing", "ssh-keygen is not installed")


@pytest.mark.parametrize(
    "said", ["ssh-keygen: unknown option -- Y", "ssh-keygen: illegal option -- Y", "unrecognized option: Y"]
)
def test_it_may_be_too_old(instead: Instead, said: str) -> None:
    instead(f'#!/bin/sh\necho "{said}\nusage: ssh-keygen [-q]" >&2\nexit 1\n')
    assert refusal(Keygen({})) == ("ssh-keygen-missing", "ssh-keygen is too old to sign and to verify")


def test_it_may_be_no_program(instead: Instead) -> None:
    instead("\0")
    code, summary = refusal(Keygen({}))
    assert (code, summary.partition(":")[0]) == ("ssh-keygen-missing", "ssh-keygen cannot be run")


@pytest.mark.parametrize("attended", [False, True])
def test_it_is_not_waited_for_for_ever(instead: Instead, attended: bool) -> None:
    instead("#!/bin/sh\nexec sleep 600\n")
    keygen = Keygen({}, attended=attended, seconds=0.1)
    assert refusal(keygen) == ("ssh-keygen-slow", "ssh-keygen gave no answer within 0.1 s")


def test_how_it_ended_is_told(instead: Instead) -> None:
    instead("#!/bin/sh\ncat\nprintf 'first\\nlast\\n\\n' >&2\nexit 3\n")
    assert Keygen({}).run("-Y", stdin=b"data") == (3, b"data", "last")


def test_files_are_private_and_gone_whatever_happens(scratch: Path) -> None:
    with suppress(RuntimeError), private_files("one", "two") as paths:
        assert [path.read_text() for path in paths] == ["one", "two"]
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
        assert {path.parent.stat().st_mode & 0o777 for path in paths} == {0o700}
        raise RuntimeError
    assert list(scratch.iterdir()) == []
