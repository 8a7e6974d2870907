"""`research`: scrapes, content plans and analyses. Each is paid for, and shown by the API only once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._buying import buy
from rawugc_sync.cli._direct import (
    check_askable,
    json_option,
    reading,
    show_list,
    show_object,
    show_table,
    yes_option,
)
from rawugc_sync.cli._drafting import blank, fill
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.direct.whole import Object


@click.group()
def command() -> None:
    """Scrape TikTok, plan content from it, and analyze videos, for credits."""


@command.command("scrape")
@click.argument("query")
@click.option(
    "--mode", type=click.Choice(["keyword", "hashtag", "search"]), help="How to look; else by keyword."
)
@click.option("--limit", type=click.IntRange(1, 10), metavar="N", help="The most videos; else 10.")
@yes_option
@json_option
@pass_app
@reports_errors
def scrape(app: App, query: str, mode: str | None, limit: int | None, yes: bool, as_json: bool) -> int:
    """Scrape videos from TikTok, for 3 credits.

    The answer is kept in .rawugc/answers before it is shown.
    Exit codes: 0 done, 1 error, or not approved, 130 interrupted.
    """
    from rawugc_sync.direct import research

    wanted = research.scrape(query, mode, limit)
    done = buy(app, wanted, f"scrape TikTok for {query!r}", _show_scrape, yes=yes, as_json=as_json)
    return 0 if done else 1


def _show_scrape(app: App, answer: Object) -> None:
    from rawugc_sync.direct.whole import objects
    from rawugc_sync.resources.media import SCRAPED

    rows = [_scraped(one) for one in objects(answer, SCRAPED)]
    show_table(app, ("ID", "VIEWS", "LIKES", "SECONDS", "AUTHOR", "DESCRIPTION"), rows, "Nothing was found.")


def _scraped(video: Mapping[str, Any]) -> list[Any]:
    from rawugc_sync.direct.whole import inside

    stats = inside(video, "stats")
    told = map(video.get, ("duration", "author", "description"))
    return [video.get("id"), *map(stats.get, ("views", "likes")), *told]


@command.command("plan")
@click.argument("scrape_id")
@click.option("--brief", metavar="TEXT", help="What the content is to be about.")
@click.option(
    "--brief-file", type=click.Path(path_type=Path), metavar="FILE", help="The same from a UTF-8 file."
)
@click.option(
    "--write",
    "manifest",
    metavar="FILE",
    help="A new manifest for what its ideas become: a video for each, and a post of that as a draft.",
)
@yes_option
@json_option
@pass_app
@reports_errors
def plan(
    app: App,
    scrape_id: str,
    brief: str | None,
    brief_file: Path | None,
    manifest: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Make a content plan from a scrape and a brief, for 3 credits.

    The answer is kept in .rawugc/answers before it is shown. With --write, whether FILE can be made is
    checked before anything is paid; a post goes where the `defaults` say, else to the first active account.
    Exit codes: 0 done, 1 error, or not approved, 130 interrupted.
    """
    from rawugc_sync.direct import checked, research

    if (brief is None) == (brief_file is None):
        raise click.UsageError("Pass either --brief or --brief-file.")
    text = checked.file_text(app.root / brief_file) if brief_file else brief or ""
    wanted = research.content_plan(scrape_id, text)
    check_askable(yes=yes)
    sheet = blank(app, manifest) if manifest is not None else None
    done = buy(app, wanted, f"make a content plan of {scrape_id}", _show_answer, yes=yes, as_json=as_json)
    if done is None:
        return 1
    if sheet is not None:
        fill(app, sheet, *done)
    return 0


@command.command("plans")
@json_option
@pass_app
@reports_errors
def plans(app: App, as_json: bool) -> int:
    """List the content plans by id and brief. What one says is in .rawugc/answers alone.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.direct import research
    from rawugc_sync.render.table import when

    with reading(app) as reader:
        answer = research.plans(reader)
    rows = (
        [one.get("planId"), one.get("scrapeId"), when(one.get("createdAt")), one.get("brief")]
        for one in answer["plans"]
    )
    head = ("ID", "SCRAPE", "MADE", "BRIEF")
    return show_list(app, answer, head, rows, nothing="There are no content plans.", as_json=as_json)


@command.command("analyze")
@click.argument("video", metavar="URL|FILE")
@click.option("--prompt", metavar="TEXT", help="What to look for; else all of it.")
@yes_option
@json_option
@pass_app
@reports_errors
def analyze(app: App, video: str, prompt: str | None, yes: bool, as_json: bool) -> int:
    """Have a video analyzed, for 1 credit: at a URL, of at most 150 MB, or a FILE, which is uploaded first.

    The answer is kept in .rawugc/answers before it is shown.
    Exit codes: 0 done, 1 error, or not approved, 130 interrupted.
    """
    from rawugc_sync.cli.upload import read_files
    from rawugc_sync.direct import research

    if "://" in video:
        wanted, what = research.analysis(video, prompt), f"have {video} analyzed"
    else:
        (file,) = read_files(app, [Path(video)])
        wanted, what = research.analysis(file, prompt), f"upload {video} and have it analyzed"
    return 0 if buy(app, wanted, what, _show_answer, yes=yes, as_json=as_json) else 1


def _show_answer(app: App, answer: Object) -> None:
    show_object(app, answer, as_json=False)
