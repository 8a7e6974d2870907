"""`media`: generated videos, images and music."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import recorded
from rawugc_sync.cli._direct import json_option, reading, show_list, show_object, show_table
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.direct.download import Asked
    from rawugc_sync.direct.media import Look

_HEAD = ("ID", "STATUS", "MODEL", "CREDITS", "MADE", "PROMPT")


@click.group()
def command() -> None:
    """List, wait for and download what RawUGC has generated."""


@command.command("list")
@click.argument("collection", required=False)
@click.option(
    "--status",
    type=click.Choice(["pending", "processing", "completed", "failed"]),
    help="Only those that are at this point.",
)
@json_option
@pass_app
@reports_errors
def list_media(app: App, collection: str | None, status: str | None, as_json: bool) -> int:
    """List the videos, images and music of the organization, or one COLLECTION of them, all pages.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.direct import media

    chosen = media.chosen(collection)
    with reading(app) as reader:
        found = media.listed(reader, chosen, status)
    id_fields = {medium.type_.calls.array: medium.type_.calls.id_field for medium in chosen}
    rows = (_row(one, id_fields[array]) for array, objects in found.items() for one in objects)
    return show_list(app, found, _HEAD, rows, nothing="There are none.", as_json=as_json)


def _row(one: Mapping[str, Any], id_field: str) -> list[Any]:
    from rawugc_sync.render.table import when

    told = map(one.get, (id_field, "status", "model", "creditsUsed"))
    return [*told, when(one.get("createdAt")), one.get("prompt")]


@command.command("show")
@click.argument("id")
@json_option
@pass_app
@reports_errors
def show(app: App, id: str, as_json: bool) -> int:
    """Show one video, image or track, with the versions of an edited video.

    Exit codes: 0 done, 1 error, or there is none.
    """
    from rawugc_sync.direct import media

    media.medium_of(id)
    with reading(app) as reader:
        show_object(app, media.shown(reader, id), as_json=as_json)
    return 0


@command.command("wait")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@json_option
@pass_app
@reports_errors
def wait(app: App, ids: tuple[str, ...], as_json: bool) -> int:
    """Wait until each ID is completed or has failed.

    Looks at once, again after 10 seconds, and then ever later, at most 30 apart.
    Exit codes: 0 all are completed, 1 one has failed, or an error, 130 interrupted.
    """
    from rawugc_sync.direct import media
    from rawugc_sync.workspace.looks import first_pause

    for id in ids:
        media.medium_of(id)
    pause = first_pause(app.around.variables)
    with reading(app) as reader:
        over = {look.id: look for look in _told(app, media.looks(reader, ids, pause)) if look.over}
    found = {id: over[id].found for id in dict.fromkeys(ids)}
    if as_json:
        app.console.json(media.by_array(found))
    else:
        show_table(app, _HEAD, [_row({**one, "id": id}, "id") for id, one in found.items()], "")
    failures = [media.failure(look) for look in over.values() if look.failed]
    app.console.report(failures)
    return 1 if failures else 0


def _told(app: App, looks: Iterator[Look]) -> Iterator[Look]:
    """The looks, with a line on stderr for each that shows something new and is not the last."""
    seen: dict[str, str] = {}
    for look in looks:
        if not look.over and seen.get(look.id) != look.status:
            app.console.say(f"{look.id} is {look.status}.")
        seen[look.id] = look.status
        yield look


@command.command("download")
@click.argument("names", metavar="ID|ADDRESS...", nargs=-1, required=True, shell_complete=recorded)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder for the files; made if it is not there.",
)
@pass_app
@reports_errors
def download(app: App, names: tuple[str, ...], folder: Path) -> int:
    """Download the files of each ID, or of what the state has recorded at ADDRESS, as DIR/vid_1.mp4.

    A file is there as a whole or not at all, and nothing is overwritten. Of an edited video it is the last
    version, unless ID is that of an edited one. The key does not go along.
    Exit codes: 0 done, 1 error, 130 interrupted.
    """
    from rawugc_sync.direct.download import check_free_names, download, find
    from rawugc_sync.render.safe import safe
    from rawugc_sync.workspace.files import way_to_files

    wanted: dict[str, Asked] = {}
    for asked in (_asked(app, name) for name in names):
        wanted.setdefault(asked.id, asked)
    with reading(app) as reader, way_to_files(app.workspace) as way:
        found = [find(reader, asked) for asked in wanted.values()]
        check_free_names(found, app.root / folder)
        for one in found:
            for path in download(one, app.root / folder, way):
                app.console.out(safe(str(path)))
    return 0


def _asked(app: App, name: str) -> Asked:
    """What an id or an address of the state stands for; InvalidInput where that is no medium."""
    from rawugc_sync.direct.download import Asked
    from rawugc_sync.surgery.settled import existing, unknown_address
    from rawugc_sync.words.errors import InvalidInput

    if "." not in name:
        return Asked.by_id(name)
    records = existing(app.workspace.keeper.read(), app.workspace).records
    for address, record in records.items():
        if str(address) == name:
            return Asked.recorded(address, record)
    raise InvalidInput(unknown_address(name, map(str, records)))
