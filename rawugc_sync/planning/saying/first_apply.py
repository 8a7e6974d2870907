"""What a plan without a state says of the account that it is made for."""

from __future__ import annotations

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity, taken_ids
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.words.actions import Action
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, note

_NAMED = 10
_BLIND = "Without a state, what has left the manifests cannot be seen and is not deleted."
_FIRST = "On a first day that is as it should be. "


def first_apply(world: World, options: Options, identity: Identity, draft: Draft) -> list[Diagnostic]:
    """A note for a world without a state: whose account it is, what matches there, what stays unmanaged.

    It says too how many fields of what matches cannot be checked, and what may have been taken down.
    """
    if world.state is not None:
        return []
    blind = _BLIND + _unknown_takedowns(world, draft)
    if not any(world.live.values()):
        return [note("no-state", "no state yet, and nothing live matches", _FIRST + blind)]
    asked = [address for address in world.desired if options.includes(address)]
    matched = sum(address in identity.live for address in asked)
    matches = f"{matched} of {len(asked)} resources match live objects"
    summary = f"first apply to {_account(world)}: {matches}, {_unmanaged(world, identity)} unmanaged"
    unverified = draft.unverified
    taken = f"{count(unverified, 'field')} of them cannot be read back, and count as in the manifests. "
    return [note("no-state", summary, (taken if unverified else "") + blind)]


def _unknown_takedowns(world: World, draft: Draft) -> str:
    """What is created although somebody may have deleted it on purpose: only a state remembers that."""
    created = [
        str(change.address)
        for change in draft.changes
        if change.action is Action.CREATE and world.types[change.address.collection].identity.remembered
    ]
    if not created:
        return ""
    named = ", ".join(created[:_NAMED])
    more = f" and {len(created) - _NAMED} more" if len(created) > _NAMED else ""
    return f" Nor can it be seen what was taken down: {named}{more} would be created, even if it was."


def _account(world: World) -> str:
    """The organization, as far as a list shows one, and its accounts, as far as they can be read."""
    directory = world.known.get(ACCOUNTS)
    handles = ", ".join(account.handle for account in directory.accounts) if directory else ""
    return (world.organization_id or "this account") + (f" ({handles})" if handles else "")


def _unmanaged(world: World, identity: Identity) -> str:
    left = sum(
        len(objects.keys() - taken_ids(world, world.types[collection], identity))
        for collection, objects in world.live.items()
    )
    return count(left, "live object stays", "live objects stay")
