"""The entry point: global options, and the one place that turns errors into exit codes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from rawugc_sync import __version__
from rawugc_sync.cli._completing import environments
from rawugc_sync.cli._group import LazyGroup

if TYPE_CHECKING:
    from rawugc_sync.workspace.surroundings import Surroundings

_EPILOG = (
    "Environment: RAWUGC_API_KEY (the key), RAWUGC_BASE_URL (another server), RAWUGC_ALLOW_HTTP=1 (plain "
    "http to it), RAWUGC_ENV (--env), NO_COLOR."
)


_COMPLETE = "_RAWUGC_SYNC_COMPLETE"
"""Set by a shell that asks what to offer."""


@click.group(
    cls=LazyGroup,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option("-C", "--chdir", "folder", metavar="DIR", default=".", help="Work in this folder.")
@click.option(
    "--sandbox", is_flag=True, help="Use the built-in local RawUGC; the real state stays untouched."
)
@click.option(
    "--env",
    "environment",
    metavar="NAME",
    shell_complete=environments,
    help="Work in this environment of rawugc.yaml.",
)
@click.option("--no-color", is_flag=True, help="Print without colour (as does NO_COLOR).")
@click.option(
    "--plain", is_flag=True, help="Print for a screen reader: words for signs, no boxes, no colour."
)
@click.option("-v", "--verbose", is_flag=True, help="Log each request.")
@click.version_option(__version__, prog_name="rawugc-sync")
@click.pass_context
def cli(
    ctx: click.Context,
    folder: str,
    sandbox: bool,
    environment: str | None,
    no_color: bool,
    plain: bool,
    verbose: bool,
) -> None:
    """A brand's personas, messaging, products, styles and posts as YAML in git, applied to RawUGC."""
    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._console import Console

    surroundings: Surroundings | None = ctx.obj
    if not folder:
        raise click.UsageError("-C is empty, and names no folder: is a variable not set?")
    root = Path(folder)
    if not root.is_dir():
        raise click.UsageError(f"-C {folder}: no such folder")
    variables = surroundings.variables if surroundings else os.environ
    if verbose:
        _log_requests()
    environment = environment or variables.get("RAWUGC_ENV") or None
    console = Console(variables, no_color=no_color)
    if plain:
        console.speak()
    ctx.obj = App(root, sandbox, console, surroundings, environment)


def main(arguments: Sequence[str], surroundings: Surroundings | None = None) -> int:
    """Run the command line and return its exit code; `surroundings` stand in for the real ones."""
    if _COMPLETE in os.environ:
        from rawugc_sync.cli import _powershell  # noqa: F401  (click knows it from then on)
    try:
        code = cli.main(list(arguments), prog_name="rawugc-sync", standalone_mode=False, obj=surroundings)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        _hint_at_globals(wrong)
        return 1
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        return 130
    return _told(code if isinstance(code, int) else 0)


def _told(code: int) -> int:
    """The exit code, after saying what of the output could not be written."""
    from rawugc_sync.cli import _console

    if not _console.lost:
        return code
    click.echo(f"error: the output cannot be written: {_console.lost[0]}", err=True)
    _console.lost.clear()
    return code or 1


def _log_requests() -> None:
    import logging

    logging.basicConfig(format="%(message)s", stream=sys.stderr, force=True)
    logging.getLogger("rawugc_sync").setLevel(logging.INFO)


def _hint_at_globals(wrong: click.ClickException) -> None:
    if isinstance(wrong, click.NoSuchOption):
        names = {name for option in cli.params for name in option.opts}
        if wrong.option_name in names:
            click.echo(f"{wrong.option_name} goes before the command.", err=True)


def run() -> NoReturn:
    """The console script.

    A run is short, so the collector stays off; and taking a large workspace apart object by object
    would take longer than reading it did, so the process just ends once everything is flushed.
    """
    gc.disable()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            if stream is not None:
                stream.flush()
    os._exit(code)
