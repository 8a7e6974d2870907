"""What becomes equal to a live object that its own change has yet to take away: for a while both are live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change, Origin

Pair = tuple[Address, Address]
"""What becomes equal, and the address that has the equal live now."""

_Graph = Mapping[Address, set[Address]]


@dataclass(frozen=True, slots=True)
class Trades:
    """Which changes wait for which, lest two be equal for a while; and what goes round, and cannot wait.

    `circles`: what becomes equal → all pairs of its circle; none where it is the references that go round.
    `out` are those of which the other one is published already, and is let go.
    """

    waits: Mapping[Address, frozenset[Address]] = field(default_factory=dict)
    circles: Mapping[Pair, tuple[Pair, ...]] = field(default_factory=dict)
    out: frozenset[Pair] = frozenset()


def trades_of(world: World, changes: Sequence[Change]) -> Trades:
    """The trades among changes: should a run end in between, or one of them fail, both would go out.

    Of a create and a delete, the rule on renames tells. What somebody has changed in the dashboard alone is
    no question to git, nor is what never goes out.
    """
    found = {pair for type_ in world.types.values() for pair in _pairs(world, type_, changes)}
    if not found:
        return Trades()
    let_go = {change.address for change in changes if change.action is Action.FORGET}
    out = frozenset(pair for pair in found if pair[1] in let_go)
    pairs = sorted(found - out)
    ours = {one.address for one in changes if _is_a_question(world, one)}
    needs = defaultdict(set, {change.address: {*change.depends_on} for change in changes})
    equal: defaultdict[Address, set[Address]] = defaultdict(set)
    for new, old in pairs:
        equal[new].add(old)
    waits: defaultdict[Address, set[Address]] = defaultdict(set)
    circles = {}
    for new, old in pairs:
        if path := _path(old, new, equal):
            circle = tuple(zip([new, *path[:-1]], path, strict=True))
            if all(address in ours for address in path):
                circles[new, old] = circle
        elif _path(old, new, needs):
            circles[new, old] = ()
        else:
            waits[new].add(old)
            needs[new].add(old)
    return Trades({new: frozenset(olds) for new, olds in waits.items()}, circles, out)


def in_turn(trades: Trades, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, each after those that take its equals away."""
    waits = trades.waits
    return tuple(
        replace(change, depends_on=tuple(sorted({*change.depends_on, *waits[change.address]})))
        if change.address in waits and change.calls and change.action is not Action.CLEAN_UP
        else change
        for change in changes
    )


def _is_a_question(world: World, change: Change) -> bool:
    """Whether git has it go out as something else."""
    by_git = change.action.creates or any(one.origin in (Origin.GIT, Origin.BOTH) for one in change.fields)
    life = world.types[change.address.collection].life
    return by_git and life.outing(change.after or {}, world.known) is not None


def _path(start: Address, end: Address, graph: _Graph) -> list[Address]:
    """A way from one address to another, both among it; empty where there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for address in sorted(graph.get(way[-1], ())):
            if address not in seen:
                seen.add(address)
                ways.append([*way, address])
    return []


def _pairs(world: World, type_: ResourceType, changes: Iterable[Change]) -> Iterator[Pair]:
    if not type_.identity.renames_need_moved:
        return
    objects = world.live.get(type_.collection, {})
    going: defaultdict[Hashable, list[tuple[Change, Live]]] = defaultdict(list)
    becoming: list[tuple[Change, Hashable]] = []
    for change in changes:
        if change.address.collection != type_.collection:
            continue
        live = objects.get(change.id or "")
        if not change.calls and not (live and change.action is Action.FORGET and type_.life.published(live)):
            continue
        was = type_.identity.fingerprint(_as_it_went(world, type_, change, live)) if live else None
        now = type_.identity.fingerprint(change.after) if change.after else None
        if live and was != now:
            going[was].append((change, live))
        if change.after and was != now:
            becoming.append((change, now))
    for new, now in becoming:
        for old, live in going.get(now, ()):
            told = new.action is Action.CREATE and old.action is Action.DELETE
            if not told and old.address != new.address and _share_an_account(world, type_, (old, live), new):
                yield new.address, old.address


def _as_it_went(world: World, type_: ResourceType, change: Change, live: Live) -> Fields:
    """What is live; how it went out, where that does not show any more, as it was recorded."""
    record = world.records.get(change.address)
    recorded = record.fields if record else {}
    return {**{name: recorded[name] for name in type_.life.cycle if name in recorded}, **live.fields}


def _share_an_account(world: World, type_: ResourceType, old: tuple[Change, Live], new: Change) -> bool:
    """Whether two that are equal to the public go to an account in common, which lists do not show."""
    change, live = old
    record = world.records.get(change.address)
    gone = {**(record.fields if record else {}), **live.fields}
    return type_.identity.takedown_resembles(gone, new.after or {}, world.known)
