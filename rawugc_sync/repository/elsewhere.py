"""States that lie in one place with those of the workspaces here, and belong to none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rawugc_sync.repository.orphans import orphan
from rawugc_sync.state import document
from rawugc_sync.state.places import Setting, keeps_several, store_for
from rawugc_sync.state.store import Several, Store
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.workspace.members import Member
from rawugc_sync.workspace.private import PRIVATE_FOLDER
from rawugc_sync.workspace.surroundings import Surroundings


def elsewhere(root: Path, members: Sequence[Member], around: Surroundings) -> Iterator[Diagnostic]:
    """What `strangers` tells of each place; a note where one cannot be looked into.

    The folders of the members may be gone; `root`, from where the places are reached, is there.
    """
    users: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        if keeps_several(member.config.state):
            users[member.config.state].append(member)
    for url, some in sorted(users.items()):
        first = some[0]
        setting = Setting(url, first.name, root, root / PRIVATE_FOLDER, around.variables, around.clock)
        known = {name for one in some if one.has_manifests for name in one.state_names}
        try:
            yield from strangers(partial(_opened, setting), first.name, known, around.now)
        except RawugcError as failed:
            why = failed.diagnostics[0]
            yield note(
                "not-searched", f"who else keeps a state there cannot be told: {why.summary}", why.detail
            )


def strangers(
    opened: Callable[[str], Store], name: str, known: Collection[str], now: int
) -> Iterator[Diagnostic]:
    """A warning for each orphan beside the state `name` that is not among the `known` names.

    `opened` gives the store of a name. Raises StateError and InvalidInput as stores do.
    """
    store = opened(name)
    if not isinstance(store, Several):
        return
    for other in sorted(set(store.names()) - set(known)):
        kept = opened(other)
        if (stored := kept.read()) is not None:
            state = document.load(stored.data.decode("utf-8", "replace"), kept.place)
            yield from orphan(kept.place, state, now)


def _opened(setting: Setting, name: str) -> Store:
    return store_for(replace(setting, name=name))
