"""A plan for people who see no terminal: the page and the comment, as files or on stdout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._plan_options import all_of

if TYPE_CHECKING:
    from rawugc_sync.applying.outcome import Outcome
    from rawugc_sync.cli._app import App
    from rawugc_sync.words.planned import Plan

STDOUT = "-"
MOST = 65_000
"""Code points of a comment: a few fewer than GitHub takes."""
LEAST = 1_000

markdown_options = all_of(
    click.option("--markdown", metavar="FILE|-", help="Write it as Markdown, for a comment; - is stdout."),
    click.option(
        "--limit",
        type=click.IntRange(min=LEAST),
        metavar="N",
        default=MOST,
        show_default=True,
        help="The most characters of the Markdown.",
    ),
)
html_options = all_of(
    click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a page."),
    click.option("--embed-media", is_flag=True, help="Fetch photos and videos into the page."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Where a plan is to be written, for people; paths are relative to the workspace."""

    html: Path | None = None
    embed_media: bool = False
    markdown: str | None = None
    limit: int = MOST

    @classmethod
    def of(cls, options: dict[str, Any]) -> Reports:
        """Takes its own out of parsed options. UsageError for what cannot go together."""
        own = cls(**{name: options.pop(name) for name in cls.__dataclass_fields__ if name in options})
        if own.embed_media and own.html is None:
            raise click.UsageError("--embed-media is for a page: add --html FILE.")
        if own.on_stdout and options.get("as_json"):
            raise click.UsageError("--json and --markdown - both take stdout: give one of them a file.")
        return own

    @property
    def on_stdout(self) -> bool:
        """Whether stdout belongs to the Markdown alone."""
        return self.markdown == STDOUT

    @property
    def comment(self) -> Path | None:
        """The file of the Markdown; None where there is none, or it goes to stdout."""
        return None if self.markdown is None or self.on_stdout else Path(self.markdown)

    def __bool__(self) -> bool:
        return self.html is not None or self.markdown is not None


NOWHERE = Reports()


def check(app: App, reports: Reports, saved: tuple[str, Path | None]) -> None:
    """InvalidInput where a file cannot be made or may not be written; before anything is asked for.

    `saved` is the file of the saved plan, with what it is called, for none of them may go over it.
    """
    if not reports:
        return
    from rawugc_sync.cli._gallery import check_embedding
    from rawugc_sync.planfile.places import check_apart, check_place

    if reports.embed_media:
        check_embedding()
    if reports.html is not None:
        check_place("--html", app.root / reports.html, app.workspace, example="page.html")
    if reports.comment is not None:
        check_place("--markdown", app.root / reports.comment, app.workspace, example="comment.md")
    name, plan = saved
    files = {name: plan, "--html": reports.html, "--markdown": reports.comment}
    check_apart({option: path and app.root / path for option, path in files.items()})


def write(app: App, plan: Plan, reports: Reports) -> None:
    """Write what is asked for."""
    if reports.html is not None:
        _write(app, app.root / reports.html, page_of(app, plan, embed=reports.embed_media))
    if reports.markdown is not None:
        from rawugc_sync.render.field_kinds import field_kind
        from rawugc_sync.review.markdown.plan import plan_markdown

        _write_markdown(app, plan_markdown(plan, field_kind, reports.limit), reports)


def write_outcome(app: App, plan: Plan, outcome: Outcome, reports: Reports) -> None:
    """Write what became of a plan."""
    from rawugc_sync.review.markdown.outcome import outcome_markdown

    _write_markdown(app, outcome_markdown(plan, outcome, app.called, reports.limit), reports)


def _write_markdown(app: App, text: str, reports: Reports) -> None:
    if reports.on_stdout:
        app.console.out(text.removesuffix("\n"))
    elif reports.comment is not None:
        _write(app, app.root / reports.comment, text)


def page_of(app: App, plan: Plan, *, embed: bool) -> str:
    """The page of a plan, with its media fetched into it where that is wanted."""
    from rawugc_sync.cli._gallery import gallery_for
    from rawugc_sync.render.field_kinds import field_kind
    from rawugc_sync.review.page.page import page

    now = int(app.around.clock.now() * 1000)
    return page(plan, field_kind, gallery_for(app, plan, embed=embed), now)


def _write(app: App, path: Path, text: str) -> None:
    write_file(app, path, text.encode("utf-8", "backslashreplace"))


def write_file(app: App, path: Path, data: bytes) -> None:
    """Write a file and say so."""
    if written(path, data):
        app.console.say(f"Wrote {path}.")


def written(path: Path, data: bytes) -> bool:
    """Put data into a file that people ask for; whether that worked.

    What cannot be written is said at the end of the run, as for stdout: what was done stays done.
    """
    from rawugc_sync.cli._console import lost
    from rawugc_sync.files.durable import publish

    try:
        publish(path, data)
    except OSError as failed:
        lost.append(f"{path}: {failed.strerror}")
        return False
    return True
