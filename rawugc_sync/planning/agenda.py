"""The calendar of a plan: what is public when, as it is live and as the changes leave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.outings import Outing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address, Fields, of_collection
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record

LOOKS_BACK_MS = 7 * 86_400_000
"""What went out longer ago is left out."""


def agenda(world: World, draft: Draft, sent: Sequence[Change]) -> tuple[Entry, ...]:
    """What goes out or did so a short while ago, in the order of time.

    `sent` are the changes that are carried out. What is skipped, missed, held up or left out is not sent, so
    it is not on the calendar; what is live of it stays as it is.
    """
    records = {**world.records, **{a: record for a, record in draft.refreshed.items() if record}}
    found: list[Entry] = []
    for type_ in world.types.values():
        mine = [change for change in sent if change.address.collection == type_.collection]
        found += _Agenda(world, type_, mine, records).entries()
    return tuple(sorted(found, key=lambda entry: _order(entry, world.now)))


def _order(entry: Entry, now: int) -> tuple[int, str, str]:
    return (now if entry.at is None else entry.at, str(entry.address or ""), entry.id or "")


@dataclass(frozen=True, slots=True)
class _Agenda:
    """One collection's part: live objects with what the changes make of them, and what is new."""

    world: World
    type: ResourceType
    changes: Sequence[Change]
    records: Mapping[Address, Record]

    def entries(self) -> Iterator[Entry]:
        objects = self.world.live.get(self.type.collection)
        if objects is None:
            yield from self._unread()
            return
        owners = {record.id: address for address, record in self.records.items()}
        removed = {call.removes: one for one in self.changes for call in one.calls if call.removes}
        touching = {**removed, **{one.id: one for one in self.changes if one.id}}
        for live in objects.values():
            change = touching.get(live.id)
            address = change.address if change else owners.get(live.id)
            yield from self._of_live(live, address, change)
        for change in self.changes:
            if change.action.creates and change.id not in objects:
                yield from self._entry(change.address, None, None, self._made(change))

    def _unread(self) -> Iterator[Entry]:
        """What was not read is taken to be as it was recorded; what went out at once did so long ago."""
        for address, record in of_collection(self.type.collection, self.records).items():
            out = self.type.life.outing(record.fields, self.world.known)
            if out is not None and out.at is not None:
                for entry in self._entry(address, None, out, out):
                    yield replace(entry, id=record.id, is_public=out.at <= self.world.now)

    def _of_live(self, live: Live, address: Address | None, change: Change | None) -> Iterator[Entry]:
        told = self._told(address, change)
        before = self.type.life.showing(live, told, self.world.known)
        after = self._afterwards(live, told, change, before)
        there = None if before is None and change and change.action.creates else live
        for entry in self._entry(address, there, before, after):
            replaced = change is not None and change.action.replaces and entry.fate is Fate.STAYS
            yield replace(entry, fate=Fate.CHANGED) if replaced else entry

    def _told(self, address: Address | None, change: Change | None) -> Fields:
        """What nothing live tells of an object: as recorded, or as it is taken over."""
        record = self.records.get(address) if address else None
        adopted = change.after if change and change.action.adopts else None
        fields = adopted or (record.fields if record else {})
        traits = self.type.fields.traits
        return {name: value for name, value in fields.items() if not traits[name].returned}

    def _made(self, change: Change) -> Outing | None:
        return self.type.life.outing(change.after or {}, self.world.known)

    def _afterwards(
        self, live: Live, told: Fields, change: Change | None, before: Outing | None
    ) -> Outing | None:
        """How it goes out once the change is made."""
        if change is None:
            return before
        if change.action.creates:
            return self._made(change)
        if change.action.deletes:
            return None
        changed = {one.path: one.after for one in change.fields if one.carried is None}
        if not (change.action.updates and changed):
            return before
        after = self.type.life.outing({**told, **live.fields, **changed}, self.world.known)
        if after is None or before is None or self._names_accounts(changed):
            return after
        return replace(after, accounts=before.accounts, platforms_only=before.platforms_only)

    def _names_accounts(self, changed: Fields) -> bool:
        traits = self.type.fields.traits
        return any(traits[name].kind is Kind.ACCOUNTS for name in changed)

    def _entry(
        self, address: Address | None, live: Live | None, before: Outing | None, after: Outing | None
    ) -> Iterator[Entry]:
        shown = after or before
        if shown is None or _is_long_ago(shown, self.world.now):
            return
        fate = _fate(before, after)
        yield Entry(
            address=address,
            id=live.id if live else None,
            fate=fate,
            at=shown.at,
            was=before.at if before and fate is Fate.MOVED else None,
            timezone=shown.timezone,
            accounts=tuple(shown.accounts.values()),
            platforms_only=shown.platforms_only,
            is_public=live is not None and self._is_public(live, shown),
            text=shown.caption,
        )

    def _is_public(self, live: Live, shown: Outing) -> bool:
        past = shown.at is not None and shown.at <= self.world.now
        return past or self.type.life.published(live)


def _is_long_ago(shown: Outing, now: int) -> bool:
    return shown.at is not None and shown.at < now - LOOKS_BACK_MS


def _fate(before: Outing | None, after: Outing | None) -> Fate:
    if before is None:
        return Fate.NEW
    if after is None:
        return Fate.REMOVED
    if before.at != after.at:
        return Fate.MOVED
    return Fate.STAYS if before == after else Fate.CHANGED
