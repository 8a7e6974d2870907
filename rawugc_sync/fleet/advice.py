"""What a person is to do about a run that has failed: its line says what is wrong, and this the way out."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.applying.outcome import Fate, Outcome
from rawugc_sync.fleet.reconcile import Ended
from rawugc_sync.render.in_short import stopped
from rawugc_sync.words.diagnostics import Diagnostic, Severity


def advice_of(ended: Ended) -> str:
    """In a line; empty where nothing is wrong."""
    found = [*ended.diagnostics, *(_of(ended.outcome) if ended.outcome else ())]
    if not ended.exit_code or not found:
        return ""
    first = next((one for one in found if one.severity is Severity.ERROR), found[0])
    said = stopped(found)
    return " ".join(part for part in ("" if said in ended.what else f"{said}.", first.detail) if part)


def _of(outcome: Outcome) -> Iterator[Diagnostic]:
    for fate in (Fate.UNRESOLVED, Fate.FAILED):
        for result in outcome.of(fate):
            yield from result.diagnostics
    yield from outcome.trouble
    yield from outcome.lasting
