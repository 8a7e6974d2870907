"""`init`: a workspace that validates and plans as it stands, from a few answers, or from an example."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._examples import EXAMPLES
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._starting import CI, start_options

if TYPE_CHECKING:
    from rawugc_sync.words.errors import InvalidInput

_INSTEAD = (
    "If they are the brand's, nothing is missing (rawugc.yaml is optional): run rawugc-sync validate. "
    "If they are something else's, scaffold in an empty folder: rawugc-sync -C FOLDER init."
)


@click.command()
@start_options
@click.option(
    "--ci",
    type=click.Choice(CI),
    help="Write the file for its CI as well; where manifests are already, that alone.",
)
@click.option("--example", type=click.Choice(EXAMPLES), help="Copy this example instead: a whole brand.")
@pass_app
@reports_errors
def command(app: App, ci: str | None, example: str | None, **options: Any) -> int:
    """Begin a workspace: a few files to edit. Nothing that exists is touched.

    Asks a few questions on a terminal, unless an option is given. A folder that has manifests, or other YAML
    that would be read as some, is left alone.

    Exit codes: 0 done, 1 there is a workspace, or a manifest, already.
    """
    from rawugc_sync.cli._asking import can_ask
    from rawugc_sync.cli._ci_files import ci_file
    from rawugc_sync.cli._scaffold import scaffold
    from rawugc_sync.cli._starting import asked, start_of

    if example and any(options.values()):
        raise click.UsageError("--example brings its own rawugc.yaml: leave out the other options.")
    job = ci_file(app.root, ci) if ci else None
    taken = _taken(app.root)
    if taken and not job:
        raise taken
    if not (ci or example or any(options.values())) and can_ask():
        ci, options = asked(app)
        job = ci_file(app.root, ci) if ci else None
    if not taken and example:
        _copy(app, example)
    elif not taken:
        for name, content in scaffold(start_of(options)).items():
            if _write(app.root / name, content.encode()):
                app.console.say(f"Wrote {name}")
    if job and _write(job.path, job.text.encode()):
        app.console.say(
            f"Wrote {os.path.relpath(job.path, app.root)}: read what it asks for before its first run"
        )
    app.console.say("Next: rawugc-sync validate, then rawugc-sync --sandbox plan")
    return 0


def _copy(app: App, example: str) -> None:
    """Write the files of an example; those that are there already stay as they are."""
    from rawugc_sync.cli._examples import files_of
    from rawugc_sync.words.count import count

    files = files_of(example)
    kept = [name for name, content in files.items() if not _write(app.root / name, content)]
    app.console.say(f"Wrote {count(len(files) - len(kept), 'file')} of the example {example}")
    for name in kept:
        app.console.say(f"Kept {name}: it was there already")


def _taken(root: Path) -> InvalidInput | None:
    """Why nothing can be scaffolded here: something is there already."""
    from rawugc_sync.manifest.discover import CONFIG_NAME, find
    from rawugc_sync.words.errors import InvalidInput

    if (root / CONFIG_NAME).exists():
        detail = "Look at it with rawugc-sync validate, or scaffold in an empty folder."
        return InvalidInput.of("exists", f"{CONFIG_NAME} exists already", detail)
    try:
        found = find(root, (), ())
    except OSError as failed:
        summary = f"{failed.filename} cannot be listed: {failed.strerror}"
        raise InvalidInput.of("unreadable", summary) from None
    if not found:
        return None
    more = f" and {len(found) - 1} more YAML files" if len(found) > 1 else ""
    summary = f"there are manifests here already: {found[0]}{more}, read together with what is scaffolded"
    return InvalidInput.of("exists", summary, _INSTEAD)


def _write(path: Path, content: bytes) -> bool:
    from rawugc_sync.words.errors import InvalidInput

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as there:
        if there.filename == str(path):
            return False
        summary = f"{path} cannot be written: {there.filename} is no folder"
        raise InvalidInput.of("unwritable", summary) from None
    except OSError as failed:
        raise InvalidInput.of("unwritable", f"{path} cannot be written: {failed.strerror}") from None
    return True
