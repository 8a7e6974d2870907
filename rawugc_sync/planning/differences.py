"""What one resource's fields ask for: the table of section 4, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawugc_sync.resources.life import Drift
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.planned import FieldChange, Origin
from rawugc_sync.words.recorded import Record
from rawugc_sync.words.uploads import FileUrl, named


@dataclass(slots=True)
class Delta:
    """The outcome of comparing one resource with its live object.

    `changes` are to be written. `kept` and `stopped` are drift that is not. `unverified` cannot be
    read back and has no record; `returning` came back after we reverted it; `released` leaves our
    care. `fields` and `seen` are what the record holds once the changes are made. `stand_ins` are live URLs
    that are taken for files of the manifest, where there is no record; `taken` are the fields with them.
    `coming` are those whose value does not exist yet, so that it cannot be what an object has.
    """

    changes: list[FieldChange] = field(default_factory=list)
    kept: list[FieldChange] = field(default_factory=list)
    stopped: list[FieldChange] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)
    returning: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    fields: dict[str, Value] = field(default_factory=dict)
    seen: dict[str, Value] = field(default_factory=dict)
    stand_ins: dict[str, FileUrl] = field(default_factory=dict)
    taken: list[FieldChange] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)


def compare(
    type_: ResourceType,
    desired: Desired,
    record: Record | None,
    live: Live,
    *,
    policy: Drift,
    known: Lookups,
) -> Delta:
    """Desired against recorded and live; Needed when a spelling cannot be compared without a look-up."""
    past = _past(type_, desired, record, known) if record else {}
    comparison = _Comparison(type_, past, record.seen if record else {}, live, policy, Delta())
    ignored = desired.lifecycle.ignore_changes
    for name, value in desired.fields.items():
        if name in ignored:
            comparison.leave(name, value)
        elif record is not None or not comparison.stands_in(name, value):
            comparison.wanted(name, value)
    for name in past:
        if name not in desired.fields and name not in ignored:
            comparison.omitted(name)
    return comparison.delta


def _past(type_: ResourceType, desired: Desired, record: Record, known: Lookups) -> Fields:
    past = type_.spelling.aligned(record.fields, desired.fields, known)
    if not type_.fields.whole:
        return past
    unset = {name: type_.fields.unset(name, past) for name in desired.fields if name not in past}
    return {**unset, **past}


@dataclass(frozen=True, slots=True)
class _Comparison:
    type: ResourceType
    past: Fields
    seen: Fields
    live: Live
    policy: Drift
    delta: Delta

    def wanted(self, name: str, value: Value) -> None:
        if self.type.fields.shows(name, self.past, self.live):
            self._against_live(name, value)
        else:
            self._against_record(name, value)

    def stands_in(self, name: str, value: Value) -> bool:
        """Whether an object without a record is taken to have the files of the manifest: nobody can tell."""
        urls = self.type.fields.stand_ins(name, value, self.live)
        now = self.live.fields.get(name)
        if not urls or not self.type.fields.same(name, value, named(now, urls)):
            return False
        self.delta.fields[name] = value
        self.delta.unverified.append(name)
        self.delta.stand_ins |= urls
        self.delta.taken.append(FieldChange(path=name, before=now, after=value, known=False))
        return True

    def leave(self, name: str, value: Value) -> None:
        """A field in `ignoreChanges`: whatever it is now, it stays."""
        left = self.past.get(name, value)
        if not any(pending_in(left)):
            self.delta.fields[name] = left

    def omitted(self, name: str) -> None:
        """A field that was applied before and has left the manifest."""
        if self.type.fields.whole:
            self._against_record(name, self.type.fields.unset(name, self.delta.fields))
            del self.delta.fields[name]
        elif not self.type.fields.traits[name].clearable:
            self.delta.released.append(name)
        elif canonical(self.past[name]) and canonical(self.live.fields.get(name)):
            self._against_live(name, "")
            self.delta.fields.pop(name, None)

    def _against_live(self, name: str, value: Value) -> None:
        now = self.type.fields.observed(name, self.past, self.live)
        delta = self.delta
        delta.fields[name] = value
        if self.type.fields.same(name, value, now):
            return
        if name not in self.past:
            delta.changes.append(self._change(name, now, value, None))
            return
        before = self.past[name]
        if self.type.fields.same(name, before, now):
            delta.changes.append(self._change(name, now, value, Origin.GIT))
        elif self.type.fields.same(name, value, before):
            self._drifted(name, now, value)
        else:
            delta.changes.append(self._change(name, now, value, Origin.BOTH))

    def _drifted(self, name: str, now: Value, value: Value) -> None:
        change = self._change(name, now, value, Origin.LIVE)
        if self.policy is Drift.KEEP:
            self.delta.kept.append(change)
        elif self.policy is Drift.STOP:
            self.delta.stopped.append(change)
        elif name in self.seen and self.type.fields.same(name, self.seen[name], now):
            self.delta.returning.append(name)
            self.delta.seen[name] = self.seen[name]
        else:
            self.delta.changes.append(change)
            self.delta.seen[name] = now

    def _against_record(self, name: str, value: Value) -> None:
        self.delta.fields[name] = value
        if name not in self.past:
            self._first_seen(name, value)
        elif not self.type.fields.same(name, value, self.past[name]):
            self.delta.changes.append(self._change(name, self.past[name], value, Origin.GIT))

    def _first_seen(self, name: str, value: Value) -> None:
        """Without a record, what is readable is compared with live; but a URL may have been rewritten."""
        trait, now = self.type.fields.traits[name], self.live.fields.get(name)
        if any(pending_in(value)) and (trait.returned or self.past):  # what is not there yet is not live
            self.delta.coming.append(name)
            self.delta.fields.pop(name)
            if trait.returned and now is not None:
                self.delta.fields[name] = now
        elif now is None or not trait.returned or trait.kind is Kind.MEDIA:
            self.delta.unverified.append(name)
        elif not self.type.fields.same(name, value, now):
            self.delta.changes.append(self._change(name, now, value, None))

    def _change(self, name: str, before: Value, after: Value, origin: Origin | None) -> FieldChange:
        return FieldChange(
            path=name,
            before=before,
            after=after,
            origin=origin,
            forces_replacement=self.type.fields.replaces(name, before, after),
            known=self.type.fields.traits[name].returned,
        )
