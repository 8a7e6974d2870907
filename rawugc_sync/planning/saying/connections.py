"""Warns of accounts that nothing can go out through: not connected any more, or not active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic, warning

_NAMED = 5
"""How many addresses a warning names; the rest is counted."""


class Mention(NamedTuple):
    """A resource that is still to go out names an account: a handle or an id, in one of its fields."""

    address: Address
    field: str
    account: str


def connections(world: World, identity: Identity) -> list[Diagnostic]:
    """A warning for each name that no account has, and for each account that is not active."""
    if (directory := world.known.get(ACCOUNTS)) is None:
        return []
    mentions = list(dict.fromkeys(_mentions(world, identity)))
    missing = [_missing(one, directory) for one in mentions if not directory.named(one.account)]
    inactive = [
        _inactive(account, [one.address for one in mentions if account in directory.named(one.account)])
        for account in directory.accounts
        if not account.active
    ]
    return [*missing, *inactive]


def inactive(world: World, identity: Identity, options: Options) -> Iterator[Diagnostic]:
    """A warning for each account that is not active and that something in scope is to go out through.

    What is sent all the same fails alone, or goes out if somebody connects the account in time.
    """
    if (directory := world.known.get(ACCOUNTS)) is None:
        return
    mentions = [one for one in _mentions(world, identity) if options.includes(one.address)]
    for account in directory.accounts:
        users = [one.address for one in mentions if account in directory.named(one.account)]
        if users and not account.active:
            yield _inactive(account, users)


def _mentions(world: World, identity: Identity) -> Iterator[Mention]:
    for address in sorted({*world.desired, *world.records}):
        type_ = world.types[address.collection]
        named = [name for name, trait in type_.fields.traits.items() if trait.kind is Kind.ACCOUNTS]
        live = identity.live.get(address)
        for fields in _versions(world, identity, address) if named else ():
            standing = type_.life.verdict(Case(fields, None, live, (), world.now)).standing
            if standing in (Standing.OPEN, Standing.RETRY):
                yield from (Mention(address, name, one) for name in named for one in fields.get(name, ()))


def _versions(world: World, identity: Identity, address: Address) -> Iterator[Fields]:
    """As the manifests have it, and as it was applied if it is live."""
    if address in world.desired:
        yield world.desired[address].fields
    if address in world.records and address in identity.live:
        yield world.records[address].fields


def _missing(mention: Mention, directory: Directory) -> Diagnostic:
    connected = ", ".join(sorted(a.handle for a in directory.accounts)) or "none"
    return warning(
        "missing-account",
        f"names {mention.account}, which is no connected account",
        f"Connect it in the RawUGC dashboard, or name another. Connected: {connected}.",
        address=str(mention.address),
        field=mention.field,
    )


def _inactive(account: Account, users: list[Address]) -> Diagnostic:
    names = [str(address) for address in dict.fromkeys(users)]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    named = f"named by {', '.join(names[:_NAMED])}{more}" if names else "nothing to come names it"
    return warning(
        "inactive-account",
        f"the account {account.handle} ({account.id}) is not active; {named}",
        "Connect it again in the RawUGC dashboard.",
    )
