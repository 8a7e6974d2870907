"""What the manifests say: resources, and blocks about addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rawugc_sync.words.addresses import Address, FieldRef, Fields
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.outputs import outputs_in
from rawugc_sync.words.rules import Rights


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What a manifest says of a resource itself, not of its fields."""

    prevent_destroy: bool | None = None
    ignore_changes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desired:
    """One resource as the manifests have it, valid and with every reference resolved.

    `uses`: own field → the fields whose values went into it, directly or through `vars`, sorted.
    `permits` are the permissions that it gives a plan: names of fields that are no part of its object.
    Nor are `owner` and `rights`, which only rules ask for.
    """

    address: Address
    fields: Fields
    source: Source | None
    lifecycle: Lifecycle = Lifecycle()
    uses: Mapping[str, tuple[FieldRef, ...]] = field(default_factory=dict)
    permits: frozenset[str] = frozenset()
    owner: str | None = None
    rights: Rights | None = None

    @property
    def references(self) -> tuple[Address, ...]:
        """The other resources that this one refers to, and whose outputs it takes through others; sorted."""
        named = {ref.address for refs in self.uses.values() for ref in refs}
        given = {one.address for one in outputs_in(self.fields)} if named else set()
        return tuple(sorted((named | given) - {self.address}))


Renaming: TypeAlias = tuple[Address, Address]
"""From one address to another."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A `moved` block: what was recorded at `previous` is `to` from now on."""

    previous: Address
    to: Address
    source: Source | None = None

    @property
    def renaming(self) -> Renaming:
        return (self.previous, self.to)


@dataclass(frozen=True, slots=True)
class Import:
    """An `imports` block: the resource `to` is the live object `id`, or with None is none of `others`."""

    to: Address
    id: str | None = None
    others: frozenset[str] = frozenset()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A `removed` block: a resource that has left the manifests; without `destroy` its object stays.

    `written`: its resource still stands there, and its object gets the values of that before it is let go.
    """

    address: Address
    destroy: bool = True
    source: Source | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the manifests say of addresses, beside the resources."""

    moved: tuple[Moved, ...] = ()
    imports: tuple[Import, ...] = ()
    removed: tuple[Removed, ...] = ()
