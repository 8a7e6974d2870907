"""`init`: scaffolds a workspace that validates and plans as it stands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._examples import EXAMPLES
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.words.errors import InvalidInput

_CONFIG = """\
# Everything here is optional. See `rawugc-sync schema config` for all keys.
# workspace: my-brand        # else the folder's name
# organization: org_…        # refuse the key of any other; `rawugc-sync whoami` shows it
limits:
  maxDeletes: 5
"""
_BRAND = """\
# One resource of each kind. Rename the keys, edit the texts, copy a block to add another.
# Free text goes into a block: a `|` after the colon, and the text indented below it.

personas:
  first-persona:
    name: First persona
    description: |
      Who they are, what they want, and what keeps them from it.

messaging:
  core-message:
    name: Core message
    body: |
      What we say, in the words that we would use ourselves.

products:
  first-product:
    name: First product
    photos:
      - https://cdn.example.com/first-product.jpg
    description: |
      What it is and what it does.
    messaging: ${messaging.core-message.body}

styles:
  first-style:
    name: First style
    type: video
    aspectRatio: portrait
    promptTemplate: |
      {character} shows {productName} in daylight and says: {messaging}

# A post needs a connected account (see `rawugc-sync whoami`) and a video. Take the `# ` away to use it:
# posts:
#   first-post:
#     videoUrl: https://cdn.example.com/first.mp4
#     accounts: [tiktok/yourname]
#     timezone: Europe/Berlin
#     scheduledFor: 2030-01-15 09:00
#     content: |
#       The caption, hashtags and all.
"""
_IGNORE = ".rawugc/\n"
_INSTEAD = (
    "If they are the brand's, nothing is missing (rawugc.yaml is optional): run rawugc-sync validate. "
    "If they are something else's, scaffold in an empty folder: rawugc-sync -C FOLDER init."
)


@click.command()
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab"]),
    help="Write the file for its CI as well; where manifests are already, that alone.",
)
@click.option("--example", type=click.Choice(EXAMPLES), help="Copy this example instead: a whole brand.")
@pass_app
@reports_errors
def command(app: App, ci: str | None, example: str | None) -> int:
    """Scaffold a workspace; nothing that exists is touched.

    A folder that has manifests, or other YAML that would be read as some, is left alone.
    Exit codes: 0 done, 1 there is a workspace, or a manifest, already.
    """
    from rawugc_sync.cli._ci_files import ci_file

    job = ci_file(app.root, ci) if ci else None
    taken = _taken(app.root)
    if taken and not job:
        raise taken
    if not taken and example:
        _copy(app, example)
    elif not taken:
        for name, content in _scaffold().items():
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


def _scaffold() -> dict[str, str]:
    """Path → text; the schema is among them as long as it is not published."""
    from rawugc_sync.words.schemas import CONFIG, FOLDER, MANIFEST, PUBLISHED, modeline

    brand = modeline(MANIFEST, PUBLISHED or FOLDER) + _BRAND
    config = (modeline(CONFIG, PUBLISHED) if PUBLISHED else "") + _CONFIG
    own = {} if PUBLISHED else {f"{FOLDER}/{MANIFEST}": _schema()}
    return {"rawugc.yaml": config, "brand.yaml": brand, ".gitignore": _IGNORE, **own}


def _schema() -> str:
    """As `rawugc-sync schema` prints it."""
    import json

    from rawugc_sync.manifest.schema import manifest_schema

    return json.dumps(manifest_schema(), indent=2) + "\n"


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
    except FileExistsError:
        return False
    except OSError as failed:
        raise InvalidInput.of("unwritable", f"{path} cannot be written: {failed.strerror}") from None
    return True
