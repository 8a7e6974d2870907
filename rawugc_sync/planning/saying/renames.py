"""A new resource nearly the same as one that leaves: most likely a rename that nobody wrote down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.leaving import Leaving, leaving
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error, warning
from rawugc_sync.words.planned import Change

MOST_PAIRS = 10_000
"""A change of this size is no rename, and comparing each with each would take too long."""


def renamed(world: World, type_: ResourceType, changes: Iterable[Change]) -> dict[Address, list[Leaving]]:
    """New address → what leaves and is equal to it, where it must not be gone even for a moment."""
    if not type_.identity.renames_need_moved:
        return {}
    created = created_in(type_, changes)
    old = list(leaving(world, type_)) if created else []
    exact: defaultdict[Hashable, list[Leaving]] = defaultdict(list)
    for one in old:
        for mark in {type_.identity.fingerprint(fields) for fields in (one.fields, one.record.fields)}:
            exact[mark].append(one)
    mixed = old if len(created) * len(old) <= MOST_PAIRS else []
    found = {}
    for change in created:
        new = change.after or {}
        mark = type_.identity.fingerprint(new)
        near = [one for one in mixed if type_.identity.fingerprint(one.nearest(type_, new)) == mark]
        if equal := near or exact[mark]:
            found[change.address] = equal
    return found


def equal_ones(
    type_: ResourceType, pairs: Iterable[tuple[Address, Leaving]], changes: Iterable[Change]
) -> Iterator[Diagnostic]:
    """The refusal of each rename."""
    fates = {change.address: change for change in changes}
    for new, old in pairs:
        fate = _fate(old, fates.get(old.address))
        yield error(
            "rename",
            f"is created equal to {old.address}, which {fate}: that is a rename",
            _way_out(type_, old, new),
            address=str(new),
        )


def similar_ones(world: World, type_: ResourceType, changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """A warning for each create that resembles what leaves; where a rename is refused, that is enough."""
    equal = renamed(world, type_, changes)
    created = [change for change in created_in(type_, changes) if change.address not in equal]
    fates = {change.address: change for change in changes if change.action.leaves}
    old = [
        one
        for one in (leaving(world, type_) if created else ())
        if one.address in fates and (one.live is not None or not type_.life.recreates)
    ]
    if len(created) * len(old) > MOST_PAIRS:
        return
    scores = [
        (type_.fields.likeness(one.nearest(type_, new.after or {}), new.after or {}), one, new.address)
        for one in old
        for new in created
    ]
    paired: set[Address] = set()
    for score, one, address in sorted(scores, key=lambda scored: -scored[0]):
        if score < 0.5 or paired & {one.address, address}:
            continue
        paired |= {one.address, address}
        yield warning(
            "maybe-moved",
            f"is nearly {one.address}, which {_fate(one, fates[one.address])}: "
            "is it a new key for the same object?",
            _way_out(type_, one, address),
            address=str(address),
        )


def exchanged(
    world: World, options: Options, type_: ResourceType, changes: Iterable[Change]
) -> Iterator[Diagnostic]:
    """The refusal of each that is made anew, and paid, as what another one is that changes likewise.

    Where objects can be deleted, the rule on trades tells. `--replace` says that it is meant.
    """
    anew = [one.address for one in changes if one.action is Action.CREATE_THEN_FORGET]
    anew = [one for one in anew if one.collection == type_.collection and one not in options.replace]
    if not (anew and type_.identity.renames_need_moved):
        return
    mark, wanted = type_.identity.fingerprint, world.desired_of(type_)
    has = {mark(record.fields): address for address, record in world.records_of(type_).items()}
    becomes = {address: has.get(mark(one.fields), address) for address, one in wanted.items()}
    for address in anew:
        if len(circle := _circle(address, becomes)) > 1:
            yield _changing_places(address, circle)


def _circle(start: Address, becomes: Mapping[Address, Address]) -> list[tuple[Address, Address]]:
    """Each address of a circle with the one that it becomes equal to, from `start` on; else nothing."""
    found = [(start, becomes[start])]
    while found[-1][1] != start and len(found) < len(becomes):
        address = found[-1][1]
        found.append((address, becomes.get(address, address)))
    return found if found[-1][1] == start else []


def _changing_places(address: Address, circle: Sequence[tuple[Address, Address]]) -> Diagnostic:
    moved = "\n".join(f"  - {{from: {old}, to: {new}}}" for new, old in circle)
    anew = " ".join(f"--replace {new}" for new, _ in sorted(circle))
    return error(
        "rename",
        f"becomes equal to {circle[0][1]}, which changes as well: only their keys change places",
        f"If so, write it down, and nothing is made again:\nmoved:\n{moved}\n"
        f"If all of them are to be made anew: {anew}",
        address=str(address),
    )


def created_in(type_: ResourceType, changes: Iterable[Change]) -> list[Change]:
    """The creates of a collection at addresses that are new."""
    return [
        change
        for change in changes
        if change.address.collection == type_.collection and change.action is Action.CREATE
    ]


def _fate(old: Leaving, change: Change | None) -> str:
    if old.was_taken_down:
        return "was deleted outside git and leaves the manifests"
    if old.live is None:
        return "was deleted to be replaced and leaves the manifests"
    if change is not None and change.action is Action.DELETE:
        return "is deleted"
    return "leaves the manifests"


def _way_out(type_: ResourceType, old: Leaving, new: Address) -> str:
    moved = f"moved:\n  - {{from: {old.address}, to: {new}}}"
    if not old.was_taken_down and old.live is None:
        return f"If so, write it down, and its replacement is finished:\n{moved}"
    if not old.was_taken_down:
        spared = "deleted" if type_.calls.deletable else "made again"
        return f"If so, write it down, and nothing is {spared}:\n{moved}"
    return f"If so, write it down:\n{moved}\nIf it is to come back, or is another one: --recreate {new}"
