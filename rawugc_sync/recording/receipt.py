"""A receipt: what went public when, on which account, from which commit and with whose yes; as JSON, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rawugc_sync.recording.document import Row
from rawugc_sync.recording.json_object import JsonObject

PUBLISHED = "published"
UNCONFIRMED = "scheduled, not confirmed"
"""What a receipt says before anybody has read that it went out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One object on one account. `at` is when it went or goes out (Unix ms).

    `commit`, `run` and `plan` are those that last had a say in it; without `clean`, the manifests were not
    what the commit has. `approved` is role → who said yes, the last time that it was asked. `is_confirmed`:
    an apply has read since that it is published.
    """

    collection: str
    address: str
    id: str
    account: str
    at: int
    commit: str | None
    clean: bool
    environment: str | None
    run: str
    plan: str
    approved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_confirmed: bool = False

    @property
    def status(self) -> str:
        return PUBLISHED if self.is_confirmed else UNCONFIRMED

    @property
    def approved_by(self) -> list[str]:
        """All who said yes, each once."""
        return list(dict.fromkeys(name for names in self.approved.values() for name in names))


def between(receipts: Iterable[Receipt], since: int | None, until: int | None) -> list[Receipt]:
    """Those from `since` on and before `until` (Unix ms), in order."""
    found = (
        one for one in receipts if (since is None or one.at >= since) and (until is None or one.at < until)
    )
    return in_order(found)


def in_order(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Receipts in the order of time, as they are kept and shown."""
    return sorted(receipts, key=lambda one: (one.at, one.address, one.account))


def receipt_json(one: Receipt) -> dict[str, Any]:
    """A receipt as it is kept, and as `receipts --json` prints it."""
    return {
        "address": one.address,
        "account": one.account,
        "at": one.at,
        "commit": one.commit,
        "approved_by": one.approved_by,
        "status": one.status,
        "id": one.id,
        "collection": one.collection,
        "clean": one.clean,
        "environment": one.environment,
        "run": one.run,
        "plan": one.plan,
        "approved": {role: list(names) for role, names in one.approved.items()},
    }


def receipt_of(row: Row) -> Receipt:
    """What `receipt_json` wrote; ValueError says what is malformed."""
    one = JsonObject.of(row)
    approved = one.object("approved")
    return Receipt(
        collection=one.text("collection"),
        address=one.text("address"),
        id=one.text("id"),
        account=one.text("account"),
        at=one.number("at"),
        commit=one.text_or_none("commit"),
        clean=one.boolean("clean"),
        environment=one.text_or_none("environment"),
        run=one.text("run"),
        plan=one.text("plan"),
        approved={role: approved.texts(role) for role in approved.values},
        is_confirmed=one.text("status") == PUBLISHED,
    )
