"""What the commands share that act at once: their options, their clients, and a question with its price."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._asking import approves, can_ask, no_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rawugc_sync.api.client import Reader, Writer
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._app import App

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


def reading(app: App) -> closing[Reader]:
    """A client that cannot write, for as long as this lasts."""
    from rawugc_sync.cli._progress import waiting

    return closing(app.workspace.reader(waiting(app.console)))


def writing(app: App, stopper: Stopper, deadline: float | None = None) -> closing[Writer]:
    """A client that can, for as long as this lasts; waits end with the wish to stop."""
    from rawugc_sync.api.form import Outbox
    from rawugc_sync.cli._progress import Progress, waiting

    told = Progress(app.console).uploading
    outbox = Outbox(lambda path: (app.root / path).open("rb"), told)
    wait = waiting(app.console)
    return closing(
        app.workspace.writer(wait, clock=stopper, max_wait=900.0, deadline=deadline, outbox=outbox)
    )


def check_askable(*, yes: bool) -> None:
    """Before anything is read for a question that nobody could answer."""
    if not yes and not can_ask():
        raise no_terminal("Pass --yes.")


def agreed(app: App, question: str, *, yes: bool) -> bool:
    """Whether the user wants it; `question` says what, and what it costs or destroys."""
    from rawugc_sync.render.safe import safe
    from rawugc_sync.render.whose import unchecked

    if yes:
        return True
    server = None if app.sandbox else app.workspace.server
    place = unchecked(app.whose(None), app.declared_organization, server)
    return approves(app.console, f"{safe(question)} This is {safe(place)}.")


def show_table(app: App, head: Sequence[str], rows: Sequence[Sequence[Any]], nothing: str) -> None:
    """A table on stdout; without rows, on stderr that there is nothing."""
    from rawugc_sync.render.table import table

    if not rows:
        app.console.say(nothing)
    app.console.out(table(head, rows, app.console.style, app.console.width))


def show_list(
    app: App,
    answer: Mapping[str, Any],
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    nothing: str,
    as_json: bool,
) -> int:
    """A list of the API on stdout, as it came or as a table of `rows`; returns the exit code."""
    if as_json:
        app.console.json(answer)
    else:
        show_table(app, head, list(rows), nothing)
    return 0


def show_object(app: App, found: Mapping[str, Any], *, as_json: bool) -> None:
    """One object of the API on stdout."""
    from rawugc_sync.render.details import details

    if as_json:
        app.console.json(found)
    else:
        app.console.out(details(found))
