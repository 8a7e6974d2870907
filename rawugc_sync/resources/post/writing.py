"""A live post as a manifest would have it: its name, its accounts, and its time in its own zone."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from rawugc_sync.resources.accounts import Account, UnknownAccount, platforms_of
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.post.facts import MODES
from rawugc_sync.resources.spelling import Untold, Written
from rawugc_sync.resources.times import is_local, time_like, time_text, zone
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.live import Live

_OVER = ("published", "failed")


def naming(live: Live) -> str:
    """Its local date and how its caption begins; without a caption, the file name of its video."""
    when = live.fields.get("scheduledFor", live.facts["published_at"])
    date = "" if when is None else time_text(when, _zone(live))[:10]
    caption = canonical(live.fields.get("content")).partition("\n")[0]
    video = live.fields.get("videoUrl", "").partition("?")[0].rpartition("/")[2].rpartition(".")[0]
    return f"{date} {caption if re.search('[A-Za-z0-9]', caption) else video}"


def written(
    spelt: dict[str, Written], live: Live, known: Lookups, defaulted: Container[str]
) -> dict[str, Written]:
    """The fields of a new post; `spelt` are those that are written as they are read."""
    status = live.facts["status"]
    if status not in (*MODES, *_OVER):
        summary = f"has a status that the API does not document: {status or 'none'}"
        raise Untold(Advice("mode", "unknown-status", summary, "Look at it in the dashboard."))
    fields = {name: value for name, value in spelt.items() if name not in ("mode", "timezone")}
    accounts = _accounts(live, known)
    if all(account.is_writable for account in accounts):
        fields["accounts"] = [account.handle for account in accounts]
    else:
        fields["accountIds"] = [account.id for account in accounts]
    if _zone(live):
        fields["timezone"] = live.fields["timezone"]
    if (when := _when(live)) is not None:
        fields["scheduledFor"] = time_text(when, _zone(live))
    if status == "draft" or "mode" in defaulted:
        fields["mode"] = MODES.get(status, "schedule")
    return fields


def rewritten_schedule(drift: Fields, desired: Fields, live: Live, as_written: Fields) -> dict[str, Written]:
    """Mode, time and zone where one of them has drifted: a local time moves with its zone."""
    for name in (name for name in drift if drift[name] is None):
        summary = f"{name} is empty there"
        raise Untold(Advice(name, "conflict", summary, f"Remove the line with {name} by hand."))
    if "timezone" in drift and _zone(live) is None:
        raise Untold(Advice("timezone", "conflict", f"{drift['timezone']} is not an IANA time zone"))
    out: dict[str, Written] = {name: str(drift[name]) for name in ("mode", "timezone") if name in drift}
    zone_name = drift.get("timezone", desired.get("timezone"))
    when = drift.get("scheduledFor", desired.get("scheduledFor"))
    was = as_written.get("scheduledFor")
    if drift.get("mode") == "schedule" and when is None:
        when, was = live.fields.get("scheduledFor"), ""
    moved = "scheduledFor" in drift or was == "" or ("timezone" in drift and was and is_local(was))
    if when is not None and moved:
        out["scheduledFor"] = time_like(was, when, zone_name) if was else time_text(when, zone_name)
    return out


def rewritten_accounts(handles: Sequence[str], live: Live, known: Lookups) -> list[str]:
    """The handles of a post whose platforms have changed: those that still fit, and the new ones."""
    platforms = live.facts["platforms"] or frozenset()
    kept = [handle for handle in handles if handle.partition("/")[0] in platforms]
    new = _only(platforms - platforms_of(kept), known)
    if len(kept) + len(new) != live.facts["targets"]:
        raise _unclear("more accounts than one on a platform are or were in it")
    if odd := [account for account in new if not account.is_writable]:
        raise _unclear(f"no manifest can name {odd[0].handle}: write accountIds instead")
    return [*kept, *(account.handle for account in new)]


def _zone(live: Live) -> str | None:
    """The zone that it is in, if it is one that a manifest can name."""
    name = live.fields.get("timezone")
    try:
        zone(str(name))
    except ValueError:
        return None
    return str(name)


def _when(live: Live) -> int | None:
    """Its time. What is out has to have one: without a time, a lost state would publish it again."""
    when: int | None = live.fields.get("scheduledFor", live.facts["published_at"])
    if live.facts["status"] == "draft":
        return live.fields.get("scheduledFor")
    if when is None:
        raise Untold(Advice("scheduledFor", "unwritable", "is not a draft, and shows no time"))
    return when


def _accounts(live: Live, known: Lookups) -> list[Account]:
    platforms = live.facts["platforms"]
    if platforms is None:
        raise _unclear("shows no platforms")
    if live.facts["targets"] != len(platforms):
        raise _unclear("goes to more accounts than one on a platform")
    return _only(platforms, known)


def _only(platforms: frozenset[str], known: Lookups) -> list[Account]:
    try:
        return known.need(ACCOUNTS).only(platforms)
    except UnknownAccount as unclear:
        raise _unclear(str(unclear)) from None


def _unclear(why: str) -> Untold:
    return Untold(Advice("accounts", "unclear-accounts", why), by_hand=True)
