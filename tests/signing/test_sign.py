"""A key signs by itself or by an agent, and nobody is asked where nobody is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rawugc_sync.signing.sign import sign
from rawugc_sync.signing.verify import verify
from rawugc_sync.words.errors import InvalidInput
from tests.signing.keys import PASS_PHRASE, Keys, public

Instead = Callable[[str], None]

DATA = b"a yes"


def is_of(signature: str, key: Path) -> bool:
    return verify(DATA, signature, ["ana"], f"ana {public(key)}", 1_777_636_800_000) == "ana"


def refusal(key: Path | str, variables: dict[str, str] | None = None) -> tuple[str, str, str]:
    with pytest.raises(InvalidInput) as refused:
        sign(DATA, key, variables or {}, attended=False)
    (one,) = refused.value.diagnostics
    return one.code, one.summary, one.detail


def test_a_private_key_signs(keys: Keys) -> None:
    assert is_of(sign(DATA, keys.ana, {}, attended=False), keys.ana)


def test_a_public_key_signs_with_the_private_one_beside_it(keys: Keys) -> None:
    assert is_of(sign(DATA, keys.ana.with_suffix(".pub"), {}, attended=False), keys.ana)


def test_what_is_signed_may_be_any_bytes(keys: Keys) -> None:
    data = bytes(range(256)) * 5000
    signature = sign(data, keys.ana, {}, attended=False)
    assert verify(data, signature, ["ana"], f"ana {public(keys.ana)}", 1_777_636_800_000) == "ana"


def test_an_agent_signs_for_a_public_key(keys: Keys, agent: dict[str, str], tmp_path: Path) -> None:
    alone = tmp_path / "alone.pub"
    shutil.copy(keys.ana.with_suffix(".pub"), alone)
    assert is_of(sign(DATA, alone, agent, attended=False), keys.ana)
    assert is_of(sign(DATA, public(keys.ana), agent, attended=False), keys.ana)


def test_an_agent_signs_for_a_key_with_a_pass_phrase(keys: Keys, agent: dict[str, str]) -> None:
    assert is_of(sign(DATA, keys.locked, agent, attended=False), keys.locked)


def test_a_public_key_alone_takes_an_agent_that_has_it(
    keys: Keys, agent: dict[str, str], tmp_path: Path
) -> None:
    alone = tmp_path / "alone.pub"
    shutil.copy(keys.bo.with_suffix(".pub"), alone)
    for variables in ({}, agent):
        code, summary, way_out = refusal(alone, variables)
        assert code == "not-signed"
        assert summary.startswith(f"The key {alone} does not sign: ")
        assert "ssh-add" in way_out
        _, summary, _ = refusal(public(keys.bo), variables)
        assert summary.startswith("The key user.signingkey does not sign: ")
        assert "rawugc-signing-" not in summary


def test_a_pass_phrase_is_asked_of_nobody_where_nobody_is(keys: Keys) -> None:
    """Also with a program that would ask on a desktop."""
    asking = {"SSH_ASKPASS": "/bin/true", "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"}
    code, summary, way_out = refusal(keys.locked, asking)
    assert (code, "ssh-add" in way_out) == ("not-signed", True)
    assert "incorrect passphrase" in summary


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
def test_a_pass_phrase_is_asked_on_the_terminal_of_who_sits_there(keys: Keys) -> None:
    import pty

    code = (
        "import fcntl, sys, termios; from pathlib import Path; from rawugc_sync.signing.sign import sign\n"
        "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        f"print(sign({DATA!r}, Path(sys.argv[1]), {{}}, attended=True))"
    )
    terminal, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", code, keys.locked],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    os.close(theirs)
    said = b""
    while b"Enter passphrase" not in said:
        said += os.read(terminal, 4096)
    os.write(terminal, f"{PASS_PHRASE}\n".encode())
    while b"-----END SSH SIGNATURE-----" not in said:
        said += os.read(terminal, 4096)
    assert child.wait() == 0
    os.close(terminal)
    signature = said[said.index(b"-----BEGIN") :].decode().replace("\r\n", "\n")
    assert is_of(signature, keys.locked)


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key_does_not_sign(keys: Keys, tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    file.chmod(0o600)
    assert refusal(file)[0] == "not-signed"


@pytest.mark.parametrize("key", ["ssh-ed25519", "ssh-ed25519 AAAA", "\ud800", ""])
def test_what_git_has_for_a_key_may_be_none(keys: Keys, key: str) -> None:
    assert refusal(key)[0] == "not-signed"


def test_a_key_that_everybody_can_read_is_refused_with_the_reason(keys: Keys, tmp_path: Path) -> None:
    file = tmp_path / "key"
    shutil.copy(keys.ana, file)
    file.chmod(0o644)
    assert refusal(file)[:2] == (
        "not-signed",
        f'The key {file} does not sign: No private key found for "{file}"',
    )


def test_a_key_from_git_is_handed_on_in_a_file_of_its_own(
    keys: Keys, instead: Instead, tmp_path: Path
) -> None:
    instead(f'#!/bin/sh\nfor one; do [ -f "$one" ] && ls -l "$one" >{tmp_path}/seen; done\nexit 1\n')
    assert "ssh-keygen does not say why" in refusal(public(keys.ana))[1]
    assert (tmp_path / "seen").read_text().startswith("-rw-------")
