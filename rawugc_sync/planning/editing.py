"""How an object gets the paid edits that it is to have: which are there, which follow, and on what."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rawugc_sync.planning.differences import Delta
from rawugc_sync.resources.edits import Edits, Version, highest_of, versions_of, with_version
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.outputs import Pending
from rawugc_sync.words.planned import FieldChange, Leaves, Step
from rawugc_sync.words.recorded import Edited, Record, Unresolved


@dataclass(frozen=True, slots=True)
class Chain:
    """The edits that are still to be made. `base` is the record that they follow on, `wanted` all of them.

    `again`: they begin from the original once more.
    """

    base: Record
    wanted: Fields
    again: bool = False


def chain(type_: ResourceType, record: Record, wanted: Fields) -> Chain | None:
    """How a recorded object comes to these edits; None where that takes a new object.

    What is drawn on a version cannot be taken away from it. So a changed edit begins from the original, and
    where a version cannot be named, RawUGC would draw over the last one.
    """
    has, edited = type_.calls.edits.among(record.fields), record.edited
    if list(has.items()) == list(wanted.items())[: len(has)]:
        last = edited is None or edited.apart or edited.version == edited.highest
        return Chain(record, wanted) if last or len(has) == len(wanted) else None
    if edited is None or not edited.apart:
        return None
    bare = type_.calls.edits.without(record.fields)
    original = replace(edited, version=1)
    return Chain(replace(record, fields=bare, outputs=edited.original, edited=original), wanted, again=True)


def as_shown(record: Record, live: Live) -> Record:
    """A record that knows of what was edited in the dashboard since, as far as its live object shows that."""
    versions = versions_of(live)
    if not versions or versions[-1].number <= highest_of(record):
        return record
    known = record.edited or Edited(1, 1, record.outputs, any(one.id != live.id for one in versions))
    return replace(record, edited=replace(known, highest=versions[-1].number))


def bare(type_: ResourceType, record: Record) -> Record:
    """The record of an object of which none of its edits is made yet."""
    return replace(record, fields=type_.calls.edits.without(record.fields), edited=None)


def steps(type_: ResourceType, address: Address, chain: Chain) -> tuple[Step, ...]:
    """The calls of a chain, each on what the one before it has answered, and what each leaves."""
    found, record = [], chain.base
    drawn_on: Value = record.outputs.get("id") or Pending.to(address, "id")
    for name in [name for name in chain.wanted if name not in record.fields]:
        record = replace(record, fields={**record.fields, name: chain.wanted[name]})
        call = type_.calls.edits.call(name, chain.wanted[name], drawn_on)
        found.append(Step(call=call, leaves=Leaves.RECORD, record=record))
        drawn_on = Pending.to(address, "id")
    return tuple(found)


def judged(type_: ResourceType, record: Record, live: Live, delta: Delta) -> Delta:
    """A delta of a recorded object in which its edits take a new object, where they do."""
    edits = type_.calls.edits
    if not any(one.path in edits for one in delta.changes):
        return delta
    if chain(type_, as_shown(record, live), wanted(edits, record, delta)) is not None:
        return delta
    changes = [replace(one, forces_replacement=True) if one.path in edits else one for one in delta.changes]
    return replace(delta, changes=changes)


def wanted(edits: Edits, record: Record, delta: Delta) -> Fields:
    """The edits that there are to be: those of the manifest, less what is ignored and was never made."""
    touched = {one.path for one in delta.changes}
    mine = edits.among(delta.fields)
    return {name: value for name, value in mine.items() if name in record.fields or name in touched}


# -- objects without a record


@dataclass(frozen=True, slots=True)
class Counted:
    """The edits that a live object without a record counts as having, and the outputs of that version."""

    names: tuple[str, ...]
    outputs: Fields
    edited: Edited | None


def counted(type_: ResourceType, desired: Fields, live: Live) -> Counted:
    """Of the edits of a manifest, those whose operations a live object shows, in their order.

    Nobody can tell what an edit that is there looks like: it counts as the one that is wanted, for nothing.
    """
    edits, original, versions = type_.calls.edits, type_.life.outputs(live), versions_of(live)
    if not versions:
        return Counted((), original, None)
    names = tuple(edits.among(desired))
    found = max((_reached(edits, names[:count], live) for count in range(len(names) + 1)), key=len)
    apart = any(one.id != live.id for one in versions)
    number, outputs = (found[-1].number, found[-1].outputs) if found else (1, original)
    edited = Edited(number, versions[-1].number, original, apart)
    return Counted(names[: len(found)], outputs, edited)


def entered(type_: ResourceType, record: Record, live: Live) -> Record:
    """The record of a live object that is taken over, with those of its edits that it counts as having."""
    there = counted(type_, record.fields, live)
    lacking = type_.calls.edits.among(record.fields).keys() - set(there.names)
    fields = {name: value for name, value in record.fields.items() if name not in lacking}
    unverified = record.unverified - lacking
    return replace(record, fields=fields, unverified=unverified, outputs=there.outputs, edited=there.edited)


def clashing(type_: ResourceType, desired: Fields, live: Live) -> list[str]:
    """The edits that a live object lacks and cannot get any more: there is more on its last version."""
    there = counted(type_, desired, live)
    lacking = [name for name in type_.calls.edits.among(desired) if name not in there.names]
    was = there.edited
    return lacking if was and not was.apart and was.version < was.highest else []


def _reached(edits: Edits, names: tuple[str, ...], live: Live) -> tuple[Version, ...]:
    """The last versions that have these edits one after the other; none where one of them is lacking."""
    found: tuple[Version, ...] = ()
    below = float("inf")
    for name in reversed(names):
        last = next((one for one in reversed(edits.made_by(name, 1, live)) if one.number < below), None)
        if last is None:
            return ()
        found, below = (last, *found), last.number
    return found


def of_live(type_: ResourceType, desired: Fields, live: Live, delta: Delta) -> Delta:
    """The delta of an object without a record, in which the edits that it lacks are changes."""
    edits = type_.calls.edits
    there = counted(type_, desired, live).names
    lacking = [name for name in edits.among(desired) if name not in there and name in delta.unverified]
    if not lacking:
        return delta
    added = [FieldChange(path=name, after=desired[name], known=False) for name in lacking]
    unverified = [name for name in delta.unverified if name not in lacking]
    return replace(delta, changes=[*delta.changes, *added], unverified=unverified)


# -- edits without an answer


def made(type_: ResourceType, lost: Unresolved, live: Live) -> tuple[str, ...]:
    """The ids of the versions that a lost edit may have made of a live object."""
    return tuple(one.id for one in _made(type_, lost, live))


def found(type_: ResourceType, lost: Unresolved, record: Record, live: Live) -> Record | None:
    """The record of an object of which a lost edit has made exactly one version; None for none or several."""
    versions = _made(type_, lost, live)
    return with_version(lost.record, record, versions[0]) if len(versions) == 1 else None


def named(type_: ResourceType, lost: Unresolved, record: Record, live: Live, id: str) -> Record | None:
    """The record of an object of which a lost edit has made the version `id`, the last such one; or None."""
    versions = [one for one in _made(type_, lost, live) if one.id == id]
    return with_version(lost.record, record, versions[-1]) if versions else None


def _made(type_: ResourceType, lost: Unresolved, live: Live) -> tuple[Version, ...]:
    assert lost.edit is not None
    return type_.calls.edits.made_by(lost.edit.field, lost.edit.above, live)
