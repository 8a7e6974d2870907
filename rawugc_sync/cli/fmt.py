"""`fmt`: manifests in canonical order and style."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.writing.formatting.files import Reformatted

_STDIN = "-"


@click.command()
@click.argument("names", metavar="[FILE|FOLDER|-]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and end in 2.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@pass_app
@reports_errors
def command(app: App, names: tuple[str, ...], check: bool, diff: bool) -> int:
    """Bring manifests into canonical order and style.

    Keys come into the order of the schema, free text behind a |, comments stay with what they are
    about. What the files say does not change. Without arguments: every manifest of the workspace,
    and rawugc.yaml. Prints the names of the files that it changed; with -, what stdin becomes.
    Exit codes: 0 done; 1 a file has errors and is left as it was; 2 with --check, something to do.
    """
    if _STDIN in names:
        return _stdin(app, names, check=check, diff=diff)
    from rawugc_sync.writing.formatting.files import reformat

    found: list[Diagnostic] = []
    changed = False
    for file in _files(app, names, found):
        with _noting(found):
            one = reformat(app.root, file, app.workspace.types)
            changed = changed or one.changed
            _settle(app, one, check=check, diff=diff)
    app.console.report(found)
    return 1 if found else 2 if check and changed else 0


def _stdin(app: App, names: tuple[str, ...], *, check: bool, diff: bool) -> int:
    from rawugc_sync.manifest.limits import MAX_BYTES
    from rawugc_sync.resources import registered
    from rawugc_sync.writing.formatting.files import reformat_data

    if len(names) > 1:
        raise click.UsageError("- stands for stdin, and alone")
    one = reformat_data(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin", registered())
    if check or diff:
        _settle(app, one, check=check, diff=diff)
    else:
        app.console.exact(one.after)
    return 2 if check and one.changed else 0


def _files(app: App, names: tuple[str, ...], found: list[Diagnostic]) -> list[str]:
    """The files that are meant, each once; what is wrong with a name goes to `found`."""
    from rawugc_sync.writing.formatting.files import files_of, within

    files: list[str] = []
    for name in names or (".",):
        with _noting(found):
            path = within(app.root, name)
            is_folder = (app.root / path).is_dir()
            files += files_of(app.root, app.workspace.config, path) if is_folder else [path]
    return list(dict.fromkeys(files))


def _settle(app: App, one: Reformatted, *, check: bool, diff: bool) -> None:
    """Show, name or write what is not in canonical style; InvalidInput when it cannot be written."""
    from rawugc_sync.render.safe import safe
    from rawugc_sync.writing.formatting.files import write

    if not one.changed:
        return
    if diff:
        from rawugc_sync.render.unified_diff import file_diff

        app.console.out(file_diff(one.file, one.before.decode(), one.after.decode(), app.console.style))
        return
    if not check:
        write(app.root, one)
    app.console.out(safe(one.file))


@contextmanager
def _noting(found: list[Diagnostic]) -> Iterator[None]:
    """Add what is wrong to `found`, and let the others go on."""
    from rawugc_sync.words.errors import InvalidInput

    try:
        yield
    except InvalidInput as wrong:
        found.extend(wrong.diagnostics)
