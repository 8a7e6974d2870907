"""What rules are held against: everything as it will be once a plan is applied, whoever manages it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.policy.goings import account_fields
from rawugc_sync.policy.subjects import Subject, of_live
from rawugc_sync.resources.lookups import ACCOUNTS, UNREAD
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change


def written(desired: Mapping[Address, Desired], types: Mapping[str, ResourceType], now: int) -> list[Subject]:
    """All that the manifests say, where nothing else is known; what was due by `now` (Unix ms) is over."""
    return [_written(one, types[one.address.collection], now) for one in desired.values()]


def _written(desired: Desired, type_: ResourceType, now: int) -> Subject:
    out = type_.life.outing(desired.fields, UNREAD)
    is_over = out is not None and out.at is not None and out.at <= now
    return replace(_of(desired, type_, desired.fields), is_over=is_over)


def look_up_accounts(world: World, addresses: Iterable[Address]) -> None:
    """Needed where ids alone tell where one of these goes out: neither networks nor other names fit them."""
    named = {name: account_fields(type_) for name, type_ in world.types.items()}
    for address in addresses:
        fields = world.desired[address].fields
        for one in named[address.collection]:
            if any("/" not in name for name in fields.get(one) or ()):
                world.known.need(ACCOUNTS)
                return


def afterwards(world: World, changes: Iterable[Change]) -> list[Subject]:
    """All that the manifests have as it will be, and beside it what is live and nobody manages."""
    mine = {one.address: one for one in changes if one.action is not Action.CLEAN_UP}
    managed = _Managed(world, Outlook.of(world, mine.values()), mine)
    found = [managed.subject(one) for one in world.desired.values()]
    return [*(one for one in found if one is not None), *_unmanaged(world, mine)]


@dataclass(frozen=True, slots=True)
class _Managed:
    world: World
    outlook: Outlook
    changes: Mapping[Address, Change]

    def subject(self, desired: Desired) -> Subject | None:
        """A resource as it will be; None where there is to be none, such as of a time that was missed."""
        shown = self.outlook.fields(desired.address)
        if shown is None:
            return None
        type_ = self.world.types[desired.address.collection]
        live = self._stays(desired.address)
        if live is not None and type_.life.is_over(live, self.world.now):
            return self._over(desired, type_, live)
        subject = _of(desired, type_, _as_shown(type_, desired.fields, shown))
        if self.world.known.get(ACCOUNTS) is None:  # then nothing tells more than its fields
            return subject
        out = type_.life.outing(subject.fields, self.world.known)
        return replace(subject, accounts=tuple(out.accounts.values()) if out else None)

    def _over(self, desired: Desired, type_: ResourceType, live: Live) -> Subject:
        traits = type_.fields.traits
        told = {name: value for name, value in desired.fields.items() if not traits[name].returned}
        return replace(
            of_live(type_, live, told, self.world.known, self.world.now),
            address=desired.address,
            is_over=True,
        )

    def _stays(self, address: Address) -> Live | None:
        """The object that a resource has, and keeps."""
        change, record = self.changes.get(address), self.world.records.get(address)
        if change is not None and change.action.creates:
            return None
        id = change.id if change else record.id if record else None
        return self.world.live.get(address.collection, {}).get(id or "")


def _of(desired: Desired, type_: ResourceType, fields: Fields) -> Subject:
    return Subject(
        desired.address,
        None,
        type_,
        fields,
        owner=desired.owner,
        rights=desired.rights,
        rests_on=desired.references,
    )


def _as_shown(type_: ResourceType, wanted: Fields, shown: Fields) -> Fields:
    """What will be live, in the words of the manifest: that knows what is a file, and what cannot be read."""
    fields = {name: value for name, value in shown.items() if value is not None}
    for name, value in wanted.items():
        trait = type_.fields.traits[name]
        if not (trait.returned and trait.updatable) or _is_same(type_, name, value, fields.get(name)):
            fields[name] = value
    return fields


def _is_same(type_: ResourceType, name: str, value: Value, shown: Value) -> bool:
    return shown is not None and (shown == value or type_.fields.same(name, value, shown))


def _unmanaged(world: World, changes: Mapping[Address, Change]) -> Iterator[Subject]:
    """What is live and stays, and no manifest has."""
    for collection, objects in world.live.items():
        taken = _taken(world, collection, changes)
        for id, live in objects.items():
            if id not in taken:
                yield of_live(world.types[collection], live, {}, world.known, world.now)


def _taken(world: World, collection: str, changes: Mapping[Address, Change]) -> set[str | None]:
    """The ids of what the manifests have, and of what is gone afterwards."""
    mine = (record.id for a, record in world.records.items() if a in world.desired and a[0] == collection)
    here = [one for one in changes.values() if one.address.collection == collection]
    kept = (one.id for one in here if not one.action.leaves)
    gone = (call.removes for one in here for call in one.calls)
    return {*mine, *kept, *gone}
