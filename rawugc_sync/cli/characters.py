"""`characters`: who can appear in a generated video."""

from __future__ import annotations

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._direct import json_option, reading, show_list, show_object
from rawugc_sync.cli._failing import reports_errors

_HEAD = ("USERNAME", "ID", "TYPE", "ACTIVE", "NAME")


@click.group()
def command() -> None:
    """Look at the characters that videos can be generated with."""


@command.command("list")
@json_option
@pass_app
@reports_errors
def list_characters(app: App, as_json: bool) -> int:
    """List the characters, RawUGC's own and yours.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.direct import characters
    from rawugc_sync.resources.lookups import CHARACTERS

    with reading(app) as reader:
        answer = characters.listed(reader)
    keys = ("username", "_id", "type", "isActive", "displayName")
    rows = (list(map(one.get, keys)) for one in answer[CHARACTERS.array])
    return show_list(app, answer, _HEAD, rows, nothing="There are no characters.", as_json=as_json)


@command.command("show")
@click.argument("character", metavar="ID|USERNAME")
@json_option
@pass_app
@reports_errors
def show(app: App, character: str, as_json: bool) -> int:
    """Show one character, named by its id or username.

    Exit codes: 0 done, 1 error, or there is none.
    """
    from rawugc_sync.direct import characters

    with reading(app) as reader:
        show_object(app, characters.shown(reader, character), as_json=as_json)
    return 0
