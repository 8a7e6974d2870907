"""What a replacement takes over: whatever git leaves alone, the new object has like the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from rawugc_sync.planning.differences import Delta
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Untold
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Carried, FieldChange, Origin
from rawugc_sync.words.recorded import Record


class Objection(NamedTuple):
    """Why there must be no new object: a field, what is wrong with it, and a way out other than `pull`."""

    field: str
    summary: str
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Carry:
    """The new object: `fields` is all of it, `shown` what git leaves alone, taken over or lost.

    `unseen` are fields that the API never shows and that nobody has recorded: nobody can tell whether they
    were set.
    """

    fields: Fields
    shown: tuple[FieldChange, ...] = ()
    unseen: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def fates(self) -> Mapping[str, Carried]:
        """Field → what becomes of its live value."""
        return {one.path: one.carried for one in self.shown if one.carried}


def carry(
    type_: ResourceType,
    desired: Desired,
    record: Record,
    live: Live,
    delta: Delta,
    known: Lookups,
) -> Carry:
    """What takes the place of `live`; Needed when that cannot be told without a look-up."""
    past = type_.spelling.aligned(record.fields, desired.fields, known)
    carrying = _Carrying(type_, desired, past, live, known)
    shown = [one for name in _left_alone(type_, desired, delta) for one in carrying.value(name, delta)]
    taken = {one.path: one.after for one in shown if one.carried is Carried.TAKEN_OVER}
    fields = _laid_over(type_, desired.fields, taken)
    missing = type_.fields.missing(fields)
    unfit = {advice.field for advice in missing} & taken.keys()
    shown = [carrying.lost(one) if one.path in unfit else one for one in shown]
    fields = {name: value for name, value in fields.items() if name not in unfit}
    return Carry(
        fields,
        (*carrying.doubtful(record, delta), *shown),
        tuple(carrying.unseen()),
        tuple(_objections(type_, delta, fields, taken.keys() - unfit)),
    )


def resumed(type_: ResourceType, desired: Desired, record: Record) -> Carry:
    """What an interrupted replacement still has to create; git may have moved since."""
    assert record.replacing is not None
    kept = {
        name: value
        for name in record.replacing.taken
        if (value := record.replacing.fields.get(name)) is not None
        and (
            name not in desired.fields
            or type_.fields.same(name, desired.fields[name], record.fields.get(name))
        )
    }
    shown = tuple(
        FieldChange(path=name, before=value, after=value, carried=Carried.TAKEN_OVER)
        for name, value in sorted(kept.items())
    )
    gone = record.replacing.taken - record.replacing.fields.keys() - kept.keys()
    fields = {name: value for name, value in desired.fields.items() if name not in gone}
    return Carry(_laid_over(type_, fields, kept), shown)


def _left_alone(type_: ResourceType, desired: Desired, delta: Delta) -> Iterator[str]:
    """The fields that git does not set on this object."""
    written = _written(delta)
    kept = {one.path for one in delta.kept} | desired.lifecycle.ignore_changes
    for name in type_.fields.traits:
        spelt_otherwise = any(
            name in group and group & desired.fields.keys() for group in type_.fields.alternatives
        )
        wanted = name in desired.fields and name not in kept
        if name not in written and not wanted and not (spelt_otherwise and name not in desired.fields):
            yield name


def _written(delta: Delta) -> set[str]:
    return {one.path for one in delta.changes}


def _laid_over(type_: ResourceType, fields: Fields, taken: Fields) -> dict[str, Value]:
    """The fields with what is taken over; of that, what is empty is not sent unless it is required."""
    required = type_.fields.required
    empty = {name for name, value in taken.items() if _empty(value) and name not in required}
    return {name: value for name, value in {**fields, **taken}.items() if name not in empty}


def _objections(type_: ResourceType, delta: Delta, fields: Fields, taken: Set[str]) -> Iterator[Objection]:
    for one in delta.kept:
        if one.path in type_.life.cycle:
            summary = f'was changed outside git to "{one.before}", which its replacement would undo'
            yield Objection(one.path, summary)
    for name in sorted(taken & fields.keys()):
        if why := type_.fields.unfit(name, fields[name]):
            summary = f"is live with a value that no new object can have: it {why}"
            yield Objection(name, summary, f"Write {name} as it is to be into the manifest.")
    for advice in type_.fields.missing(fields):
        yield Objection(advice.field, f"{advice.summary}, and the live object has none")


@dataclass(frozen=True, slots=True)
class _Carrying:
    type: ResourceType
    desired: Desired
    past: Fields
    live: Live
    known: Lookups

    def value(self, name: str, delta: Delta) -> Iterator[FieldChange]:
        """What is left alone of one field; nothing where there is no value, or the manifest's is the same."""
        if name not in self.desired.fields and self.type.fields.goes_with.get(name) in _written(delta):
            yield from self._gone(name)
            return
        drift = next((one for one in delta.kept if one.path == name), None)
        blank = drift or FieldChange(path=name, known=self.type.fields.traits[name].returned)
        try:
            value = self.type.spelling.taken_over(name, self.past, self.live, self.known)
        except Untold:
            if drift:
                yield replace(drift, after=self.desired.fields[name], carried=Carried.LOST)
            return
        if name in self.desired.fields and self.type.fields.same(name, value, self.desired.fields[name]):
            return
        unset = _empty(value) or self.type.fields.same(name, value, self.type.fields.traits[name].default)
        if drift is None and unset and (name not in self.desired.fields or not blank.known):
            return
        yield replace(blank, before=value, after=value, forces_replacement=False, carried=Carried.TAKEN_OVER)

    def _gone(self, name: str) -> Iterator[FieldChange]:
        """What git takes away by changing the field that it hangs on."""
        if not _empty(value := self.live.fields.get(name)):
            yield FieldChange(path=name, before=value, origin=Origin.GIT)

    def lost(self, one: FieldChange) -> FieldChange:
        """The same value, for which the new object has no place."""
        return replace(one, after=None, carried=Carried.LOST)

    def doubtful(self, record: Record, delta: Delta) -> Iterator[FieldChange]:
        """What the manifest has and nobody could compare: the new object has it in any case."""
        doubtful = (record.unverified | set(delta.unverified)) - _written(delta)
        for name in (name for name in self.desired.fields if name in doubtful):
            if name not in self.desired.lifecycle.ignore_changes:
                now, known = self.live.fields.get(name), self.type.fields.traits[name].returned
                yield FieldChange(path=name, before=now, after=self.desired.fields[name], known=known)

    def unseen(self) -> Iterator[str]:
        if self.type.fields.whole:
            return
        for name, trait in self.type.fields.traits.items():
            known = name in self.past or name in self.desired.fields
            others = (group for group in self.type.fields.alternatives if name in group)
            if not trait.returned and not known and not any(g & self.desired.fields.keys() for g in others):
                yield name


def _empty(value: Value) -> bool:
    return canonical(value) in ("", [])
