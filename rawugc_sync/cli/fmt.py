"""`fmt`: manifests in canonical order and style."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._everywhere import Choice, chosen, everywhere_options
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._formatting import Batch, all_here, both, named, noting, read_by
from rawugc_sync.cli._rows import Row, exit_code_of, summary

if TYPE_CHECKING:
    from rawugc_sync.cli._console import Console
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.writing.formatting.files import Reformatted

    Settle: TypeAlias = Callable[[Reformatted, Path, str], None]

_STDIN = "-"


@click.command()
@click.argument("names", metavar="[FILE|FOLDER|-]...", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and end in 2.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@everywhere_options
@pass_app
@reports_errors
def command(app: App, names: tuple[str, ...], check: bool, diff: bool, **options: Any) -> int:
    """Tidy manifests up: one order, one style, nothing said differently.

    Keys come into the order of the schema, free text behind a |, comments stay with what they are
    about. What the files say does not change. Without arguments: every manifest of the workspace,
    and rawugc.yaml. Files may be of several workspaces; with --all, those that none of them reads are
    passed over. Prints the names of the files that it changed; with -, what stdin becomes.
    Exit codes: 0 done; 1 a file has errors and is left as it was; 2 with --check, something to do.
    """
    several = options["everywhere"] or options["changed_since"] is not None
    if _STDIN in names:
        if several or len(names) > 1:
            raise click.UsageError("- stands for stdin, and alone")
        return _stdin(app, check=check, diff=diff)
    settle = partial(_settle, app.console, check=check, diff=diff)
    if several:
        return _everywhere(app, Choice.of({**options, "names": names}), settle, check=check)
    found: list[Diagnostic] = []
    batches = named(app, names, found) if names else all_here(app)
    done = [_formatted(batch, settle) for batch in batches]
    found += [diagnostic for one in done for diagnostic in one.wrong]
    app.console.report(found)
    return 1 if found else 2 if check and any(one.changed for one in done) else 0


@dataclass(frozen=True, slots=True)
class _Formatted:
    """What became of a batch: how many files are in another style, and what is wrong."""

    changed: int
    wrong: tuple[Diagnostic, ...]


def _everywhere(app: App, choice: Choice, settle: Settle, *, check: bool) -> int:
    """Batch by batch, with the summary behind them."""
    found: list[Diagnostic] = []
    batches = read_by(app, [one.path for one in chosen(app, replace(choice, names=()), whole=True)])
    if choice.names:
        batches = both(batches, named(app, choice.names, found))
    app.console.report(found)
    rows = []
    for batch in batches:
        done = _formatted(batch, settle)
        app.console.report(done.wrong)
        code = 1 if done.wrong else 2 if check and done.changed else 0
        rows.append(Row(batch.path, None, _in_short(done), code))
    app.console.say(summary(rows, app.console))
    return exit_code_of([1 if found else 0, *(row.exit_code for row in rows)])


def _in_short(done: _Formatted) -> str:
    from rawugc_sync.render.in_short import stopped
    from rawugc_sync.words.count import count

    if done.wrong:
        return stopped(done.wrong)
    return f"{count(done.changed, 'file')} in another style" if done.changed else "in style"


def _formatted(batch: Batch, settle: Settle) -> _Formatted:
    from rawugc_sync.writing.formatting.files import reformat

    wrong = list(batch.wrong)
    changed = 0
    for file in batch.files:
        with noting(wrong, batch.path):
            one = reformat(batch.app.root, file, batch.app.workspace.types)
            changed += one.changed
            settle(one, batch.app.root, batch.shown(file))
    return _Formatted(changed, tuple(wrong))


def _stdin(app: App, *, check: bool, diff: bool) -> int:
    from rawugc_sync.manifest.limits import MAX_BYTES
    from rawugc_sync.resources import registered
    from rawugc_sync.writing.formatting.files import reformat_data

    one = reformat_data(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin", registered())
    if check or diff:
        _settle(app.console, one, app.root, one.file, check=check, diff=diff)
    else:
        app.console.exact(one.after)
    return 2 if check and one.changed else 0


def _settle(console: Console, one: Reformatted, root: Path, shown: str, *, check: bool, diff: bool) -> None:
    """Show, name or write what is not in canonical style; InvalidInput when it cannot be written."""
    from rawugc_sync.render.safe import safe
    from rawugc_sync.writing.formatting.files import write

    if not one.changed:
        return
    if diff:
        from rawugc_sync.render.unified_diff import file_diff

        console.out(file_diff(shown, one.before.decode(), one.after.decode(), console.style))
        return
    if not check:
        write(root, one)
    console.out(safe(shown))
