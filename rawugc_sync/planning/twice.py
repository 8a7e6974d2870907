"""Refuses what would go out twice: two resources of the manifests, or one of them beside what is to come."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.resources.outings import Outing, told_at_once, told_twice
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired


def check_twice(world: World, options: Options, draft: Draft) -> None:
    """Add to the draft what would go out twice once its changes are made.

    Only what is still to come counts, and what the changes create: as the manifests have it, and as it will
    be live of what is changed, where the dashboard's values are left or taken over. Accounts are compared
    with those that were looked up, if they were: a handle and an id may be one account.
    """
    outlook = Outlook.of(world, draft.changes)
    for collection in sorted({*world.live, *(change.address.collection for change in draft.changes)}):
        type_ = world.types[collection]
        coming = _coming(world, type_, outlook)
        wished = {a: out for a in coming if (out := _wished(world, type_, world.desired[a], coming[a]))}
        in_scope = {str(address) for address in coming if options.includes(address)}
        twice = [one for one in told_twice(wished) if one.address in in_scope]
        known = {one.address for one in twice}
        timed = {address: out for address, out in coming.items() if out.at is not None}
        made = [change.address for change in draft.changes if change.calls]
        twice += [
            one for one in told_twice(timed, made) if one.address in in_scope and one.address not in known
        ]
        draft.errors += twice
        among = [address for address in coming if options.includes(address)]
        draft.refusals += told_at_once(coming, world.now, among)


def _coming(world: World, type_: ResourceType, outlook: Outlook) -> Mapping[Address, Outing]:
    """What will go out, and when, as far as it is to come."""
    found = {}
    for one in world.desired_of(type_).values():
        shown = outlook.fields(one.address)
        out = type_.life.outing(_whole(type_, one, shown), world.known) if shown is not None else None
        if out is not None and (out.at is None or out.at > world.now):
            found[one.address] = out
    return found


def _whole(type_: ResourceType, desired: Desired, shown: Fields) -> Fields:
    """What will be live, with what only the manifest tells."""
    unseen = {name: value for name, value in desired.fields.items() if not type_.fields.traits[name].returned}
    return {**unseen, **shown}


def _wished(world: World, type_: ResourceType, desired: Desired, coming: Outing) -> Outing | None:
    """As the manifests have it, of what will go out at a time."""
    return None if coming.at is None else type_.life.outing(desired.fields, world.known)
