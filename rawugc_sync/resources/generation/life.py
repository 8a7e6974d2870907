"""The life of media: they take their time, and then stay as they are, completed or failed."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.edits import NO_EDITS, Edits, versions_of
from rawugc_sync.resources.generation.facts import COMPLETED, RUNNING, has_failed, why_failed
from rawugc_sync.resources.life import OPEN, Case, Life, Standing, Verdict
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.credits import Credits
from rawugc_sync.words.live import Live


@dataclass(frozen=True, slots=True)
class MediaLife(Life):
    """What failed is made again only for other fields, or when that is asked for: it costs once more.

    Its `edits` are no reason: nothing was edited yet.
    """

    edits: Edits = NO_EDITS
    recreates: bool = False
    settles: bool = True

    def verdict(self, case: Case) -> Verdict:
        live = case.live
        if live is None:
            return OPEN
        if not has_failed(live):
            return OPEN if case.desired or case.record else Verdict(Standing.HISTORY)
        if case.desired is None or case.record is None:
            return Verdict(Standing.RELEASE)
        other = any(one.path not in self.edits for one in case.changed)
        if other or case.replacing or case.retrying:
            return Verdict(Standing.RETRY)
        return Verdict(
            Standing.BROKEN,
            "generation-failed",
            f"its generation failed: {why_failed(live)}",
            "What depends on it waits. Change what it is made from, or generate it once more, which costs "
            "credits again: --retry-failed",
        )

    def is_pending(self, live: Live) -> bool:
        return live.facts["status"] in RUNNING

    def cost(self, live: Live) -> Credits | None:
        told: Credits | None = live.facts["credits"]
        return told

    def is_over(self, live: Live, now: int) -> bool:
        """All that was ever generated is nobody's to write down unasked."""
        return not self.is_pending(live)

    def outputs(self, live: Live) -> Fields:
        """Those of the original, where it was edited."""
        if live.facts["status"] != COMPLETED:
            return {}
        return {"id": live.id, **live.facts["outputs"], **_original(live)}


def _original(live: Live) -> Fields:
    """The outputs of version 1, whatever the object shows as its own once it was edited."""
    return next((one.outputs for one in versions_of(live) if one.number == 1), {})
