"""States that record what is still to be published, while the manifests that describe it are gone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rawugc_sync.files import fence
from rawugc_sync.git.changed import Changed, text_at
from rawugc_sync.manifest.below import is_state
from rawugc_sync.resources import registered
from rawugc_sync.resources.life import Moment
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.state import document
from rawugc_sync.state.places import is_local
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, Severity, warning
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.moment import moment
from rawugc_sync.words.recorded import Record, State
from rawugc_sync.workspace.members import Broken, Member, has_manifests, nearest

_OURS = "rawugc.state"
_WAY_OUT = (
    "Bring the manifests back; or go to the last commit that had them, and run rawugc-sync destroy there; "
    "or delete in the dashboard what should not go out, and then this state."
)


class Estate:
    """Who the states at and below a folder belong to; `broken` workspaces may own whatever lies in theirs."""

    def __init__(self, root: Path, members: Sequence[Member], broken: Sequence[Broken]) -> None:
        self._root = root
        self._alive = {one.path: one for one in members if one.has_manifests}
        self._gone = {one.path: one for one in members if one.path not in self._alive}
        self._broken = {one.path for one in broken}
        self.owned = frozenset(path for one in self._alive.values() for path in one.states)
        self.abandoned = frozenset(path for one in self._gone.values() for path in one.states)

    def is_orphan(self, path: str) -> bool:
        """Whether nothing describes any more what a state records; `path` is relative to the root."""
        if path in self.owned:
            return False
        home = nearest(path, [*self._alive, *self._gone, *self._broken])
        if path in self.abandoned or home in self._gone:
            return True
        if home in self._alive:
            return is_local(self._alive[home].config.state)  # else it was left behind by a migration
        return home is None and not has_manifests(self._root / posixpath.dirname(path))

    def lineages(self) -> set[str]:
        """Those of all states that are somebody's: one that has moved along is no orphan."""
        found = set()
        for path in self.owned:
            with suppress(StateError):  # which whoever works there is told
                if state := _state(path, self.text(path)):
                    found.add(state.lineage)
        return found

    def text(self, path: str) -> str | None:
        """What a state holds; None when it cannot be read."""
        with suppress(fence.OutOfBounds, UnicodeDecodeError):
            return fence.read(self._root, path).decode()
        return None

    def before(self, changed: Changed, variables: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
        """The states below the root that were deleted, each with what it held."""
        here = Path(self._root.resolve())
        for path in changed.deleted:
            place = changed.top / path
            if is_state(place.name) and place.is_relative_to(here):
                yield place.relative_to(here).as_posix(), text_at(changed, variables, path)


def orphans(
    estate: Estate, files: Iterable[str], deleted: Iterable[tuple[str, str | None]], now: int
) -> Iterator[Diagnostic]:
    """A warning for each orphan among `files`, relative to the root, and `deleted` ones; `now` is Unix ms."""
    texts = dict(deleted) | {path: estate.text(path) for path in {*files, *estate.abandoned}}
    lost = {path: text for path, text in sorted(texts.items()) if estate.is_orphan(path)}
    known = estate.lineages() if lost else set()
    for path, text in lost.items():
        try:
            state = _state(path, text)
        except StateError as broken:
            ours = posixpath.basename(path).startswith(_OURS)
            yield from (replace(one, severity=Severity.WARNING) for one in broken.diagnostics if ours)
            continue
        if state and state.lineage not in known:
            yield from orphan(path, state, now)


def orphan(place: str, state: State, now: int) -> Iterator[Diagnostic]:
    """A warning for a state without manifests, if anything that it records is still to be published."""
    types = registered()
    found = ((_public_at(types.get(a.collection), record, now), a) for a, record in state.records.items())
    coming = [(at, address) for at, address in found if at is not None]
    if not coming:
        return
    at, address = min(coming, key=lambda one: (one[0].at, one[1]))
    resources = count(len(coming), "resource that is", "resources that are")
    yield warning(
        "orphaned-state",
        f"{place} records {resources} still to be published, and the manifests are gone: "
        f"{'it' if len(coming) == 1 else 'the next'} is {address}, {moment(at.at, at.timezone)}",
        _WAY_OUT,
    )


def _public_at(type_: ResourceType | None, record: Record, now: int) -> Moment | None:
    if type_ is None:
        return None
    fitting = {n: v for n, v in record.fields.items() if n in type_.fields.traits and type_.fields.fits(n, v)}
    with suppress(KeyError):  # whoever edited the state may have left out what belongs together
        return type_.life.public_at(fitting, now)
    return None


def _state(path: str, text: str | None) -> State | None:
    return None if text is None else document.load(text, path)
