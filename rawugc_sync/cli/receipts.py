"""`receipts`: what went public when, on which account, from which commit and with whose yes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._day import DAY
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._reports import STDOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.recording.receipt import Receipt


@click.command()
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day, in UTC; else the first ever.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="The last day, in UTC; else the last ever.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write them as a page.")
@click.option("--csv", "sheet", metavar="FILE|-", help="Write them as CSV; - is stdout.")
@pass_app
@reports_errors
def command(
    app: App, first: date | None, last: date | None, as_json: bool, html: Path | None, sheet: str | None
) -> int:
    """Show what went public when, on which account, from which commit and with whose yes.

    Nothing is asked of the API: an apply confirms what it reads. Receipts are kept for good.
    Exit codes: 0 done, 1 the receipts cannot be read.
    """
    from rawugc_sync.reconciling.recorded import receipts_of
    from rawugc_sync.recording.receipt import between, receipt_json
    from rawugc_sync.render.receipts_text import receipts_text

    if first and last and last < first:
        raise click.UsageError(f"--to {last} is before --from {first}.")
    if as_json and sheet == STDOUT:
        raise click.UsageError("--json and --csv - both take stdout: give one of them a file.")
    file = Path(sheet) if sheet is not None and sheet != STDOUT else None
    _check_places(app, html, file)
    until = last + timedelta(days=1) if last else None
    found = between(receipts_of(app.workspace), _ms(first), _ms(until))
    if as_json:
        app.console.json([receipt_json(one) for one in found])
    elif sheet == STDOUT:
        data = _sheet(found)
        app.console.exact(data.replace(b"\r\n", b"\n") if app.console.is_watched else data)
    else:
        told = receipts_text(found, app.console.style, app.console.width)
        app.console.tell(told or "Nothing went public from here.")
    _write(app, found, html, file)
    return 0


def _ms(day: date | None) -> int | None:
    """Unix ms of its first moment in UTC."""
    if day is None:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _check_places(app: App, html: Path | None, sheet: Path | None) -> None:
    from rawugc_sync.planfile.places import check_apart, check_place

    files = {"--html": html and app.root / html, "--csv": sheet and app.root / sheet}
    for (option, path), example in zip(files.items(), ("receipts.html", "receipts.csv"), strict=True):
        if path is not None:
            check_place(option, path, app.workspace, example=example)
    check_apart(files)


def _write(app: App, found: Sequence[Receipt], html: Path | None, sheet: Path | None) -> None:
    from rawugc_sync.cli._reports import write_file
    from rawugc_sync.review.receipts.page import receipts_page

    if html is not None:
        page = receipts_page(app.workspace.name, app.environment, found)
        write_file(app, app.root / html, page.encode("utf-8", "backslashreplace"))
    if sheet is not None:
        write_file(app, app.root / sheet, _sheet(found))


def _sheet(found: Sequence[Receipt]) -> bytes:
    from rawugc_sync.render.receipts_text import receipts_csv

    return receipts_csv(found).encode("utf-8", "backslashreplace")
