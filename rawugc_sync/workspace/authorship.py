"""Who wrote what the changes of a plan rest on, by the history of the checkout around the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rawugc_sync.git.blame import Blame, Hand
from rawugc_sync.git.removals import Removals
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.manifest.stretches import Stretch, Stretches
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.provenance import NOBODY, Written
from rawugc_sync.workspace.workspace import Workspace


def with_authors(plan: Plan, workspace: Workspace, manifests: Manifests) -> Plan:
    """The plan whose changes say whose lines they rest on; as it is outside of git."""
    blame = Blame(workspace.around.variables)
    user = blame.user(workspace.root) if plan.changes else None
    if user is None or manifests.sources is None:
        return plan
    authorship = _Authorship(workspace, manifests, manifests.sources, Stretches(manifests.sources), blame)
    changes = [authorship.signed(change) for change in plan.changes]
    gone = authorship.removed([one for one in changes if one.written is NOBODY], user)
    return replace(
        plan, changes=tuple(replace(c, written=gone.get(str(c.address), c.written)) for c in changes)
    )


@dataclass(frozen=True, slots=True)
class _Authorship:
    workspace: Workspace
    manifests: Manifests
    sources: Sources
    stretches: Stretches
    blame: Blame

    def signed(self, change: Change) -> Change:
        """A change with the author of the lines that are there for it."""
        hands = [hand for stretch in self._stretches(change) for hand in self._hands(stretch)]
        return replace(change, written=self.blame.newest(hands) or NOBODY)

    def removed(self, changes: Iterable[Change], user: Written) -> dict[str, Written]:
        """Address → who took it out of the manifests, for those that these do not have any more."""
        gone = {str(c.address): c.address.key for c in changes if c.address not in self.sources.entries}
        folders = self.workspace.config.include
        removals = Removals(self.workspace.root, folders, self.workspace.around.variables, user)
        return removals.of(gone.keys(), gone.values(), _addresses)

    def _stretches(self, change: Change) -> Iterator[Stretch]:
        yield from map(self.stretches.at, self._blocks(change))
        if change.address in self.sources.entries and not change.action.leaves:
            yield from self.stretches.of(change.address, [one.path for one in change.fields])

    def _blocks(self, change: Change) -> Iterator[Source]:
        """The items of blocks that a change follows."""
        blocks, address = self.manifests.blocks, change.address
        moved = (one.source for one in blocks.moved if change.previous_address and one.to == address)
        taken = (
            one.source
            for one in blocks.imports
            if one.id and one.id == change.importing and one.to == address
        )
        let_go = (one.source for one in blocks.removed if one.address == address)
        return (source for source in (*moved, *taken, *let_go) if source is not None)

    def _hands(self, stretch: Stretch) -> set[Hand]:
        file = Path(self.workspace.root, stretch.file).resolve()
        if stretch.last is None and stretch.file not in self.sources.data:
            return self.blame.last_hand(file)
        return self.blame.hands(file, stretch.first, stretch.last)


def _addresses(data: bytes) -> set[str]:
    """What a manifest holds, whatever else is wrong with it."""
    tree, _ = read(data, "")
    found = tree.entries.items() if tree else ()
    return {f"{name}.{key}" for name, node in found if isinstance(node, MappingNode) for key in node.entries}
