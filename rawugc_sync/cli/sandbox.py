"""`sandbox`: serves the local RawUGC over HTTP, on this machine only."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

_HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="The port.")
@click.option(
    "--rate-limit", type=click.IntRange(min=1), metavar="N", help="Requests a minute; else no limit."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file that keeps the data; else that of --sandbox.",
)
@pass_app
@reports_errors
def command(app: App, port: int, rate_limit: int | None, data: Path | None) -> int:
    """Run a RawUGC of your own on this machine, to try things out, until interrupted.

    It speaks the whole documented API, on 127.0.0.1 alone. What it generates and finds is made up. A
    generation takes 20 seconds; one whose prompt has [fails] or [hangs] in it fails or never ends. Its files
    can be read without a key.
    Exit codes: 0 interrupted, 1 error.
    """
    from rawugc_sync.words.errors import InvalidInput
    from rawugc_sync.words.shell import settings
    from rawugc_sync.workspace.box import UNLIMITED

    try:
        from rawugc_sync.sandbox.serve import serve
    except ImportError:
        raise InvalidInput.of(
            "extra-missing",
            "serving the sandbox takes the extra `sandbox`",
            "Run: pip install 'rawugc-sync[sandbox]'. The option --sandbox works without it.",
        ) from None
    gc.enable()  # unlike every other command, this one runs for long
    box = app.workspace.box  # before it says that it runs: the folder may be no workspace
    path, options = data or box.data, box.options(rate_limit or UNLIMITED)
    path.parent.mkdir(parents=True, exist_ok=True)
    app.console.say(f"A local RawUGC, with its data in {path}. Stop it with Ctrl-C. To use it:")
    address = f"http://{_HOST}:{port}/api/v1"
    app.console.say(f"  {settings({'RAWUGC_BASE_URL': address, 'RAWUGC_API_KEY': 'sandbox'})}")
    try:
        serve(_HOST, port, path, options)
    except KeyboardInterrupt:
        app.console.say("Stopped.")
    return 0
