"""How media are read from the API, told apart by people, and written into manifests."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.resources.edits import NO_EDITS, Edits, versions_of
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.generation.facts import COMPLETED, facts_in, has_failed, is_status, why_failed
from rawugc_sync.resources.generation.fields import MediaFields
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.spelling import Spelling, Unreadable, Untold, Written
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.moment import moment
from rawugc_sync.words.recorded import Record

_KEY_WORDS = 5


@dataclass(frozen=True)
class MediaSpelling(Spelling):
    """Media are known by their prompts. `outputs` are the URLs that they have once they are completed.

    `edits` are those that may have been made of them since.
    """

    fields: MediaFields
    outputs: tuple[str, ...] = ()
    edits: Edits = NO_EDITS

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        live = super().live(raw, id)
        if not is_status(raw.get("status")):
            raise Unreadable("status")
        return live and replace(live, facts=facts_in(raw, self.outputs, self.edits.versions_in(raw)))

    def parts(self, live: Live) -> frozenset[str]:
        return frozenset(one.id for one in versions_of(live) if one.number > 1) - {live.id}

    def whole(self, live: Live) -> str:
        return next((one.id for one in versions_of(live) if one.number == 1), live.id)

    def recorded(self, record: Record) -> Live:
        outputs = {name: value for name, value in record.outputs.items() if name != "id"}
        shown = {name: value for name, value in record.fields.items() if self.fields.traits[name].returned}
        return Live(record.id, shown, facts_in({"status": COMPLETED, **outputs}, self.outputs))

    def title(self, live: Live) -> str:
        return str(live.fields.get("prompt") or live.fields.get("model", ""))

    def hallmarks(self, live: Live) -> str:
        at, urls = live.facts["made_at"], live.facts["outputs"].values()
        made = "" if at is None else f"made {moment(at, None)}"
        return ", ".join(filter(None, (made, *(urls or (str(live.facts["status"]),)))))

    def footing(self, live: Live) -> Fields:
        """Nothing: nobody can change it, and no call does."""
        return {}

    def taken_over(self, name: str, record: Fields, live: Live, known: Lookups) -> Value:
        """What was asked for, never what the API has made of that by itself."""
        return record.get(name)

    def naming(self, live: Live) -> str:
        return " ".join(self.title(live).split()[:_KEY_WORDS])

    def written(self, live: Live, known: Lookups, defaulted: Container[str]) -> dict[str, Written]:
        if has_failed(live):
            raise Untold(Advice("model", "generation-failed", f"it failed: {why_failed(live)}"))
        written = super().written(live, known, defaulted)
        for lacking in self.fields.missing(written):
            summary = f"{lacking.field} {lacking.summary}, and the API does not show it"
            raise Untold(Advice(lacking.field, lacking.code, summary))
        return written
