"""The catalogue of messages against the source: an entry for each code, and no other."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

import rawugc_sync.help.messages as catalogue
from rawugc_sync.cli.main import cli
from rawugc_sync.help.messages import Message, messages, read
from rawugc_sync.help.topics import topics
from rawugc_sync.words.documents import APPROVALS, RECEIPTS, RUNS, STOP
from tests.help.codes import Reading
from tests.help.pydantic_types import types

FILES = sorted(Path(catalogue.__file__).with_name("messages").glob("*.md"))
ENTRIES = messages()

_ROWS = [one.name for one in (RUNS, RECEIPTS, STOP)]
_KINDS = [APPROVALS.name, *_ROWS]
FORMED: dict[str, set[str]] = {
    "api.faults: code": {"proxy-refused", "not-sent"},
    "applying.purse: code": {"max-credits", "max-credits-per-month"},
    "cli.validate: code": set(),  # of a diagnostic, folded
    "direct.characters: *_unfound(name, found, len(ids))": {"ambiguous", "unknown-character"},
    "manifest.explain: code": {one.replace("_", "-") for one in types()},
    "manifest.references: self.media[path].file": set(),  # of a late value, which is called like an error
    "planning.ruling.said: _code(rule)": {"rule", "rights-ended"},
    "reconciling.approve: _SELF[verdict][0]": {"self-approval", "author-unknown"},
    "reconciling.recorded: f'no-{kind.name}'": {"no-runs", "no-receipts"},
    "reconciling.recording: f'{kind.name}-unrecorded'": {"runs-unrecorded", "receipts-unrecorded"},
    "recording.diagnostics: diagnostic.text('code')": set(),  # of a plan from a file
    "recording.document: f'{kind.name}-broken'": {f"{one}-broken" for one in _ROWS},
    "recording.document: f'{kind.name}-foreign'": {f"{one}-foreign" for one in _ROWS},
    "resources.networks.advice: *said": {"caption-too-long", "too-many-hashtags"},
    "state.documents: f'{self._kind.name}-conflict'": {f"{one}-conflict" for one in _KINDS},
    "words.documents: f'{self.name}-version'": {f"{one}-version" for one in _KINDS},
}
"""What is put together when it is said, and so cannot be read from the source: what comes of it."""


@cache
def reading() -> Reading:
    return Reading()


def test_what_cannot_be_read_from_the_source_is_told_here() -> None:
    assert reading().unread == FORMED.keys()


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    said = {*reading().said, *(code for codes in FORMED.values() for code in codes)}
    assert said == ENTRIES.keys()


def test_no_code_has_two_entries() -> None:
    assert [code for code, count in Counter(one.code for one in _every()).items() if count > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_family_says_what_it_is_about(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("# ")
    assert all(one.family for one in read(file))


@pytest.mark.parametrize("one", ENTRIES.values(), ids=lambda one: one.code)
def test_an_entry_says_what_it_means_and_what_to_do(one: Message) -> None:
    assert len(one.text.split("\n\n")) >= 2
    assert one.text.count("`") % 2 == 0


def _every() -> Iterator[Message]:
    for file in FILES:
        yield from read(file)


def commands() -> list[tuple[str, str]]:
    """Each command that an entry names, with its code."""
    spans = [
        (one.code, " ".join(span.split())) for one in _every() for span in re.findall(r"`([^`]+)`", one.text)
    ]
    return [(code, span) for code, span in spans if span.startswith("rawugc-sync ")]


PLACEHOLDERS = {"N": "5", "SECONDS": "60", "NAME": "4d3d-3583-d919-0a1b-77c2"}
"""What stands for a value that has a form; every other word in capitals may be anything."""


@pytest.mark.parametrize(("code", "line"), commands(), ids=[f"{code}: {line}" for code, line in commands()])
def test_a_command_of_an_entry_exists_with_its_options(code: str, line: str) -> None:
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line)[1:]]
    asked = _parsed(words)
    if asked.command.name == "help":
        (word,) = asked.params["words"]
        assert word in topics()


def _parsed(words: list[str]) -> click.Context:
    """The context of the command that these words would run; click's error where they are none."""
    helped = words[-1] == "--help"
    context = cli.make_context("rawugc-sync", words, resilient_parsing=helped)
    while isinstance(context.command, click.Group):
        name, found, rest = context.command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert found is not None
        context = found.make_context(name, rest, parent=context, resilient_parsing=helped)
    return context
