"""`pull`: writes what is live into manifests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import lock_option
from rawugc_sync.cli._surgery import locked

if TYPE_CHECKING:
    from rawugc_sync.pulling.request import Line, Pulled, Request

_LAYOUTS = ["collection", "file-per-resource"]


@click.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option(
    "--layout",
    type=click.Choice(_LAYOUTS),
    default=_LAYOUTS[0],
    show_default=True,
    help="A file for each collection, or for each new resource.",
)
@click.option("--copy-dir", metavar="DIR", help="Put long texts of new resources into files in DIR.")
@click.option(
    "--include-published", is_flag=True, help="Take in posts that are published or have failed, too."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, as a diff; write nothing.")
@lock_option
@pass_app
@reports_errors
def command(
    app: App,
    addresses: tuple[str, ...],
    layout: str,
    copy_dir: str | None,
    include_published: bool,
    dry_run: bool,
    lock_timeout: float,
) -> int:
    """Write what is live into manifests: new objects, and what was changed outside git.

    ADDRESS is an address, a collection or a glob; without one, everything is pulled. New objects go
    to the end of their collection's file, and edits are made in place. Nothing is sent but reads.
    Exit codes: 0 done, 1 error, 3 refused, 4 some changes could not be taken over, 5 locked.
    """
    from rawugc_sync.pulling.request import Request

    request = Request(
        targets=addresses, over=include_published, apart=layout != _LAYOUTS[0], copy_dir=copy_dir
    )
    if dry_run:
        return _shown(app, _pulled(app, request))
    from rawugc_sync.pulling.commit import commit

    with locked(app, "pull", lock_timeout):
        app.workspace.keeper.settle()
        pulled = _pulled(app, request)
        commit(app.workspace, pulled)
    return _reported(app, pulled)


def _pulled(app: App, request: Request) -> Pulled:
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.pulling.pull import pull

    with closing(app.workspace.reader(waiting(app.console))) as reader:
        return pull(app.workspace, request, reader)


def _shown(app: App, pulled: Pulled) -> int:
    """The diff on stdout, and all else on stderr."""
    from rawugc_sync.render.file_diff import file_diff

    app.console.report(pulled.diagnostics)
    app.console.out(file_diff(pulled.before, pulled.files, app.console.style))
    for line in _text(pulled, "would be pulled"):
        app.console.say(line)
    _say_whose(app, pulled)
    return pulled.exit_code


def _reported(app: App, pulled: Pulled) -> int:
    app.console.report(pulled.diagnostics)
    for line in _text(pulled, "pulled"):
        app.console.out(line)
    _say_whose(app, pulled)
    return pulled.exit_code


def _say_whose(app: App, pulled: Pulled) -> None:
    if app.environment:
        app.say_whose(pulled.organization_id or (pulled.state.organization_id if pulled.state else None))


def _text(pulled: Pulled, done: str) -> Iterator[str]:
    from rawugc_sync.render.safe import safe

    for line in pulled.lines:
        yield safe(_line(line))
    new = sum(not line.field for line in pulled.lines)
    fields = len(pulled.lines) - new
    if not pulled.lines:
        yield "Nothing to pull." if not pulled.left else "Nothing was pulled."
        return
    parts = [_count(new, "resource")] * bool(new) + [_count(fields, "field")] * bool(fields)
    yield f"{' and '.join(parts)} {done} into {_count(len(pulled.files), 'file')}."


def _line(line: Line) -> str:
    if line.field:
        return f"~ {line.address}.{line.field} → {line.path}"
    return f"+ {line.address} ({line.id}) → {line.path}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
