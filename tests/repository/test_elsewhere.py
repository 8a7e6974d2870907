"""States beside those of the workspaces here, in a place that keeps several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rawugc_sync.repository.elsewhere import strangers
from rawugc_sync.state import document
from rawugc_sync.state.store import Store, Stored
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.recorded import Record, State

NOW = 1_800_000_000_000
DAY = 86_400_000


def state(*times: int) -> bytes:
    fields = {"videoUrl": "https://x.example/v.mp4", "mode": "schedule", "timezone": "Europe/Berlin"}
    records = {
        Address("posts", f"p{number}"): Record(f"post_{number}", {**fields, "scheduledFor": at})
        for number, at in enumerate(times)
    }
    return document.dump(State("lineage", 1, "org_1", records)).encode()


@dataclass
class Shelf(LocalStore):
    """One state of several in a folder, for the names that they have there."""

    folder: Path
    name: str
    states: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.folder / self.name, self.folder / ".rawugc", f"the shelf's {self.name}")

    def read(self) -> Stored | None:
        return Stored(self.states[self.name], "1") if self.name in self.states else None

    def names(self) -> list[str]:
        return list(self.states)


def told(folder: Path, states: Mapping[str, bytes], known: set[str]) -> list[str]:
    def opened(name: str) -> Store:
        return Shelf(folder, name, states)

    return [f"{one.code}: {one.summary}" for one in strangers(opened, "glow-lab", known, NOW)]


def test_a_state_of_nobody_here_is_told_with_what_is_still_to_come(tmp_path: Path) -> None:
    states = {"glow-lab": state(NOW + DAY), "old": state(NOW + DAY), "older": state(NOW - DAY)}
    assert told(tmp_path, states, {"glow-lab"}) == [
        "orphaned-state: the shelf's old records 1 resource that is still to be published, "
        "and the manifests are gone: it is posts.p0, Sat 2027-01-16 09:00 Europe/Berlin"
    ]


def test_environments_are_somebody_here(tmp_path: Path) -> None:
    states = {"glow-lab/staging": state(NOW + DAY), "glow-lab": state(NOW + DAY)}
    assert told(tmp_path, states, {"glow-lab", "glow-lab/staging"}) == []


def test_a_workspace_whose_manifests_are_gone_is_nobody(tmp_path: Path) -> None:
    assert len(told(tmp_path, {"glow-lab": state(NOW + DAY)}, set())) == 1


def test_a_place_that_cannot_say_is_left_alone(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "rawugc.state.json", tmp_path / ".rawugc", "rawugc.state.json")
    assert list(strangers(lambda _: store, "glow-lab", set(), NOW)) == []


def test_a_state_that_cannot_be_read_is_an_error_of_the_place(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="the shelf's old"):
        told(tmp_path, {"old": b"\xff{"}, set())
