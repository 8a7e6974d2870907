"""What became of a plan: applied, failed, skipped, not attempted, with ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawugc_sync.applying.outcome import STOPPED, Fate, Outcome, Result
from rawugc_sync.recording.diagnostics import diagnostic_json
from rawugc_sync.render.diagnostics_text import diagnostics_text
from rawugc_sync.render.further import further
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.way_on import ways_on_json, ways_on_lines
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import Bill, told
from rawugc_sync.words.diagnostics import Severity

TITLES = {
    Fate.APPLIED: "Applied",
    Fate.WAITING: "Waiting",
    Fate.FAILED: "Failed",
    Fate.UNRESOLVED: "Unresolved",
    Fate.SKIPPED: "Skipped",
    Fate.NOT_ATTEMPTED: "Not attempted",
}
"""What the lists of a result are headed by."""

FOR_WANT_OF_A_YES = "Left out, for want of a yes"


def outcome_text(outcome: Outcome, style: Style, called: str) -> str:
    """A list for each fate that occurred, and a closing line; `called` is the run, up to its command."""
    lines = [line for fate in Fate for line in _listed(outcome.of(fate), fate, style)]
    trouble = diagnostics_text([*outcome.trouble, *outcome.lasting, *outcome.unrecorded], style)
    lines += [*_left_out(outcome, style, called), *_unapproved(outcome, style)]
    paid = [bill_text(outcome.bill)] if outcome.bill else []
    return "\n".join([*lines, style.bold(closing(outcome)), *paid, *([trouble] if trouble else [])])


def outcome_json(outcome: Outcome, called: str) -> dict[str, Any]:
    """Fate → results with address, action, id and what went wrong; what was paid, and the exit code."""
    listed = {str(fate): [result_json(result) for result in outcome.of(fate)] for fate in Fate}
    return {
        **listed,
        "unresolved_before": [str(address) for address in outcome.unresolved],
        "broken_before": [str(address) for address in outcome.broken],
        "credits": bill_json(outcome.bill) if outcome.bill else None,
        "left_out": ways_on_json(outcome, called),
        "unapproved": [diagnostic_json(diagnostic) for diagnostic in outcome.unapproved],
        "trouble": [diagnostic_json(diagnostic) for diagnostic in outcome.trouble],
        "lasting": [diagnostic_json(diagnostic) for diagnostic in outcome.lasting],
        "unrecorded": [diagnostic_json(diagnostic) for diagnostic in outcome.unrecorded],
        "interrupted": outcome.interrupted,
        "exit_code": outcome.exit_code,
    }


def bill_text(bill: Bill) -> str:
    """`Spent 20 credits (estimated: 18 credits); 962 are left.`"""
    estimated = told(bill.estimated, bill.unpriced) or "none"
    parts = [f"Spent {count(bill.spent, 'credit')} (estimated: {estimated})"]
    if bill.unsaid:
        parts.append(f"{count(bill.unsaid, 'answer')} did not say what was paid")
    if bill.left is not None:
        parts.append(f"{bill.left} are left")
    return f"{'; '.join(parts)}."


def bill_json(bill: Bill) -> dict[str, Any]:
    """What a run has cost."""
    return {
        "estimated": bill.estimated,
        "estimated_unknown": bill.unpriced,
        "spent": bill.spent,
        "spent_unsaid": bill.unsaid,
        "balance": bill.left,
    }


def result_json(result: Result) -> dict[str, Any]:
    """One change and how it ended."""
    return {
        "address": str(result.change.address),
        "action": str(result.change.action),
        "id": result.id,
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in result.diagnostics],
    }


def result_line(result: Result, *, spoken: bool = False) -> str:
    """`+ personas.sensitive-skin (per_1)`; spoken, the action is a word."""
    id = f" ({result.id})" if result.id else ""
    action = result.change.action
    return safe(f"{action.word if spoken else action.symbol} {result.change.address}{id}")


def _listed(results: list[Result], fate: Fate, style: Style) -> Iterator[str]:
    if not results:
        return
    yield style.bold(f"{TITLES[fate]} ({len(results)}):")
    more = iter(further([one.code for result in results for one in result.diagnostics]))
    for result in results:
        yield f"  {result_line(result, spoken=style.spoken)}"
        for diagnostic in result.diagnostics:
            place = f"{diagnostic.source}: " if diagnostic.source else ""
            field = f"{diagnostic.field}: " if diagnostic.field else ""
            paint = style.dim if diagnostic.severity is Severity.NOTE else style.fail
            yield paint(safe(f"      {place}{field}{diagnostic.summary}"))
            if diagnostic.detail:
                yield safe(f"        {diagnostic.detail}")
            yield from (f"        {style.dim(line)}" for line in next(more))
    yield ""


def _left_out(outcome: Outcome, style: Style, called: str) -> Iterator[str]:
    """What a later apply sends, what there is to look at before, and until when that has to run."""
    if not outcome.left_out:
        return
    yield style.bold(f"Left out, for nobody can see yet what it shows ({len(outcome.left_out)}):")
    for line in ways_on_lines(outcome, called):
        yield f"  {line}"
    yield ""


def _unapproved(outcome: Outcome, style: Style) -> Iterator[str]:
    """In one line: the plan has said of each what it lacks."""
    if outcome.unapproved:
        named = dict.fromkeys(one.address or "" for one in outcome.unapproved)
        yield f"{style.bold(f'{FOR_WANT_OF_A_YES}:')} {safe(', '.join(named))}"
        yield ""


def closing(outcome: Outcome) -> str:
    """`Apply complete: 2 added, 1 changed, 0 destroyed.`, or how far it came and what to do."""
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
        later = " The next apply goes on with what waits." if outcome.of(Fate.WAITING) else ""
        return f"Apply complete: {counts}{later}"
    some = applied or any(result.partial for result in outcome.results)
    word = "Interrupted" if outcome.interrupted else "Partly applied" if some else "Nothing was applied"
    left = _unsaved(outcome) if outcome.trouble else "Run plan to see what is left."
    return f"{word}: {counts} {left}"


def _unsaved(outcome: Outcome) -> str:
    saved = all(one.code in ("journal-kept", STOPPED) for one in outcome.trouble)
    return "The state was saved." if saved else "The state could not be saved."
