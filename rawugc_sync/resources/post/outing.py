"""How a post goes out to the public: when, to which accounts, and what there is to see."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.resources.accounts import Directory, platforms_of
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.outings import Outing
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.live import Live


def outing_of(fields: Fields, known: Lookups) -> Outing | None:
    """How a post goes out; a draft does not, nor does what is over."""
    mode, when = fields.get("mode"), fields.get("scheduledFor")
    if mode not in ("schedule", "now") or (mode == "schedule" and when is None):
        return None
    names = fields.get("accounts") or fields.get("accountIds") or ()
    shows = {"video": fields.get("videoUrl"), "caption": canonical(fields.get("content"))}
    return Outing(
        at=when if mode == "schedule" else None,
        timezone=fields.get("timezone"),
        accounts=dict(_account(name, known.get(ACCOUNTS)) for name in names),
        shows={what: shown for what, shown in shows.items() if shown},
        lasting=frozenset({"video"}),
    )


def showing_of(live: Live, told: Fields, known: Lookups) -> Outing | None:
    """How a live post went out or will; a list shows its platforms, and the accounts are `told` alone.

    Where the two contradict each other, somebody chose other accounts in the dashboard.
    """
    at = _public_at(live)
    out = outing_of({**live.fields, **told, "mode": "schedule", "scheduledFor": at}, known)
    platforms = live.facts["platforms"]
    fits = platforms is None or "accounts" not in told or platforms_of(told["accounts"]) == platforms
    if out is None or (out.accounts and fits):
        return out
    return replace(out, accounts={name: name for name in sorted(platforms or ())}, platforms_only=True)


def _public_at(live: Live) -> int | None:
    """When a live post was or is to be public; None where it is neither, or nothing tells when."""
    status, due = live.facts["status"], live.fields.get("scheduledFor")
    if status == "published":
        return live.facts["published_at"] or due
    return due if status == "scheduled" else None


def _account(name: str, accounts: Directory | None) -> tuple[str, str]:
    """What tells an account apart, and its handle, by a handle or an id."""
    found = accounts.named(name) if accounts else []
    return (found[0].id, found[0].handle) if len(found) == 1 else (name.casefold(), name)
