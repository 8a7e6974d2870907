"""What became of a plan as a comment: how far it came, what failed and why, and what was applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.render.outcome_text import FOR_WANT_OF_A_YES, TITLES, bill_text, closing, result_line
from rawugc_sync.render.way_on import ways_on_lines
from rawugc_sync.review.markdown.fitting import Comment, Item, Rank, Section, fitted
from rawugc_sync.review.markdown.plan import heading, name_line, saying
from rawugc_sync.review.markdown.verbatim import code, sentence
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.planned import Plan

_RANKS = {
    Fate.FAILED: Rank.STOP,
    Fate.UNRESOLVED: Rank.STOP,
    Fate.SKIPPED: Rank.WARNING,
    Fate.NOT_ATTEMPTED: Rank.WARNING,
    Fate.WAITING: Rank.CHANGE,
    Fate.APPLIED: Rank.CHANGE,
}


def outcome_markdown(plan: Plan, outcome: Outcome, called: str, limit: int) -> str:
    """The result of an apply in at most `limit` Unicode code points (at least 1 000).

    `called` is the run, up to its command.
    """
    comment = Comment(
        head=heading(plan, "Apply in"),
        sections=[
            saying(closing(outcome)),
            _paid(outcome),
            _wrong(outcome.trouble, "What went wrong beside the changes"),
            _wrong(outcome.lasting, "What is wrong as it was before"),
            _wrong(outcome.unrecorded, "What was not recorded", Rank.WARNING),
            *_results(outcome),
            _left_out(outcome, called),
            _unapproved(outcome),
        ],
        last=name_line(plan),
        elsewhere="The log of the run has all of it.",
    )
    return fitted(comment, limit)


def _paid(outcome: Outcome) -> Section:
    return Section([Item(sentence(bill_text(outcome.bill)), Rank.SUMMARY, "fact")] if outcome.bill else [])


def _wrong(found: Iterable[Diagnostic], title: str, rank: Rank = Rank.STOP) -> Section:
    items = [Item(f"- {_said(one)}", rank, "problem") for one in found]
    return Section(items, f"#### {title}")


def _results(outcome: Outcome) -> Iterator[Section]:
    """Those that somebody has to look at first; what went well ends the list."""
    for fate, rank in _RANKS.items():
        results = outcome.of(fate)
        items = [Item(_result(one), rank, "change") for one in results]
        yield Section(items, f"#### {TITLES[fate]} ({len(results)})")


def _result(result: Result) -> str:
    return "\n".join(
        [f"- {code(result_line(result).strip())}", *(f"  - {_said(one)}" for one in result.diagnostics)]
    )


def _said(diagnostic: Diagnostic) -> str:
    place = diagnostic.source
    where = f" in {code(f'{place.file}:{place.line}')}" if place else ""
    about = f"{diagnostic.field}: " if diagnostic.field else ""
    detail = f"<br>{code(diagnostic.detail)}" if diagnostic.detail else ""
    return f"{code(about + diagnostic.summary)}{where}{detail}"


def _left_out(outcome: Outcome, called: str) -> Section:
    items = [Item(f"- {code(line)}", Rank.NOTE, "resource") for line in ways_on_lines(outcome, called)]
    return Section(items, "#### Left out, for nobody can see yet what it shows")


def _unapproved(outcome: Outcome) -> Section:
    items = [
        Item(f"- {code(one.address or '')}: {_said(one)}", Rank.NOTE, "resource")
        for one in outcome.unapproved
    ]
    return Section(items, f"#### {FOR_WANT_OF_A_YES}")
