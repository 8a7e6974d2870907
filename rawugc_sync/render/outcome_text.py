"""What became of a plan: applied, failed, skipped, not attempted, with ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.render.diagnostics_text import diagnostic_json, diagnostics_text
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import LeftOut

NEXT = "rawugc-sync apply"
"""What sends what was left out."""

_TITLES = {
    Fate.APPLIED: "Applied",
    Fate.FAILED: "Failed",
    Fate.UNRESOLVED: "Unresolved",
    Fate.SKIPPED: "Skipped",
    Fate.NOT_ATTEMPTED: "Not attempted",
}


def outcome_text(outcome: Outcome, style: Style) -> str:
    """A list for each fate that occurred, and a closing line."""
    lines = [line for fate in Fate for line in _listed(outcome.of(fate), fate, style)]
    trouble = diagnostics_text(outcome.trouble, style)
    lines += _left_out(outcome.left_out, style)
    return "\n".join([*lines, _closing(outcome, style), *([trouble] if trouble else [])])


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Fate → results with address, action, id and what went wrong; and the exit code."""
    listed = {str(fate): [result_json(result) for result in outcome.of(fate)] for fate in Fate}
    return {
        **listed,
        "unresolved_before": [str(address) for address in outcome.unresolved],
        "broken_before": [str(address) for address in outcome.broken],
        "left_out": [_left_out_json(one) for one in outcome.left_out],
        "trouble": [diagnostic_json(diagnostic) for diagnostic in outcome.trouble],
        "interrupted": outcome.interrupted,
        "exit_code": outcome.exit_code,
    }


def _left_out_json(one: LeftOut) -> dict[str, Any]:
    waits_for = [str(address) for address in one.waits_for]
    return {"address": str(one.address), "waits_for": waits_for, "until": one.until, "next": NEXT}


def result_json(result: Result) -> dict[str, Any]:
    """One change and how it ended."""
    return {
        "address": str(result.change.address),
        "action": str(result.change.action),
        "id": result.id,
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in result.diagnostics],
    }


def result_line(result: Result) -> str:
    """`+ personas.sensitive-skin (per_1)`."""
    id = f" ({result.id})" if result.id else ""
    return safe(f"{result.change.action.symbol} {result.change.address}{id}")


def _listed(results: list[Result], fate: Fate, style: Style) -> Iterator[str]:
    if not results:
        return
    yield style.bold(f"{_TITLES[fate]} ({len(results)}):")
    for result in results:
        yield f"  {result_line(result)}"
        for diagnostic in result.diagnostics:
            place = f"{diagnostic.source}: " if diagnostic.source else ""
            field = f"{diagnostic.field}: " if diagnostic.field else ""
            yield style.fail(safe(f"      {place}{field}{diagnostic.summary}"))
            if diagnostic.detail:
                yield safe(f"        {diagnostic.detail}")
    yield ""


def _left_out(left_out: Sequence[LeftOut], style: Style) -> Iterator[str]:
    """What a later apply sends, and until when that has to run."""
    if not left_out:
        return
    yield style.bold(f"Left out, for nobody can see yet what it shows ({len(left_out)}):")
    for one in left_out:
        until = f", by {moment(one.until, None)}" if one.until is not None else ""
        names = ", ".join(map(str, one.waits_for))
        yield safe(f"  {one.address}: look at {names}, then run {NEXT}{until}")
    yield ""


def _closing(outcome: Outcome, style: Style) -> str:
    applied = outcome.of(Fate.APPLIED)
    actions = [result.change.action for result in applied]
    added = sum(action.creates for action in actions)
    changed = sum(action.updates for action in actions)
    destroyed = sum(action.deletes for action in actions)
    imported = sum(action.adopts for action in actions)
    forgotten = sum(action.forgets for action in actions)
    rare = (f"{imported} imported, " if imported else "") + (f"{forgotten} forgotten, " if forgotten else "")
    counts = f"{rare}{added} added, {changed} changed, {destroyed} destroyed."
    if outcome.exit_code == 0:
        return style.bold(f"Apply complete: {counts}")
    some = applied or any(result.partial for result in outcome.results)
    word = "Interrupted" if outcome.interrupted else "Partly applied" if some else "Nothing was applied"
    left = _unsaved(outcome) if outcome.trouble else "Run plan to see what is left."
    return style.bold(f"{word}: {counts} {left}")


def _unsaved(outcome: Outcome) -> str:
    saved = all(one.code == "journal-kept" for one in outcome.trouble)
    return "The state was saved." if saved else "The state could not be saved."
