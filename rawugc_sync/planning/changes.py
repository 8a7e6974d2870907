"""Builds changes: what each action looks like as fields, calls and the record it leaves behind."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning.carrying import Carry
from rawugc_sync.planning.differences import Delta
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Action, Call, Change, FieldChange
from rawugc_sync.words.recorded import Record

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
    return Change(
        address=desired.address,
        action=Action.CREATE,
        actions=("create",),
        after=content,
        after_unknown={"id": True},
        fields=tuple(
            FieldChange(path=name, after=value, known=traits[name].returned, carried=fates.get(name))
            for name, value in content.items()
        ),
        calls=(type_.calls.create(content, known),),
        basis={"candidates": []},
        record=replace(record_of("", desired, desired.fields, old), deposed=old.deposed if old else ()),
    )


def retry(made: Change, desired: Desired, live: Live, delta: Delta, carried: Carry) -> Change:
    """A new object as `made`, in place of one that failed, which is forgotten, never deleted."""
    gone = (one for one in (*delta.changes, *carried.shown) if one.path not in carried.fields)
    return replace(
        made,
        actions=("forget", "create"),
        id=live.id,
        before=before(desired.fields, {}, live),
        fields=(*made.fields, *gone),
        basis={"live": dict(live.fields), "candidates": []},
    )


def adoption(
    desired: Desired, live: Live, fields: Fields, changes: FieldChanges, calls: tuple[Call, ...]
) -> Change:
    """A live object taken into the state, and updated as far as that takes no new one."""
    return Change(
        address=desired.address,
        action=Action.ADOPT,
        actions=("update",) if changes else ("no-op",),
        id=live.id,
        importing=live.id,
        before=before(desired.fields, {}, live),
        after={**fields, **left_as_live(desired, live)},
        fields=changes,
        calls=calls,
        basis={"candidates": [live.id], "live": dict(live.fields)},
        record=record_of(live.id, desired, fields, None),
    )


def refreshed(desired: Desired, live: Live, delta: Delta, record: Record) -> Record:
    """The record of a resource once a delta's changes are made."""
    touched = {change.path for change in delta.changes}
    doubtful = (record.unverified | set(delta.unverified)) & set(delta.fields)
    return replace(
        record_of(live.id, desired, delta.fields, record),
        seen=delta.seen,
        deposed=record.deposed,
        unverified=frozenset(doubtful - touched),
    )


def update(
    desired: Desired, record: Record, live: Live, delta: Delta, after: Record, calls: tuple[Call, ...]
) -> Change:
    """The changed fields, brought to the live object."""
    return Change(
        address=desired.address,
        action=Action.UPDATE,
        actions=("update",),
        id=live.id,
        before=before({**record.fields, **desired.fields}, record.fields, live),
        after={
            **delta.fields,
            **left_as_live(desired, live, delta),
            **{change.path: change.after for change in delta.changes},
        },
        fields=tuple(delta.changes),
        calls=calls,
        basis={"live": dict(live.fields)},
        record=after,
    )


def replacement(type_: ResourceType, base: Change, live: Live, known: Lookups, carried: Carry) -> Change:
    """A new object instead of the live one, in the order that the collection needs.

    The record holds what git says, and nothing that is taken over.
    """
    create, deletes = type_.calls.create(carried.fields, known), _deletes(type_, live.id)
    first = type_.calls.creates_before_deleting
    assert base.record is not None
    forced = not any(change.forces_replacement for change in base.fields)
    return replace(
        base,
        action=Action.REPLACE,
        actions=("create", "delete") if first else ("delete", "create"),
        after=carried.fields,
        after_unknown={"id": True},
        fields=(*base.fields, *carried.shown),
        calls=(create, *deletes) if first else (*deletes, create),
        record=replace(base.record, unverified=frozenset()),
        action_reason="replace_by_request" if forced else "replace_because_cannot_update",
    )


def deletion(type_: ResourceType, address: Address, record: Record, live: Live, reason: str | None) -> Change:
    """The live object deleted, together with what an interrupted replace left behind."""
    return Change(
        address=address,
        action=Action.DELETE,
        actions=("delete",),
        id=live.id,
        before=before(record.fields, record.fields, live),
        calls=_deletes(type_, *record.deposed, live.id),
        basis={"live": dict(live.fields)},
        action_reason=reason,
    )


def remains(type_: ResourceType, address: Address, record: Record, reason: str | None) -> Change:
    """What an interrupted replace left behind, deleted with the record: the object itself is gone."""
    return Change(
        address=address,
        action=Action.DELETE,
        actions=("delete",),
        id=record.deposed[0],
        before=record.fields,
        calls=_deletes(type_, *record.deposed),
        basis={"deposed": list(record.deposed)},
        action_reason=reason,
    )


def clean_up(type_: ResourceType, address: Address, deposed: Live) -> Change:
    """What an interrupted replace left behind, deleted."""
    return Change(
        address=address,
        action=Action.DELETE,
        actions=("delete",),
        id=deposed.id,
        before=deposed.fields,
        calls=_deletes(type_, deposed.id),
        basis={"live": dict(deposed.fields)},
        action_reason="deposed",
    )


def _deletes(type_: ResourceType, *ids: str) -> tuple[Call, ...]:
    """The calls that delete objects, where the API has any."""
    calls = (type_.calls.delete(id) for id in ids)
    return tuple(call for call in calls if call)


def release(address: Address, record: Record, live: Live | None, reason: str) -> Change:
    """The record dropped; the object, if there is one, stays."""
    return Change(
        address=address,
        action=Action.FORGET,
        actions=("forget",),
        id=record.id,
        before=before(record.fields, record.fields, live) if live else record.fields,
        basis={"live": dict(live.fields)} if live else {},
        action_reason=reason,
    )


def move(address: Address, previous: Address, record: Record) -> Change:
    """Another address for the same object, which stays as it is."""
    return Change(
        address=address,
        action=Action.NO_OP,
        actions=("no-op",),
        id=record.id,
        previous_address=previous,
        record=record,
    )


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


def left_as_live(desired: Desired, live: Live, delta: Delta | None = None) -> Fields:
    """The live values of what a change leaves alone, whatever git says."""
    kept = {change.path for change in delta.kept} if delta else set()
    alone = kept | desired.lifecycle.ignore_changes
    return {name: live.fields[name] for name in desired.fields if name in alone and name in live.fields}


def before(managed: Fields, recorded: Fields, live: Live) -> Fields:
    """The whole managed object: as live where that shows, else as recorded."""
    seen = {**recorded, **live.fields}
    return {name: seen[name] for name in managed if name in seen}
