"""How a post goes out to the public: when, to which accounts, and what there is to see."""

from __future__ import annotations

from rawugc_sync.resources.accounts import Directory
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.outings import Outing
from rawugc_sync.words.addresses import Fields


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


def _account(name: str, accounts: Directory | None) -> tuple[str, str]:
    """What tells an account apart, and its handle, by a handle or an id."""
    found = accounts.named(name) if accounts else []
    return (found[0].id, found[0].handle) if len(found) == 1 else (name.casefold(), name)
