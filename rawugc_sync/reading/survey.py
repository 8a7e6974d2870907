"""A look at a whole account: whose it is, its social accounts, and what the key can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import Reader
from rawugc_sync.reading.answers import listed, looked_up
from rawugc_sync.reading.read import is_forbidden
from rawugc_sync.resources.accounts import Account
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError


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
    lists = [(type_.calls.path, type_.calls.query) for type_ in types]
    answers = reader.get_all([*lists, (ACCOUNTS.path, {})], (HTTPStatus.FORBIDDEN,))
    *found_lists, accounts = [_readable(answer) for answer in answers]
    found = {
        type_.collection: listed(type_, answer.body)
        for type_, answer in zip(types, found_lists, strict=True)
        if answer is not None
    }
    return Survey(
        next((one.organization_id for one in found.values() if one.organization_id), None),
        looked_up(ACCOUNTS, accounts.body).accounts if accounts else (),
        tuple(type_.collection for type_ in types),
        {name: len(one.objects) for name, one in found.items()},
    )


def _readable(answer: Answer | ApiError) -> Answer | None:
    if is_forbidden(answer):
        return None
    if isinstance(answer, ApiError):
        raise answer
    return answer
