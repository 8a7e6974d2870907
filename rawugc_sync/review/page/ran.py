"""What became of a plan that was carried out, on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.run import Run
from rawugc_sync.render.outcome_text import TITLES
from rawugc_sync.render.runs_text import approval_lines, counts_of, facts_of
from rawugc_sync.review.page.view import Ended, FactView, Ran, View


def done(view: View, run: Run) -> View:
    """The page of what a run changed: there is nothing to decide on it."""
    whose = (FactView(fact.label, fact.value, None, None, presses=False) for fact in view.facts)
    known = {label for label, _ in facts_of(run)}
    facts = [FactView(label, value, None, None, presses=False) for label, value in facts_of(run)]
    return replace(
        view,
        headline=f"Run {run.id}: {counts_of(run)}",
        facts=(*facts, *(fact for fact in whose if fact.label in _WHOSE - known)),
        finish=None,
        ran=Ran(tuple(_fates(run)), tuple(approval_lines(run))),
    )


_WHOSE = {"Workspace", "Environment", "Organization"}
"""What else of a plan's facts stays true once it was carried out."""


def _fates(run: Run) -> Iterator[tuple[str, tuple[Ended, ...]]]:
    for fate in Fate:
        if results := run.outcome.of(fate):
            yield TITLES[fate], tuple(map(_ended, results))


def _ended(result: Result) -> Ended:
    said = tuple(f"{one.summary}. {one.detail}".removesuffix(". ") for one in result.diagnostics)
    return Ended(str(result.change.address), result.id, said)
