"""A look at a whole account: whose it is, its social accounts, and what the key can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rawugc_sync.api.client import Reader
from rawugc_sync.reading.answers import looked_up
from rawugc_sync.reading.lists import Asked, answered, is_forbidden, read_lists
from rawugc_sync.resources.accounts import Account
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.resources.resource_type import ResourceType


@dataclass(frozen=True, slots=True)
class Survey:
    """`counts` has the number of own objects of each collection that the key can read."""

    organization_id: str | None
    accounts: tuple[Account, ...]
    collections: tuple[str, ...]
    counts: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; a collection that cannot be read has null."""
        return {
            "organization_id": self.organization_id,
            "accounts": [{"handle": account.handle, **asdict(account)} for account in self.accounts],
            "collections": {name: self.counts.get(name) for name in self.collections},
        }


def survey(reader: Reader, types: Sequence[ResourceType]) -> Survey:
    """Ask for every list once. A 403 is an answer; any other ApiError is raised."""
    lists = read_lists(reader, [Asked(type_, optional=True) for type_ in types])
    found = {type_.collection: one for type_, one in zip(types, lists, strict=True) if one is not None}
    (accounts,) = reader.get_all([(ACCOUNTS.path, {})])
    return Survey(
        next((one.organization_id for one in found.values() if one.organization_id), None),
        () if is_forbidden(accounts) else looked_up(ACCOUNTS, answered(accounts).body).accounts,
        tuple(type_.collection for type_ in types),
        {name: len(one.objects) for name, one in found.items()},
    )
