"""The calls of a post: accounts go as ids, a new time by `reschedule`, and a draft goes out by `publish`."""

from __future__ import annotations

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call

SCHEDULE = frozenset({"scheduledFor", "timezone"})
"""The fields that say when a post goes out."""


class PostCalls(Calls):
    """What a post is changed with follows from what changes."""

    def body(self, fields: Fields, known: Lookups) -> dict[str, Value]:
        if "accounts" not in fields:
            return dict(fields)
        ids = known.need(ACCOUNTS).ids(fields["accounts"])
        return {
            ("accountIds" if n == "accounts" else n): (ids if n == "accounts" else v)
            for n, v in fields.items()
        }

    def update(self, live: Live, changed: Fields, known: Lookups) -> tuple[Call, ...]:
        rest = {name: value for name, value in changed.items() if name != "mode"}
        calls: tuple[Call, ...] = ()
        if (
            rest
            and SCHEDULE.issuperset(rest)
            and live.fields.get("mode") == "schedule"
            and "mode" not in changed
        ):
            body = {"scheduledFor": live.fields.get("scheduledFor"), **rest}
            calls = (Call(method="POST", path=f"{self.item(live.id)}/reschedule", body=body),)
        elif rest:
            calls = super().update(live, rest, known)
        if "mode" not in changed:
            return calls
        return (*calls, Call(method="POST", path=f"{self.item(live.id)}/publish", repeatable=False))
