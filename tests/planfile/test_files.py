"""Plans in files: what was saved is what is applied, and what counts as an approval."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planfile import files as planfile
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.reading.read import Reading
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.policy import Policy
from rawugc_sync.reconciling.request import Request
from rawugc_sync.words.errors import InvalidInput
from tests.planning.worlds import calls, persona, plan

SERVER = "https://rawugc.com/api/v1"
MADE = replace(plan(persona("a"), persona("b"), records={}), server=SERVER)
REQUEST = Request(targets=("personas",), max_deletes=7, delete=False)
PLANNED = Planned(MADE, REQUEST, Manifests(), None, Reading({}, None, 0, 0.0, {}), Policy())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "the.plan"
    planfile.save(path, PLANNED)
    return path


def test_what_was_saved_is_loaded(saved: Path) -> None:
    loaded = planfile.load(saved)
    assert (loaded.request, loaded.plan.server) == (REQUEST, SERVER)
    assert loaded.about == {change.address for change in MADE.changes}
    assert loaded.plan.digest == MADE.digest
    assert calls(loaded.plan) == calls(MADE)
    assert [change.basis for change in loaded.plan.changes] == [change.basis for change in MADE.changes]
    assert [change.given for change in loaded.plan.changes] == [change.given for change in MADE.changes]


def test_only_its_owner_can_read_it_also_when_it_replaces_another_file(saved: Path) -> None:
    saved.chmod(0o644)
    planfile.save(saved, PLANNED)
    assert saved.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "what", ["about", "moved", "given", "server", "request", "basis", "digest", "checksum"]
)
def test_what_was_changed_by_hand_is_no_plan_any_more(saved: Path, what: str) -> None:
    content = json.loads(saved.read_text())
    saved.write_text(json.dumps({**content, what: "other"}))
    with pytest.raises(InvalidInput, match="is not a saved plan: "):
        planfile.load(saved)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, json.dumps(to_json(MADE))])
def test_what_was_never_saved_is_no_saved_plan(saved: Path, text: str) -> None:
    saved.write_text(text)
    with pytest.raises(InvalidInput, match="is not a saved plan: ") as failed:
        planfile.load(saved)
    assert "plan --out FILE" in failed.value.diagnostics[0].detail


def test_a_plan_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: "):
        planfile.load(tmp_path / "none.plan")


# -- approvals


def test_a_plan_file_approves_its_plan_and_each_of_its_changes(saved: Path) -> None:
    every = {MADE.digest, *(change.digest for change in MADE.changes)}
    assert planfile.approved([saved.name], saved.parent) == every
    one, other = (f"sha256:{digit * 64}" for digit in "12")
    assert planfile.approved([one, str(saved), other], Path()) == every | {one, other}
