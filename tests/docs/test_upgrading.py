"""`docs/engineers/upgrading.md`: each command of it, in a workspace that an older version has left."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.state.document import VERSION
from tests.compat.artefacts import BRAND, edited, project, text_of
from tests.contract.project import Project, RawUGC
from tests.docs.blocks import DOCS, plays
from tests.docs.transcripts import Command, steps, type_in

PAGE = "engineers/upgrading.md"
OLD = VERSION - 1


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Project]:
    """What the version before has left, with a plan that it has saved."""
    rawugc = RawUGC.in_process(Options())
    left = project(tmp_path, rawugc, BRAND)
    left.write({"rawugc.state.json": text_of(OLD, "state.json"), "saved.plan": text_of(OLD, "saved.json")})
    yield left
    rawugc.stop()


@plays(PAGE)
def test_its_commands_do_what_it_says(old: Project) -> None:
    for step in steps(PAGE):
        if not isinstance(step, Command):
            getattr(Since, step.name)(old, *step.words)
        elif step.text.startswith("cp "):
            _, source, target = step.text.split()
            shutil.copyfile(old.root / source, old.root / target)
            assert old.state["version"] == OLD
        else:
            before = old.state
            type_in(old, step)
            assert step.text != "rawugc-sync plan" or old.state == before
    old.assert_settled()


class Since:
    """What happens between the commands."""

    @staticmethod
    def edit(old: Project, manifest: str) -> None:
        old.write({manifest: edited()})

    @staticmethod
    def newer(old: Project, state: str) -> None:
        assert old.state["version"] == VERSION
        old.write({state: json.dumps({**old.state, "version": VERSION + 1})})


def test_an_apply_with_nothing_to_do_writes_the_state_as_it_is_now(old: Project) -> None:
    assert old.apply().exit_code == 0
    assert (old.state["version"], old.calls()) == (VERSION, [])


def test_with_the_state_of_before_what_was_created_is_taken_over_and_what_was_deleted_forgotten(
    old: Project,
) -> None:
    before, added = old.state, "  early-shift: {name: Early shift, description: Up at four.}\n"
    assert BRAND.count("\npersonas:\n") == BRAND.count("\nstyles:\n") == 1
    head, styles = BRAND.replace("\npersonas:\n", f"\npersonas:\n{added}").split("\nstyles:\n")
    old.write({"brand.yaml": f"{head}\n{styles[styles.index('posts:') :]}"})
    assert old.apply().exit_code == 0
    old.write({"rawugc.state.json": json.dumps(before)})
    done = {what: count for what, count in old.plan().json["summary"].items() if count}
    assert done == {"adopt": 1, "forget": 1, "no-op": 5}


def test_it_promises_what_contributing_does() -> None:
    ours = (DOCS.parent / "CONTRIBUTING.md").read_text("utf-8").partition("\n## Compatibility\n")[2]
    page = (DOCS / PAGE).read_text("utf-8").partition("\n## What stays\n")[2]
    assert _promised(page) == _promised(ours)


def _promised(text: str) -> set[str]:
    return {re.sub(r"\W+", " ", row).strip() for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)}
