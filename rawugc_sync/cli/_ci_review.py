"""`ci review`: validate, format, review, one comment for each workspace and environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._ci_board import Board, commented, job_of, summarize
from rawugc_sync.cli._ci_steps import step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.forge.job import Job


def run(app: App, choice: Choice, folder: Path, *, embed: bool) -> int:
    """All of it; the one exit code."""
    from rawugc_sync.cli._rows import exit_code_of
    from rawugc_sync.cli.review import write_reviews
    from rawugc_sync.reconciling.request import Request

    job = job_of(app)
    targets = _targets(app, choice)
    codes = _checked(app, choice)
    if why := _unplanned(targets, is_fork=job.is_fork):
        app.console.say(why)
        summarize(app, [why])
        return exit_code_of(codes)
    made = write_reviews(app, folder, targets, Request(), embed=embed, since=choice.since)
    comments = [commented(one.app, each.row.plan) for one, each in zip(targets, made, strict=True)]
    _tell(app, job, comments)
    return exit_code_of([*codes, *(one.exit_code for one in made)])


def _targets(app: App, choice: Choice) -> list[Target]:
    """Also where there is nothing to choose: as in `review`."""
    from rawugc_sync.cli._everywhere import chosen
    from rawugc_sync.cli._targets import target_of

    return chosen(app, choice, whole=False) if choice else target_of(app)


def _checked(app: App, choice: Choice) -> list[int]:
    """What needs no key."""
    from rawugc_sync.manifest.below import only_below

    which = ["--changed-since", choice.since] if choice.since is not None else []
    if choice.all or (not which and only_below(app.root)):
        which = ["--all"]
    form = ["--format", "github"] if app.around.variables.get("GITHUB_ACTIONS") else []
    return [step(app, "validate", *form, *which), step(app, "fmt", "--check", *which)]


def _unplanned(targets: Sequence[Target], *, is_fork: bool) -> str:
    """Why there is no plan; empty where there can be one."""
    if is_fork:
        return "The pull request comes from a fork, which gets no key: it was validated, and not planned."
    if targets and not any(map(_has_key, targets)):
        return "There is no key here: this was validated, and not planned."
    return ""


def _has_key(target: Target) -> bool:
    """Whether a key is set; what cannot be read says by itself what is wrong, in its plan."""
    from rawugc_sync.words.errors import RawugcError

    app = target.app
    try:
        return app.sandbox or bool(app.around.variables.get(app.workspace.config.keyVariable))
    except RawugcError:
        return True


def _tell(app: App, job: Job, comments: Sequence[str]) -> None:
    summarize(app, comments)
    if job.number is None:
        return
    board = Board(app, job)
    for comment in comments:
        board.post(comment)
