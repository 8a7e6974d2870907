"""What a plan without a state says of the account that it is made for."""

from __future__ import annotations

from rawugc_sync.diagnostics import Diagnostic, note
from rawugc_sync.planning.identity import Identity, taken_ids
from rawugc_sync.planning.inputs import Options, World

_BLIND = "Without a state, what has left the manifests cannot be seen and is not deleted."


def first_apply(world: World, options: Options, identity: Identity, unverified: int) -> list[Diagnostic]:
    """A note for a world without a state: whose account it is, what matches there, what stays unmanaged.

    `unverified` counts the fields of what matches that cannot be checked.
    """
    if world.state is not None:
        return []
    if not any(world.live.values()):
        return [note("no-state", "no state yet, and nothing live matches", _BLIND)]
    asked = [address for address in world.desired if options.includes(address)]
    matched = sum(address in identity.live for address in asked)
    matches = f"{matched} of {len(asked)} resources match live objects"
    summary = f"first apply to {_account(world)}: {matches}, {_unmanaged(world, identity)} unmanaged"
    taken = f"{_count(unverified, 'field')} of them cannot be read back, and count as in the manifests. "
    return [note("no-state", summary, (taken if unverified else "") + _BLIND)]


def _account(world: World) -> str:
    """The organization, as far as a list shows one, and its accounts, as far as they can be read."""
    handles = ", ".join(account.handle for account in world.directory.accounts) if world.directory else ""
    return (world.organization_id or "this account") + (f" ({handles})" if handles else "")


def _unmanaged(world: World, identity: Identity) -> str:
    left = sum(
        len(objects.keys() - taken_ids(world, collection, identity))
        for collection, objects in world.live.items()
    )
    return f"{_count(left, 'live object')} {'stays' if left == 1 else 'stay'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
