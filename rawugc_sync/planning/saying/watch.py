"""What drift tells beside its changes: what nobody manages, what did not go out, what is not settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rawugc_sync.planning.identity import Identity, identify, taken_ids
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.look import Sight
from rawugc_sync.planning.saying.connections import connections
from rawugc_sync.planning.saying.remarks import shortened, unresolved
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.diagnostics import Diagnostic, note, warning
from rawugc_sync.words.live import Live

_TITLE = 100
"""How many characters of an object's title are shown."""


def watch(world: World, options: Options) -> list[Diagnostic]:
    """Warnings and notes on a world with the manifests as desired; with a scope, on that alone.

    Without a scope, what was not looked up is what may not be read. With one, Needed says that it
    has to be.
    """
    whole = options.scope is None
    identity = identify(without_gaps(world, options), options)
    found = [*_held_up(world, options, identity), *_unsettled(world, options, identity)]
    if whole:
        found += connections(world, identity)
    if world.state is None:
        found.append(_without_state(world, options, identity))
    if whole:
        for type_ in world.types.values():
            found += _unmanaged(world, type_, identity)
    return found


def without_gaps(world: World, options: Options) -> World:
    """Without a scope, where something may not be looked up, it is as if there were none."""
    return world if options.scope is not None else replace(world, known=world.known.or_nothing())


def _held_up(world: World, options: Options, identity: Identity) -> Iterator[Diagnostic]:
    """What the manifests have, nothing recorded is live for, and no apply will create."""
    unclear = {*identity.unclear, *identity.accountless, *world.unresolved}
    for address, desired in sorted(world.desired.items()):
        live = identity.live.get(address)
        compared = live is not None and address in world.records
        if compared or address in unclear or not options.includes(address):
            continue
        verdict = world.types[address.collection].life.verdict(
            Case(desired.fields, None, live, (), world.now)
        )
        if verdict.standing is Standing.SKIP:
            yield warning(verdict.code, verdict.summary, verdict.detail, address=str(address))


def _unsettled(world: World, options: Options, identity: Identity) -> Iterator[Diagnostic]:
    """Creates without an answer that the next apply neither takes over nor begins anew."""
    for address, pending in sorted(world.unresolved.items()):
        found = identity.lost[address]
        begins_anew = world.types[address.collection].calls.repeats_lost_creates and not pending.exists
        if found.sight is Sight.OURS or (found.sight is Sight.NOTHING and begins_anew):
            continue
        if options.includes(address):
            yield unresolved(address, pending, found.ids, again=False)


def _without_state(world: World, options: Options, identity: Identity) -> Diagnostic:
    asked = [address for address in world.desired if options.includes(address)]
    matched = sum(address in identity.live for address in asked)
    return note(
        "no-state",
        f"no state yet, and {matched} of {len(asked)} resources match a live object",
        "Nothing was applied from here, so nothing can have drifted. "
        "A plan shows how what matches differs from the manifests.",
    )


def _unmanaged(world: World, type_: ResourceType, identity: Identity) -> Iterator[Diagnostic]:
    """What is live and nobody's: one note each, and one for all that is over."""
    held = {one.record.id for address, one in world.held.items() if address.collection == type_.collection}
    taken = {*taken_ids(world, type_, identity), *held}
    over: Counter[Standing] = Counter()
    for id, live in world.live.get(type_.collection, {}).items():
        if id in taken:
            continue
        standing = type_.life.verdict(Case(None, None, live, (), world.now)).standing
        if standing in type_.life.over:
            over[standing] += 1
        else:
            yield note(
                "unmanaged-object",
                f"{type_.collection} {id} is not managed{_titled(type_, live)}",
                "It is in no manifest. rawugc-sync pull writes it into one.",
            )
    if over:
        counts = ", ".join(f"{over[one]} {word}" for one, word in type_.life.over.items() if over[one])
        summary = f"{type_.collection} that are over and not managed: {counts}"
        yield note("unmanaged-history", summary, "They are history, so they are only counted.")


def _titled(type_: ResourceType, live: Live) -> str:
    title = shortened(type_.spelling.title(live), _TITLE)
    return f": {title}" if title else ""
