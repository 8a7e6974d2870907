"""The journal: what was appended is there after whatever happens; what is torn was never relied on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.state.journal import Journal, check, entries_in, line_of
from rawugc_sync.words.errors import StateError

ONE, TWO, THREE = ({"kind": "void", "address": f"posts.p{number}"} for number in (1, 2, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".rawugc/journal.jsonl"


class Entries(Journal):
    """The journal at a path, entry by entry."""

    def add(self, entry: Mapping[str, Any]) -> None:
        self.append(line_of(entry))

    def entries(self) -> list[dict[str, Any]]:
        return entries_in(self.read())


def journal(path: Path) -> Entries:
    return Entries(path, ".rawugc/journal.jsonl")


def test_entries_come_back_in_order_also_to_the_next_process(path: Path) -> None:
    mine = journal(path)
    assert mine.entries() == []
    mine.add(ONE)
    mine.add(TWO)
    assert (mine.entries(), journal(path).entries()) == ([ONE, TWO], [ONE, TWO])


def test_a_second_run_appends(path: Path) -> None:
    journal(path).add(ONE)
    journal(path).add(TWO)
    assert journal(path).entries() == [ONE, TWO]


def test_what_the_state_has_taken_over_is_gone_and_more_may_follow(path: Path) -> None:
    mine = journal(path)
    mine.add(ONE)
    mine.clear()
    assert (mine.entries(), path.exists()) == ([], False)
    mine.add(TWO)
    assert mine.entries() == [TWO]


def test_clearing_without_a_file_is_fine(path: Path) -> None:
    journal(path).clear()


def test_only_its_owner_can_read_it(path: Path) -> None:
    journal(path).add(ONE)
    assert path.stat().st_mode & 0o077 == 0


def test_any_text_survives(path: Path) -> None:
    entry = {"kind": "done", "text": "Grüße 🧴\n\x1b \u2028 \ud800"}
    journal(path).add(entry)
    assert journal(path).entries() == [entry]


TORN = (json.dumps(THREE, separators=(",", ":")) + "\n").encode("ascii")


@pytest.mark.parametrize("length", range(1, len(TORN) - 1))
def test_s3_a_torn_last_line_is_left_out_and_swallows_nothing(path: Path, length: int) -> None:
    journal(path).add(ONE)
    path.write_bytes(path.read_bytes() + TORN[:length])
    assert journal(path).entries() == [ONE]
    journal(path).add(TWO)
    assert journal(path).entries() == [ONE, TWO]


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"\xff\xfe\x00", id="not-utf8"),
        pytest.param(b'{"kind": "\xff"}', id="broken-text"),
        pytest.param(b"\x00" * 4096, id="zeroes"),
        pytest.param(b"[1, 2]", id="list"),
        pytest.param(b"7", id="number"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"\r\n", id="blank"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_s4_garbage_is_left_out(path: Path, garbage: bytes, end: bytes) -> None:
    journal(path).add(ONE)
    path.write_bytes(path.read_bytes() + garbage + end)
    journal(path).add(TWO)
    assert journal(path).entries() == [ONE, TWO]


FOREIGN = [
    pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", id="binary"),
    pytest.param(b"\xff\xfe{\x00", id="utf-16"),
    pytest.param(b"\x1f\x8b\x08\x00", id="gzip"),
    pytest.param(b"<!DOCTYPE html>\n<title>502</title>\n", id="html"),
    pytest.param(b"\n\n  <html>", id="html-further-down"),
    pytest.param(b"personas:\n  p: {name: N}\n", id="yaml"),
    pytest.param(b"# notes\n", id="comment"),
    pytest.param(b"a", id="text"),
    pytest.param(b"{}", id="empty-object"),
    pytest.param(b'{"level": "info"}\n{"level": "error"}\n', id="lines-of-another-program"),
    pytest.param(b'{"kind": 7}', id="kind-that-is-no-text"),
    pytest.param(b'{\n "version": 3,\n "kind": "x"\n}\n', id="object-over-lines"),
    pytest.param(b'{"kind": "List",\n "items": []}\n', id="object-that-begins-alike"),
    pytest.param(b"[1, 2]", id="list"),
    pytest.param(b"[]", id="empty-list"),
    pytest.param(b"7", id="number"),
    pytest.param(b"null", id="null"),
    pytest.param(b'"kind"', id="json-text"),
    pytest.param(b"[" * 100_000, id="deep"),
]


@pytest.mark.parametrize("data", FOREIGN)
def test_what_is_no_journal_is_told_as_that(data: bytes) -> None:
    with pytest.raises(
        StateError, match=r"^the place is no journal of rawugc-sync: its line \d+ is \""
    ) as refused:
        check(data, "the place")
    assert "Move it away" in refused.value.diagnostics[0].detail
    assert len(str(refused.value)) < 200


HEAD = line_of({"kind": "run", "lineage": "l"})


@pytest.mark.parametrize("length", range(len(HEAD)))
@pytest.mark.parametrize("behind", [b"", b"\n", b"\x00" * 50, b"\n" + HEAD, b"\r\n"])
def test_a_first_line_that_was_torn_is_of_a_journal(length: int, behind: bytes) -> None:
    check(HEAD[:length] + behind, "the place")


@pytest.mark.parametrize("data", [b"", b"\n", b"\x00" * 4096, HEAD, HEAD + b"<html>", b"\n\n" + HEAD])
def test_what_may_be_a_journal_is_taken_for_one(data: bytes) -> None:
    check(data, "the place")


def folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)


def file_above_it(path: Path) -> None:
    path.parent.touch()


@pytest.mark.parametrize("made", [folder_in_its_place, file_above_it], ids=["P8-folder", "P8-file"])
def test_a_journal_that_cannot_be_used_says_so(path: Path, made: Callable[[Path], None]) -> None:
    made(path)
    with pytest.raises(StateError, match=r"^\.rawugc/journal\.jsonl cannot be written: ") as failed:
        journal(path).add(ONE)
    assert "Nothing is sent without it" in failed.value.diagnostics[0].detail


def test_a_journal_that_cannot_be_read_says_so(path: Path) -> None:
    folder_in_its_place(path)
    with pytest.raises(StateError, match=r"^\.rawugc/journal\.jsonl cannot be read: "):
        journal(path).entries()


RECORDING = """
import os, stat, sys
from pathlib import Path
from rawugc_sync.state.journal import Journal, line_of

said = []
write, fsync = os.write, os.fsync

def named(handle):
    return "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "journal"

def write_and_tell(handle, data):
    said.append(f"write {named(handle)}")
    return write(handle, bytes(data)[:30])  # a disk that takes thirty bytes at a time

def fsync_and_tell(handle):
    said.append(f"fsync {named(handle)}")
    fsync(handle)

os.write, os.fsync = write_and_tell, fsync_and_tell
journal = Journal(Path(sys.argv[1]), "the journal")
for number in (1, 2):
    journal.append(line_of({"kind": "void", "address": f"posts.p{number}"}))
    said.append("returned")
os.write = write
print(",".join(said))
"""

FAILING = """
import errno, os, sys
from pathlib import Path
from rawugc_sync.words.errors import StateError
from rawugc_sync.state.journal import Journal, line_of

def fails(*arguments):
    raise OSError(errno.{errno}, os.strerror(errno.{errno}))

os.{call} = fails
try:
    Journal(Path(sys.argv[1]), "the journal").append(line_of({{"kind": "void", "address": "posts.p1"}}))
except StateError as failed:
    print(failed)
"""


def ran(script: str, path: Path) -> str:
    """What a script of its own process prints: the system's calls are only replaced in there."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True, env=environment
    )
    return run.stdout.strip()


def test_an_entry_is_on_the_disk_before_anything_else_happens(path: Path) -> None:
    said = ran(RECORDING, path)
    once = "write journal,write journal,fsync journal,returned"
    assert said == f"fsync folder,fsync folder,{once},{once}"
    assert journal(path).entries() == [ONE, TWO]


@pytest.mark.parametrize(
    ("call", "errno", "said"),
    [
        pytest.param("write", "ENOSPC", "No space left on device", id="P7-disk-full"),
        pytest.param("fsync", "EIO", "Input/output error", id="P9-fsync"),
        pytest.param("open", "EMFILE", "Too many open files", id="P10-no-handles"),
        pytest.param("open", "EROFS", "Read-only file system", id="P8-read-only"),
    ],
)
def test_an_entry_that_is_not_on_the_disk_is_an_error(path: Path, call: str, errno: str, said: str) -> None:
    assert ran(FAILING.format(call=call, errno=errno), path) == f"the journal cannot be written: {said}"
