"""The fields of a post: which belong together, and how its accounts and its mode compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rawugc_sync.resources.accounts import platforms_of
from rawugc_sync.resources.fields import Advice, FieldSet
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.post.zone import odd_zone
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live


class PostFields(FieldSet):
    """Accounts are written as handles or as ids, and read as platforms; the mode follows from the time."""

    def parse(self, raw: Mapping[str, Any]) -> dict[str, Value]:
        return super().parse(raw if "mode" in raw else {**raw, "mode": "schedule"})

    def missing(self, raw: Mapping[str, Any]) -> list[Advice]:
        return [*_accounts_missing(raw), *_time_missing(raw)]

    def advise(self, fields: Fields, now: int) -> list[Advice]:
        when = fields.get("scheduledFor")
        if when is not None and when <= now:
            return [_MISSED]
        zone = odd_zone(fields["timezone"], when) if when and "timezone" in fields else []
        return [*zone, *_on_networks(fields, platforms_of(fields.get("accounts", ())))]

    def advise_knowing(self, fields: Fields, known: Lookups) -> list[Advice]:
        directory = known.get(ACCOUNTS)
        found = (
            [one for id in fields.get("accountIds", ()) for one in directory.named(id)] if directory else []
        )
        told = platforms_of(fields.get("accounts", ())) if fields.get("mode") == "now" else ()
        return _on_networks(fields, {*(one.platform for one in found), *told})

    def same(self, name: str, one: Value, other: Value) -> bool:
        if name == "accounts" and isinstance(one, list) and isinstance(other, list):
            return {str(h).casefold() for h in one} == {str(h).casefold() for h in other}
        return super().same(name, one, other)

    def replaces(self, name: str, before: Value, after: Value) -> bool:
        if name == "mode":
            return (before, after) != ("draft", "now")
        return super().replaces(name, before, after)

    def shows(self, name: str, record: Fields, live: Live) -> bool:
        if name == "accounts":
            return name in record and live.facts["platforms"] is not None
        if name == "mode":  # what was published at once must never be published again, whatever it reads as
            return record.get("mode") != "now" and name in live.fields
        return super().shows(name, record, live)

    def observed(self, name: str, record: Fields, live: Live) -> Value:
        if name != "accounts":
            return super().observed(name, record, live)
        handles = record[name]
        return (
            handles if platforms_of(handles) == live.facts["platforms"] else sorted(live.facts["platforms"])
        )


_MISSED = Advice(
    "scheduledFor",
    "missed",
    "lies in the past",
    "A post that is published already is history and may stay; any other is not sent.",
    offline=True,
)


def _on_networks(fields: Fields, platforms: Collection[str]) -> list[Advice]:
    """What the networks do not take; what was to go out at once may be history already."""
    if not platforms:
        return []
    from rawugc_sync.resources.networks.advice import network_advice  # only captions of posts need them
    from rawugc_sync.resources.networks.limits import networks

    caption, offline = fields.get("content", ""), fields.get("mode") == "now"
    return network_advice("content", caption, platforms, networks(), offline=offline)


def _accounts_missing(raw: Mapping[str, Any]) -> list[Advice]:
    if "accounts" in raw and "accountIds" in raw:
        return [Advice("accountIds", "both", "stands beside accounts", "Keep one of the two.")]
    if "accounts" not in raw and "accountIds" not in raw:
        way_out = "Write accounts: [tiktok/username] or accountIds."
        return [Advice("accounts", "missing", "is required", way_out)]
    return []


def _time_missing(raw: Mapping[str, Any]) -> list[Advice]:
    mode, timed = raw.get("mode"), "scheduledFor" in raw
    if mode is None and not timed:
        way_out = "Add scheduledFor, or write mode: draft or mode: now."
        return [Advice("mode", "missing", "is required without a scheduledFor", way_out)]
    if mode == "schedule" and not timed:
        return [Advice("scheduledFor", "missing", "is required for mode: schedule")]
    if raw.get("publishToInbox") in (True, "true") and (mode == "schedule" or (mode is None and timed)):
        summary = "stands beside a scheduledFor, and RawUGC takes it with mode: draft or mode: now alone"
        return [Advice("publishToInbox", "wrong-mode", summary, "Keep one of the two.")]
    if mode == "now" and timed:
        summary = "stands beside mode: now, which publishes at once"
        return [Advice("scheduledFor", "both", summary, "Keep one of the two.")]
    return []
