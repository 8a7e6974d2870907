"""What a hold has deleted: every plan leaves it alone, but for the one that puts it back.

| to be put back, and | |
|---|---|
| its object is still there | it is recorded again: the hold never came to it, or it went out first |
| its time has passed | it is named, and no longer held: the manifests say what becomes of it |
| otherwise | it is created, with what was live of it; the record of before counts on |

Where a resume was interrupted and nobody knows whether it is there again, the next resume looks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.saying import held as say
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired, Lifecycle
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import CREATED_BEFORE, RESUMED, Change, Leaves
from rawugc_sync.words.recorded import Held, Record


@dataclass(slots=True)
class Apart:
    """A world in which what is held is left alone or comes back, and what there is to say of that.

    `settled` are the records that come back, or with None do not, and for which nothing is sent.
    """

    world: World
    notes: list[Diagnostic] = field(default_factory=list)
    settled: dict[Address, Record | None] = field(default_factory=dict)


def set_apart(world: World, options: Options) -> Apart:
    """The world of a plan; `options.resume` says that it is to put back what is held."""
    held = {address: one for address, one in world.held.items() if options.includes(address)}
    if options.destroy and held:
        return _given_up(world, held)
    apart = Apart(_without(world, world.held, unresolved=options.resume))
    if options.resume and not held:
        apart.notes.append(say.nothing())
    back: dict[Address, Desired] = {}
    for address, one in sorted(held.items()):
        live = _live(world, address, one)
        if not options.resume:
            doubtful = address in world.unresolved
            apart.notes.append(
                say.half_back(address)
                if doubtful
                else say.left_alone(address, one.at, still_there=live is not None)
            )
        elif address in world.unresolved:
            back[address] = _desired(world, address, one)
        elif live is not None:
            apart.settled[address] = one.record
            out = world.types[address.collection].life.published(live)
            apart.notes.append(say.went_out(address) if out else say.never_left(address))
        elif world.types[address.collection].life.public_at(_fields(world, address, one), world.now) is None:
            apart.settled[address] = None
            apart.notes.append(say.missed(address))
        else:
            back[address] = _desired(world, address, one)
    apart.world = replace(apart.world, desired={**apart.world.desired, **back}) if back else apart.world
    return apart


def _without(world: World, held: Mapping[Address, Held], *, unresolved: bool) -> World:
    """A world in which nothing is wanted of what is held; with `unresolved`, creates of it are looked for."""
    if world.state is None or not held:
        return world
    wanted = {address: one for address, one in world.desired.items() if address not in held}
    known = {a: one for a, one in world.unresolved.items() if unresolved or a not in held}
    return replace(world, desired=wanted, state=replace(world.state, unresolved=known))


def _given_up(world: World, held: Mapping[Address, Held]) -> Apart:
    """To destroy: what a hold has not come to is deleted like all else, and nothing is put back any more."""
    assert world.state is not None
    left = {address: one.record for address, one in held.items() if _live(world, address, one) is not None}
    state = world.state
    open_ = left.keys() | state.unresolved.keys()
    others = {address: one for address, one in state.held.items() if address not in open_}
    gone = sorted(held.keys() - open_)
    return Apart(
        replace(world, state=replace(state, records={**state.records, **left}, held=others)),
        [say.given_up(address) for address in gone],
        dict.fromkeys(gone),
    )


def as_recorded(held: Mapping[Address, Held], changes: Iterable[Change]) -> list[Change]:
    """The changes that put back what is held, each leaving the record of before, with a new id."""
    return [_as_recorded(one, held[one.address].record) if one.address in held else one for one in changes]


def _as_recorded(change: Change, record: Record) -> Change:
    """What was edited in the dashboard since it was applied stays an edit of the dashboard.

    What an interrupted resume has made is taken over so, too.
    """
    found = change.action_reason == CREATED_BEFORE and change.id is not None
    if not (change.action.creates or found):
        return change
    again = replace(record, id=(change.id or "") if found else "", deposed=())
    steps = (replace(one, record=again) if one.leaves is Leaves.RECORD else one for one in change.steps)
    reason = CREATED_BEFORE if found else RESUMED
    return replace(change, steps=tuple(steps), action_reason=reason)


def _live(world: World, address: Address, one: Held) -> Live | None:
    return world.live.get(address.collection, {}).get(one.record.id)


def _desired(world: World, address: Address, one: Held) -> Desired:
    """As it was, with its block's place and permissions where there still is a block."""
    written = world.desired.get(address) or Desired(address, {}, None)
    lifecycle = Lifecycle(prevent_destroy=one.record.prevent_destroy)
    return replace(written, fields=_fields(world, address, one), lifecycle=lifecycle)


def _fields(world: World, address: Address, one: Held) -> Fields:
    """What was live, and what only its record tells; what could be cleared and was not live, was cleared."""
    urls, fields = world.state.urls if world.state else {}, world.types[address.collection].fields
    untold = {n: value for n, value in one.record.fields.items() if not fields.traits[n].clearable}
    return {**untold, **fields.named(one.live, urls)}
