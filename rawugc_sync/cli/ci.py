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
