"""How a post is read from the API, and how a manifest spells it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from rawugc_sync.resources.accounts import platforms_of
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.post import writing
from rawugc_sync.resources.post.facts import MODES, facts_in, status_in
from rawugc_sync.resources.spelling import Spelling, Written
from rawugc_sync.resources.times import live_ms
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.moment import moment


class PostSpelling(Spelling):
    """A live post shows a status for its mode, and platforms for its accounts."""

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        when = raw.get("scheduledFor")
        mode = MODES.get(status_in(raw) or "")
        # A time that cannot be read stays as it is, and is refused below.
        at = when if live_ms(when) is None else live_ms(when)
        live = super().live({**raw, "mode": mode, "scheduledFor": at}, id)
        assert live is not None
        return Live(id, live.fields, facts_in(raw))

    def title(self, live: Live) -> str:
        """Its status and local time, and how its caption begins; without one, the video's file name."""
        status, when = live.facts["status"] or "no status", live.fields.get("scheduledFor")
        time = "" if when is None else f" {moment(when, live.fields.get('timezone'))}"
        caption = canonical(live.fields.get("content")).partition("\n")[0]
        video = live.fields.get("videoUrl", "").partition("?")[0].rpartition("/")[2]
        return ": ".join(part for part in (f"{status}{time}", caption or video) if part)

    def footing(self, live: Live) -> Fields:
        """Its fields, and the platforms, which tell of the accounts."""
        platforms = live.facts["platforms"]
        shown = {} if platforms is None else {"platforms": sorted(platforms)}
        return {**super().footing(live), **shown}

    def taken_over(self, name: str, record: Fields, live: Live, known: Lookups) -> Value:
        if name == "mode":
            return live.fields.get("mode", record.get("mode"))
        moved = name == "accounts" and self.fields.shows(name, record, live)
        if moved and platforms_of(record[name]) != live.facts["platforms"]:
            return writing.rewritten_accounts(record[name], live, known)
        return super().taken_over(name, record, live, known)

    def aligned(self, record: Fields, desired: Fields, known: Lookups) -> Fields:
        if "accountIds" in desired and "accounts" in record:
            kept = {name: value for name, value in record.items() if name != "accounts"}
            return {**kept, "accountIds": known.need(ACCOUNTS).past_ids(record["accounts"])}
        if "accounts" in desired and "accountIds" in record:
            kept = {name: value for name, value in record.items() if name != "accountIds"}
            return {**kept, "accounts": known.need(ACCOUNTS).handles(record["accountIds"])}
        return record

    def naming(self, live: Live) -> str:
        return writing.naming(live)

    def written(self, live: Live, known: Lookups, defaulted: Container[str]) -> dict[str, Written]:
        return writing.written(super().written(live, known, defaulted), live, known, defaulted)

    def rewritten(
        self, drift: Fields, desired: Fields, live: Live, as_written: Fields, known: Lookups
    ) -> dict[str, Written]:
        if "accounts" in drift:
            return {"accounts": writing.rewritten_accounts(desired["accounts"], live, known)}
        if self.coupled.isdisjoint(drift):
            return super().rewritten(drift, desired, live, as_written, known)
        return writing.rewritten_schedule(drift, desired, live, as_written)
