"""Strategies for small worlds: what manifests may say, and what people may do in the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from rawugc_sync.resources import registered
from tests.contract.project import START, Project
from tests.contract.samples import DAY, DELETABLE, SAMPLES, body, required

Fields = dict[str, Any]
Manifest = dict[str, dict[str, Fields]]

KEYS = ("a", "b", "c")
TIMES = (START + DAY, START + 2 * DAY)
PAST = START - DAY


def _fields(collection: str) -> st.SearchStrategy[Fields]:
    """One resource: a sample of each required field, and of some others."""
    samples = {name: st.sampled_from(values) for name, values in SAMPLES[collection].items()}
    needed = {name: values for name, values in samples.items() if required(collection, name)}
    free = {name: values for name, values in samples.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=free)


def _posts() -> st.SearchStrategy[Fields]:
    """A post in one of its modes, with its accounts in one of their two spellings."""
    times = st.sampled_from([*TIMES, *TIMES, PAST])
    modes = st.one_of(
        st.fixed_dictionaries({"mode": st.just("schedule"), "scheduledFor": times}),
        st.fixed_dictionaries({"mode": st.just("draft")}, optional={"scheduledFor": times}),
        st.just({"mode": "now"}),
    )
    return st.builds(_with_mode, _fields("posts"), modes, st.sampled_from(["accounts", "accountIds"]))


def _with_mode(fields: Fields, mode: Fields, spelling: str) -> Fields:
    spelt = {n: v for n, v in fields.items() if n not in ("accounts", "accountIds", "scheduledFor", "mode")}
    if mode["mode"] == "schedule":  # the inbox takes no time
        spelt.pop("publishToInbox", None)
    return {**spelt, **mode, spelling: fields[spelling]}


def resources(collection: str) -> st.SearchStrategy[Fields]:
    return _posts() if collection == "posts" else _fields(collection)


def _shown(collection: str) -> list[str]:
    """The fields that the dashboard can change on a live object, and that a list shows."""
    return [
        n
        for n, t in registered()[collection].fields.traits.items()
        if t.returned and t.updatable and n != "mode"
    ]


def manifests() -> st.SearchStrategy[Manifest]:
    """All that comes and goes, with up to three resources each: nothing vanishes, and all of it may leave."""
    return st.fixed_dictionaries(
        {name: st.dictionaries(st.sampled_from(KEYS), resources(name), max_size=3) for name in DELETABLE}
    )


def policies() -> st.SearchStrategy[Mapping[str, str]]:
    """A drift policy for some of the collections."""
    policy = st.sampled_from(["revert", "keep", "stop"])
    return st.dictionaries(st.sampled_from(DELETABLE), policy)


@dataclass(frozen=True)
class Edit:
    """Somebody changes one field of an object in the dashboard."""

    collection: str
    which: int
    field: str
    value: Any

    def happen(self, project: Project) -> None:
        if id := _pick(project, self.collection, self.which):
            project.dashboard.edit(self.collection, id, {self.field: self.value})


@dataclass(frozen=True)
class Remove:
    """Somebody removes an object in the dashboard."""

    collection: str
    which: int

    def happen(self, project: Project) -> None:
        if id := _pick(project, self.collection, self.which):
            project.dashboard.remove(self.collection, id)


@dataclass(frozen=True)
class Insert:
    """Somebody makes an object in the dashboard."""

    collection: str
    fields: Fields

    def happen(self, project: Project) -> None:
        project.dashboard.insert(self.collection, body(self.fields), at=START)


@dataclass(frozen=True)
class LoseState:
    """The state file is gone."""

    def happen(self, project: Project) -> None:
        if (project.root / "rawugc.state.json").exists():
            project.lose_state()


@dataclass(frozen=True)
class Wait:
    """Time passes, and posts go out."""

    ms: int

    def happen(self, project: Project) -> None:
        project.rawugc.clock.sleep(self.ms / 1000)


Deed = Edit | Remove | Insert | LoseState | Wait

_STATUSES = [("posts", "status", status) for status in ("draft", "published", "failed")]
_EDITS = [
    *((name, field, value) for name in SAMPLES for field in _shown(name) for value in SAMPLES[name][field]),
    *_STATUSES,
    ("posts", "accountIds", ["acc_2"]),
]


def deeds() -> st.SearchStrategy[list[Deed]]:
    """What happens between two applies: in the dashboard, on disk, and to the time."""
    which = st.integers(0, 3)
    collections = st.sampled_from(DELETABLE)
    inserts = collections.flatmap(lambda name: st.builds(Insert, st.just(name), resources(name)))
    edits = st.builds(lambda edit, n: Edit(edit[0], n, *edit[1:]), st.sampled_from(_EDITS), which)
    others = st.sampled_from([LoseState(), Wait(DAY - 60_000), Wait(2 * DAY)])
    return st.lists(st.one_of(edits, st.builds(Remove, collections, which), inserts, others), max_size=4)


def _pick(project: Project, collection: str, which: int) -> str | None:
    """One of the objects that are not built in, if there are any."""
    objects = project.dashboard.objects(collection).items()
    ours = [id for id, fields in objects if not (fields.get("isAdmin") or fields.get("isStandard"))]
    return ours[which % len(ours)] if ours else None
