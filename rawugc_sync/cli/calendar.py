"""`calendar`: what is public when, and what the plan makes of it, for one workspace or for several."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._calendars import read
from rawugc_sync.cli._day import DAY
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._reports import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.review.calendar.days import Asked
    from rawugc_sync.review.calendar.sheets import Brand, Sheet

_MOST_DAYS = 366


@click.command()
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day; else today.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="The last day; else four weeks on.")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="HANDLE",
    help="Only posts to this account, such as tiktok/glowlab; repeatable.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a page, too.")
@click.option(
    "--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write it for calendar programs, too."
)
@pass_app
@reports_errors
def command(app: App, html: Path | None, ics: Path | None, **part: Any) -> int:
    """Show what is public when, and what the plan makes of it.

    Reads the manifests, the state and the API as plan does; writes nothing there. In a folder that only
    holds workspaces it shows them all, and without --env each environment.
    Exit codes: 0 done, 1 error, 3 refused; of several workspaces the highest.
    """
    from rawugc_sync.cli._targets import target_of
    from rawugc_sync.review.calendar.agenda import agenda
    from rawugc_sync.review.calendar.sheets import sheets_of

    asked = _asked(app, **part)
    targets = target_of(app)
    for one in targets:
        _check_places(one.app, app.root, html, ics)
    found = [read(one, alone=len(targets) == 1) for one in targets]
    brands = [one.brand for one in found if one.brand]
    sheets = sheets_of(brands, app.around.now, asked)
    app.console.out(agenda(sheets, app.console.style, app.console.width))
    _tell_of_strangers(app, asked.accounts, brands)
    _write_all(app, sheets, [one.name for one in found if not one.brand], html, ics)
    return max(one.exit_code for one in found)


def _asked(app: App, first: date | None, last: date | None, accounts: Sequence[str]) -> Asked:
    """The part of the calendar that is wanted; UsageError where there is no such one."""
    from rawugc_sync.resources.accounts import canonical_handle
    from rawugc_sync.review.calendar.days import Asked

    begin = first or datetime.fromtimestamp(app.around.clock.now(), UTC).date()
    if first and last and last < first:
        raise click.UsageError(f"--to {last} lies before --from {first}.")
    if last and last - begin >= timedelta(days=_MOST_DAYS):
        raise click.UsageError(f"{begin} to {last} are more than {_MOST_DAYS} days: ask for fewer.")
    try:  # what has no slash is an id
        names = tuple(canonical_handle(name) if "/" in name else name for name in accounts)
    except ValueError as wrong:
        raise click.UsageError(f"--account {wrong} is no handle, such as tiktok/glowlab.") from None
    return Asked(first, last, names)


def _check_places(app: App, root: Path, html: Path | None, ics: Path | None) -> None:
    """InvalidInput where a file may or can not be written, before anything is asked for."""
    for option, path in (("--html", html), ("--ics", ics)):
        if path is not None:
            from rawugc_sync.planfile.places import check_place

            check_place(option, root / path, app.workspace, example=f"calendar.{option.strip('-')}")


def _tell_of_strangers(app: App, accounts: Sequence[str], brands: Sequence[Brand]) -> None:
    """Say which of the accounts that were asked for no post goes to, and what there is."""
    from rawugc_sync.render.safe import safe
    from rawugc_sync.review.calendar.days import is_for

    entries = [entry for brand in brands for entry in brand.plan.calendar]
    known = sorted({name for entry in entries for name in entry.accounts})
    for name in accounts:
        if brands and not any(is_for(entry, (name,)) for entry in entries):
            there = f" There are posts to {', '.join(known)}." if known else ""
            app.console.say(safe(f"No post goes to {name}.{there}"))


def _write_all(
    app: App, sheets: Sequence[Sheet], missing: Sequence[str], html: Path | None, ics: Path | None
) -> None:
    if html is not None:
        from rawugc_sync.review.calendar.html import calendar_html

        write_file(app, app.root / html, calendar_html(sheets, missing).encode("utf-8", "backslashreplace"))
    if ics is not None:
        _write_ics(app, sheets, missing, app.root / ics)


def _write_ics(app: App, sheets: Sequence[Sheet], missing: Sequence[str], path: Path) -> None:
    """An empty file would take everything out of people's calendars: what is missing is said."""
    from rawugc_sync.render.safe import safe

    if not sheets:
        app.console.say(f"{path} is left as it is.")
        return
    from rawugc_sync.review.calendar.ics import ics as events

    write_file(app, path, events(sheets))
    if missing:
        app.console.say(safe(f"It is without the posts of {', '.join(missing)}."))
