"""Whose the lines are that a change rests on, by the history of the checkout around the workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.git.blame import Blame, Hand
from rawugc_sync.git.removals import Removals
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.manifest.spoken import rests_on
from rawugc_sync.manifest.stretches import Stretch, Stretches
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.planned import Change
from rawugc_sync.words.provenance import Written
from rawugc_sync.workspace.edited import Basis
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a workspace's manifests, and of the files that these name."""

    workspace: Workspace
    manifests: Manifests
    sources: Sources
    stretches: Stretches
    blame: Blame

    def hands(self, change: Change, fields: Collection[str] | None) -> set[Hand]:
        """Whose the lines are that some fields of a change rest on; without any, the whole of it."""
        return {hand for stretch in self._stretches(change, fields) for hand in self.hands_in(stretch)}

    def has(self, address: Address) -> bool:
        """Whether a resource is in the manifests."""
        return address in self.sources.entries

    def stands(self, change: Change) -> bool:
        """Whether it is about a resource that is in the manifests, and stays."""
        return self.has(change.address) and not change.action.leaves

    def basis(self, change: Change, fields: Collection[str]) -> Basis:
        """What some fields of a change that stands rest on, by name."""
        spelt, address = self._spelt(change, fields), change.address
        old = change.previous_address
        pairs = [(f"{old}.{one}", f"{address}.{one}") for one in spelt] if old else []
        renamed = dict([*pairs, *(pair[::-1] for pair in pairs)])
        return Basis(
            rests_on(self.sources, address, spelt) | renamed.keys(),
            renamed,
            self.stretches.texts(address, spelt),
        )

    def removed(self, addresses: Iterable[Address], user: Written) -> dict[str, Written]:
        """Address → who took it out of the manifests, for those that these do not have any more."""
        gone = {str(one): one.key for one in addresses if not self.has(one)}
        folders = self.workspace.config.include
        removals = Removals(self.workspace.root, folders, self.workspace.around.variables, user)
        return removals.of(gone.keys(), gone.values(), _addresses)

    def _stretches(self, change: Change, fields: Collection[str] | None) -> Iterator[Stretch]:
        stands = self.stands(change)
        if stands and fields is not None:
            yield from self.stretches.values(change.address, self._spelt(change, fields))
            return
        yield from map(self.stretches.at, self._blocks(change))
        if stands:
            yield from self.stretches.of(change.address, [one.path for one in change.fields])

    def _spelt(self, change: Change, fields: Collection[str]) -> set[str]:
        """The fields, in every way in which a manifest may say them."""
        ways = self.workspace.types[change.address.collection].fields.alternatives
        return set(fields).union(*(way for way in ways if not way.isdisjoint(fields)))

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

    def hands_in(self, stretch: Stretch) -> set[Hand]:
        """Whose these lines are."""
        file = Path(self.workspace.root, stretch.file).resolve()
        if stretch.last is None and stretch.file not in self.sources.data:
            return self.blame.last_hand(file)
        return self.blame.hands(file, stretch.first, stretch.last)


def _addresses(data: bytes) -> set[str]:
    """What a manifest holds, whatever else is wrong with it."""
    tree, _ = read(data, "")
    found = tree.entries.items() if tree else ()
    return {f"{name}.{key}" for name, node in found if isinstance(node, MappingNode) for key in node.entries}
