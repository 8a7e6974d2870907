"""Builds changes: what each action looks like as fields, as steps, and in the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rawugc_sync.planning import editing
from rawugc_sync.planning.carrying import Carry
from rawugc_sync.planning.differences import Delta
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.credits import Payment
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Carried, Change, FieldChange, Leaves, Step
from rawugc_sync.words.recorded import Record, Replacing, Unresolved
from rawugc_sync.words.uploads import files_in

FieldChanges = tuple[FieldChange, ...]


def creation(
    type_: ResourceType,
    desired: Desired,
    known: Lookups,
    old: Record | None = None,
    carried: Carry | None = None,
) -> Change:
    """A new object with everything that the manifest has; `old` is the record that it takes the place of.

    `carried` is what it takes over beside.
    """
    traits, content = type_.fields.traits, carried.fields if carried else desired.fields
    fates = carried.fates if carried else {}
    record = record_of("", desired, desired.fields, old)
    if old:
        record = replace(record, deposed=old.deposed, adopted=old.adopted)
    return Change(
        address=desired.address,
        action=Action.CREATE,
        after=content,
        after_unknown={"id": True},
        fields=tuple(
            FieldChange(path=name, after=value, known=traits[name].returned, carried=fates.get(name))
            for name, value in content.items()
        ),
        steps=_creating(type_, desired.address, type_.calls.create(content, known), record, content),
        basis={"candidates": []},
    )


def retry(made: Change, desired: Desired, live: Live, delta: Delta, carried: Carry) -> Change:
    """A new object as `made`, in place of one that failed, which is forgotten, never deleted."""
    gone = (one for one in (*delta.changes, *carried.shown) if one.path not in carried.fields)
    return replace(
        made,
        action=Action.CREATE_ANEW,
        id=live.id,
        before=before(desired.fields, {}, live),
        fields=(*made.fields, *gone),
        basis={"live": dict(live.fields), "candidates": []},
    )


def adoption(
    desired: Desired,
    live: Live,
    fields: Fields,
    changes: FieldChanges,
    calls: tuple[Call, ...],
    record: Record,
) -> Change:
    """A live object taken into the state as `record`, and updated as far as that takes no new one."""
    return Change(
        address=desired.address,
        action=Action.ADOPT_AND_UPDATE if changes else Action.ADOPT,
        id=live.id,
        importing=live.id,
        before=before(desired.fields, {}, live),
        after={**fields, **left_as_live(desired, live)},
        fields=changes,
        steps=_calling(calls, record),
        basis={"candidates": [live.id], "live": dict(live.fields)},
    )


def instead_of(change: Change, id: str) -> Change:
    """An adoption at an address that has an object, which is let go."""
    steps = list(change.steps)
    first = next(n for n, step in enumerate(steps) if step.leaves is Leaves.RECORD)
    steps[first] = replace(steps[first], lets_go=id)
    return replace(change, steps=tuple(steps), basis={**change.basis, "forgets": id})


def refreshed(desired: Desired, live: Live, delta: Delta, record: Record) -> Record:
    """The record of a resource once a delta's changes are made."""
    touched = {change.path for change in delta.changes}
    doubtful = (record.unverified | set(delta.unverified)) & set(delta.fields)
    return replace(
        record_of(live.id, desired, delta.fields, record),
        seen=delta.seen,
        deposed=record.deposed,
        unverified=frozenset(doubtful - touched),
        adopted={url: file for url, file in record.adopted.items() if file in set(files_in(delta.fields))},
    )


def update(
    desired: Desired, record: Record, live: Live, delta: Delta, after: Record, calls: tuple[Call, ...]
) -> Change:
    """The changed fields, brought to the live object."""
    return Change(
        address=desired.address,
        action=Action.UPDATE,
        id=live.id,
        before=before({**record.fields, **desired.fields}, record.fields, live),
        after={
            **delta.fields,
            **left_as_live(desired, live, delta),
            **{change.path: change.after for change in delta.changes},
        },
        fields=tuple(delta.changes),
        steps=_calling(calls, after),
        basis={"live": dict(live.fields)},
    )


def replacement(
    type_: ResourceType, base: Change, live: Live, known: Lookups, carried: Carry, old: Record
) -> Change:
    """A new object instead of the live one, in the order that the collection needs.

    The record holds what git says, and nothing that is taken over; `old` is the one before.
    """
    create, delete = type_.calls.create(carried.fields, known), type_.calls.delete(live.id)
    after = base.steps[-1].record
    assert after is not None
    new = replace(after, id="", unverified=frozenset(), outputs={})
    forced = not any(change.forces_replacement for change in base.fields)
    if delete is None:
        action = Action.CREATE_THEN_FORGET
        steps = _creating(type_, base.address, create, new, carried.fields, lets_go=live.id)
    elif type_.calls.creates_before_deleting:
        action = Action.CREATE_THEN_DELETE
        last = Step(call=delete, leaves=Leaves.RECORD, record=new)
        created = _creating(type_, base.address, create, new, carried.fields, deposes=(live.id,))
        steps = (*created, last)
    else:
        action = Action.DELETE_THEN_CREATE
        created = _creating(type_, base.address, create, new, carried.fields)
        steps = (_making_room(delete, old, carried), *created)
    return replace(
        base,
        action=action,
        after=carried.fields,
        after_unknown={"id": True},
        fields=(*base.fields, *carried.shown),
        steps=steps,
        action_reason="replace_by_request" if forced else "replace_because_cannot_update",
    )


def deletion(type_: ResourceType, address: Address, record: Record, live: Live, reason: str | None) -> Change:
    """The live object deleted, together with what an interrupted replace left behind."""
    last = Step(call=type_.calls.delete(live.id), leaves=Leaves.NOTHING, meanwhile=record.being_deleted)
    return Change(
        address=address,
        action=Action.DELETE,
        id=live.id,
        before=before(record.fields, record.fields, live),
        steps=(*_clearing(type_, record), last),
        basis={"live": dict(live.fields)},
        action_reason=reason,
    )


def remains(type_: ResourceType, address: Address, record: Record, reason: str | None) -> Change:
    """What an interrupted replace left behind, deleted with the record: the object itself is gone."""
    *first, last = _clearing(type_, record)
    return Change(
        address=address,
        action=Action.DELETE,
        id=record.deposed[0],
        before=record.fields,
        steps=(*first, replace(last, leaves=Leaves.NOTHING)),
        basis={"deposed": list(record.deposed)},
        action_reason=reason,
    )


def clean_up(type_: ResourceType, address: Address, deposed: Live) -> Change:
    """What an interrupted replace left behind, deleted."""
    return Change(
        address=address,
        action=Action.CLEAN_UP,
        id=deposed.id,
        before=deposed.fields,
        steps=(Step(call=type_.calls.delete(deposed.id)),),
        basis={"live": dict(deposed.fields)},
        action_reason=Action.CLEAN_UP.reason,
    )


def release(type_: ResourceType, address: Address, record: Record, live: Live | None, reason: str) -> Change:
    """The record dropped; the object, if there is one, stays. What nobody can delete is let go for good."""
    lets_go = record.id if live and not type_.calls.deletable else None
    return Change(
        address=address,
        action=Action.FORGET,
        id=record.id,
        before=before(record.fields, record.fields, live) if live else record.fields,
        steps=(Step(leaves=Leaves.NOTHING, lets_go=lets_go),),
        basis={"live": dict(live.fields)} if live else {},
        action_reason=reason,
    )


def move(address: Address, previous: Address, record: Record) -> Change:
    """Another address for the same object, which stays as it is."""
    return Change(
        address=address,
        action=Action.MOVE,
        id=record.id,
        steps=_calling((), record),
        previous_address=previous,
    )


def edited(type_: ResourceType, change: Change, edits: editing.Chain, *, pending: bool = False) -> Change:
    """A change whose steps are edits of its object, once that is ready where it still is `pending`."""
    ready = (Step(wait=type_.calls.wait),) if pending else ()
    steps = editing.steps(type_, change.address, edits) or _calling((), edits.base)
    return replace(change, steps=(*ready, *steps))


def awaiting(type_: ResourceType, desired: Desired, live: Live) -> Change:
    """A live object that is waited for until it is ready; what else there is to do comes after."""
    return Change(
        address=desired.address,
        action=Action.AWAIT,
        id=live.id,
        before=before(desired.fields, {}, live),
        after=desired.fields,
        steps=(Step(wait=type_.calls.wait),),
        basis={"live": dict(live.fields)},
        action_reason=Action.AWAIT.reason,
    )


def identified(change: Change, lost: Unresolved | None) -> Change:
    """A change of an object that a create without an answer has made: it gets its record before all else.

    Else a call that changes the object, and is lost as well, would make it unrecognisable.
    """
    if lost is None or lost.edit or change.id is None or change.id in lost.known or not change.calls:
        return change
    found = Step(leaves=Leaves.RECORD, record=replace(lost.record, id=change.id))
    return replace(change, steps=(found, *change.steps))


def paid_for(change: Change, payment: Payment | None) -> Change:
    """A change whose first word in the state tells what its object has cost."""
    first = next((n for n, step in enumerate(change.steps) if step.leaves is not Leaves.AS_IS), None)
    if payment is None or first is None:
        return change
    steps = list(change.steps)
    steps[first] = replace(steps[first], paid=payment)
    return replace(change, steps=tuple(steps))


def _calling(calls: Sequence[Call], record: Record) -> tuple[Step, ...]:
    """Calls of which the last leaves a record; without any, it is noted all the same."""
    before = tuple(Step(call=call) for call in calls[:-1])
    last = calls[-1] if calls else None
    return (*before, Step(call=last, leaves=Leaves.RECORD, record=record))


def _creating(
    type_: ResourceType,
    address: Address,
    create: Call,
    record: Record,
    content: Fields,
    deposes: tuple[str, ...] = (),
    lets_go: str | None = None,
) -> tuple[Step, ...]:
    """A new object; where its collection takes time for that, the wait until it is ready; and its edits."""
    bare = editing.bare(type_, record)
    made = Step(call=create, leaves=Leaves.RECORD, record=bare, deposes=deposes, lets_go=lets_go)
    ready = (Step(wait=type_.calls.wait),) if type_.calls.wait else ()
    edits = editing.Chain(bare, type_.calls.edits.among(content))
    return (made, *ready, *editing.steps(type_, address, edits))


def _making_room(delete: Call, old: Record, carried: Carry) -> Step:
    """The delete of an object whose new one comes after it; all of that one is remembered meanwhile."""
    taken = frozenset(one.path for one in carried.shown if one.carried is Carried.TAKEN_OVER)
    replacing = Replacing(carried.fields, taken)
    gone = replace(old, replacing=replace(replacing, deleted=True))
    return Step(call=delete, leaves=Leaves.RECORD, record=gone, meanwhile=replace(old, replacing=replacing))


def _clearing(type_: ResourceType, record: Record) -> tuple[Step, ...]:
    """The deletes of what an interrupted replace left behind."""
    return tuple(Step(call=type_.calls.delete(id)) for id in record.deposed)


def record_of(id: str, desired: Desired, fields: Fields, old: Record | None) -> Record:
    """A record of applied fields, nulls left out; preventDestroy stays until a manifest says it is over."""
    wish = desired.lifecycle.prevent_destroy
    kept = old.prevent_destroy if old else False
    known = {name: value for name, value in fields.items() if value is not None}
    return Record(id=id, fields=known, prevent_destroy=kept if wish is None else wish)


def inherited(desired: Desired, record: Record, old: Record | None) -> Record:
    """A record with what it takes over from the one before it: its guard, and what is still to be deleted."""
    if old is None:
        return record
    wish = desired.lifecycle.prevent_destroy
    guarded = old.prevent_destroy if wish is None else wish
    return replace(record, deposed=old.deposed, prevent_destroy=guarded)


def really(desired: Desired, live: Live, delta: Delta) -> Desired:
    """A resource as it will be: what a change leaves alone as it is live."""
    return replace(desired, fields={**desired.fields, **left_as_live(desired, live, delta)})


def standing(desired: Desired, live: Live, delta: Delta) -> Fields:
    """The whole managed object as long as none of the changes of a delta is made."""
    differing = {change.path: change.before for change in (*delta.changes, *delta.stopped)}
    now = {**delta.fields, **left_as_live(desired, live, delta), **differing}
    return {name: value for name, value in now.items() if value is not None or name not in differing}


def left_as_live(desired: Desired, live: Live, delta: Delta | None = None) -> Fields:
    """The live values of what a change leaves alone, whatever git says."""
    kept = {change.path for change in delta.kept} if delta else set()
    alone = kept | desired.lifecycle.ignore_changes
    return {name: live.fields[name] for name in desired.fields if name in alone and name in live.fields}


def before(managed: Fields, recorded: Fields, live: Live) -> Fields:
    """The whole managed object: as live where that shows, else as recorded."""
    seen = {**recorded, **live.fields}
    return {name: seen[name] for name in managed if name in seen}
