"""`ci`: what CI does around a pull request, each mode as one command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._everywhere import Choice, everywhere_options
from rawugc_sync.cli._failing import reports_errors

dir_option = click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default="rawugc-review",
    show_default=True,
    help="The folder for what is written; made if it is not there.",
)


@click.group()
def command() -> None:
    """Review, apply, watch and approve in CI, on GitHub or GitLab."""


@command.command("review")
@everywhere_options
@dir_option
@click.option("--embed-media", is_flag=True, help="Fetch photos and videos into the pages.")
@pass_app
@reports_errors
def review(app: App, folder: Path, embed_media: bool, **options: Any) -> int:
    """Validate, check the format, review, and comment on the pull request.

    Each workspace and environment has one comment, which is written anew. For a fork, and without a key:
    validate and check the format alone. What cannot be commented is a warning.
    Exit codes: 0 done, 1 error, 2 not formatted, 3 refused; of several the highest.
    """
    from rawugc_sync.cli import _ci_review

    return _ci_review.run(app, Choice.of(options), folder, embed=embed_media)


@command.command("apply")
@everywhere_options
@dir_option
@click.option(
    "--deployment",
    metavar="NAME",
    help="The deployment environment that the job runs in, to say when nobody has to release it.",
)
@pass_app
@reports_errors
def apply(app: App, folder: Path, deployment: str | None, **options: Any) -> int:
    """Plan again, apply what is approved, and say so on the pull request that it came from.

    What lacks a yes, and what waited for media that have come, is reviewed again, in a new comment.
    Exit codes: those of apply; of several the highest.
    """
    from rawugc_sync.cli import _ci_apply

    return _ci_apply.run(app, Choice.of(options), folder, deployment)


@command.command("drift")
@everywhere_options
@dir_option
@click.option("--pull-request", is_flag=True, help="Propose what `pull` would write in a pull request.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there is drift to revert.")
@pass_app
@reports_errors
def drift(app: App, folder: Path, pull_request: bool, detailed_exitcode: bool, **options: Any) -> int:
    """Look for what was changed outside git, and write a page of it.

    With --pull-request, a branch gets what `pull` would write, and the state stays as it is. There is one
    open pull request, whose branch is made anew; it is closed once there is nothing to take over any more,
    unless somebody has committed to its branch.
    Exit codes: those of drift, 1 where it cannot be proposed, 4 where some of it cannot be taken over; of
    several the highest.
    """
    from rawugc_sync.cli import _ci_drift

    return _ci_drift.run(app, Choice.of(options), folder, detailed=detailed_exitcode, propose=pull_request)


@command.command("approve")
@everywhere_options
@pass_app
@reports_errors
def approve(app: App, **options: Any) -> int:
    """Record what a comment says: /approve ROLE NAME, or /reject ROLE NAME REASON.

    On GitLab, which has an /approve of its own: /rawugc approve ROLE NAME, and /rawugc reject. The job runs
    on what is proposed, once that is merged on the default branch. Who may say it is in the policy, by login.
    The answer is a thumb up and the plan's comment written anew, or a comment that says why not.
    Exit codes: 0 done or no such comment, 1 error, 3 refused.
    """
    from rawugc_sync.cli import _ci_approve

    return _ci_approve.run(app, Choice.of(options))
