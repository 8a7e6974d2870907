"""`ci apply`: what is approved is applied, and the pull request that it came from is told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._ci_board import ROOM, Board, at_home, commented, job_of, summarize, warn
from rawugc_sync.cli._ci_each import in_each, place_of

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice
    from rawugc_sync.cli.apply import Chosen, Ended

_LOCKED = 600.0
"""Seconds for another run to end."""
_MAX_WAIT = 900.0
_RESULT = "result.md"


def run(app: App, choice: Choice, folder: Path, deployment: str | None) -> int:
    """Apply in each workspace; the one exit code."""
    if deployment is not None:
        _warn_of_no_reviewers(app, deployment)
    board = Board(app, job_of(app))
    return in_each(app, choice, lambda one: _apply(one, board, folder), stops=True)


def _apply(app: App, board: Board, folder: Path) -> int:
    from rawugc_sync.cli._review_files import clear
    from rawugc_sync.cli.apply import ended
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.words.errors import RawugcError

    place = place_of(app, folder)
    result = place / _RESULT
    clear([result])
    end = ended(app, Request(), None, _chosen(result))
    is_news = result.exists() and _is_news(end)
    if is_news:
        text = result.read_text(encoding="utf-8")
        summarize(app, [text])
        board.post(at_home(app, text))
    if _waits_for_people(app, end):
        try:
            _review_again(app, board, place, beside=is_news)
        except RawugcError as failed:
            warn(app, failed, "what is left was not reviewed again")
    return end.exit_code


def _chosen(result: Path) -> Chosen:
    from rawugc_sync.cli._reports import Reports
    from rawugc_sync.cli.apply import Chosen

    return Chosen(
        auto_approve=True,
        as_json=False,
        max_wait=_MAX_WAIT,
        lock_timeout=_LOCKED,
        only_approved=True,
        reports=Reports(markdown=str(result), limit=ROOM),
    )


def _is_news(end: Ended) -> bool:
    """Whether something was done, or went wrong: of anything else nobody has to hear."""
    outcome = end.ran.outcome if end.ran else None
    return bool(end.exit_code or outcome is None or outcome.results)


def _waits_for_people(app: App, end: Ended) -> bool:
    """Whether something was left out for want of a yes, or until a medium was seen, which is there by now."""
    from rawugc_sync.render.way_on import ways_on_json

    outcome = end.ran.outcome if end.ran else None
    if outcome is None:
        return False
    return bool(outcome.unapproved) or any(one["look_at"] for one in ways_on_json(outcome, app.called))


def _review_again(app: App, board: Board, place: Path, *, beside: bool) -> None:
    """What is left, as a plan that shows the media: `beside` the result, else where the last one stands."""
    from rawugc_sync.cli._review_files import prepare, review
    from rawugc_sync.cli._show import workspace_name
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.reconciling.request import Request

    prepare(place, [(app, place)])
    made = review(Target(app, ".", workspace_name(app), "."), place, Request(), embed=False)
    comment = commented(app, made.row.plan)
    summarize(app, [comment])
    (board.post_again if beside else board.post)(comment)


def _warn_of_no_reviewers(app: App, deployment: str) -> None:
    """Where GitHub tells that nobody has to release the job; where it does not, nothing is said."""
    from rawugc_sync.forge.opening import opened
    from rawugc_sync.review.markdown.verbatim import code
    from rawugc_sync.words.diagnostics import warning
    from rawugc_sync.words.errors import ForgeError

    with suppress(ForgeError):
        if opened(app.around.variables).has_reviewers(deployment) is False:
            summary = f"the environment {deployment} has no required reviewers: nothing waits there for a yes"
            detail = "What counts is approvals in rawugc.yaml: see docs/approvals.md."
            app.console.report([warning("no-reviewers", summary, detail)])
            summarize(app, [f"{code(summary)}<br>{code(detail)}"])
