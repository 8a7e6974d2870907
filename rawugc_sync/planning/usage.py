"""Who uses a field of a resource, directly or through others, and when that is public next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, FieldRef, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import NextPublic


@dataclass(frozen=True, slots=True)
class Usage:
    """What the manifests say about who uses what: address → field → the fields that use it."""

    _users: Mapping[Address, Mapping[str, Sequence[FieldRef]]]

    @classmethod
    def of(
        cls, desired: Iterable[Desired], gives: Callable[[Address], Iterable[str]] = lambda _: ()
    ) -> Usage:
        """`gives` are the outputs of a resource: each is made of all that goes into it."""
        users: dict[Address, dict[str, list[FieldRef]]] = {}
        for resource in desired:
            for name, refs in resource.uses.items():
                for ref in refs:
                    fields = users.setdefault(ref.address, {})
                    into = (name, *gives(resource.address))
                    fields.setdefault(ref.field, []).extend(FieldRef(resource.address, one) for one in into)
        return cls(users)

    def users(self, address: Address, fields: Iterable[str]) -> tuple[Address, ...]:
        """The other resources that one of these fields goes into, directly or through others, sorted."""
        if address not in self._users:
            return ()
        todo = [FieldRef(address, name) for name in fields]
        seen = set(todo)
        while todo:
            used = todo.pop()
            for user in self._users.get(used.address, {}).get(used.field, ()):
                if user not in seen:
                    seen.add(user)
                    todo.append(user)
        return tuple(sorted({ref.address for ref in seen} - {address}))


def usage_of(world: World) -> Usage:
    """Who uses what in the manifests of a world."""
    return Usage.of(world.desired.values(), lambda address: world.types[address.collection].life.gives)


def next_public(
    users: Iterable[Address],
    outlook: Callable[[Address], Fields | None],
    types: Mapping[str, ResourceType],
    now: int,
) -> NextPublic | None:
    """The first of these resources to be public after `now` (Unix ms); None when none is known to be.

    `outlook` tells what will be live of one once the plan is applied; None for nothing.
    """
    first: NextPublic | None = None
    for user in users:
        fields = outlook(user)
        moment = None if fields is None else types[user.collection].life.public_at(fields, now)
        if moment is not None and (first is None or moment.at < first.at):
            first = NextPublic(address=user, at=moment.at, timezone=moment.timezone)
    return first
