"""Who says yes, and with which key: for the commands on approvals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App

if TYPE_CHECKING:
    from rawugc_sync.reconciling.approve import Sign

person_option = click.option(
    "--as", "person", metavar="PERSON", help="Who says it; else whoever has started the CI job."
)
key_option = click.option(
    "--key", metavar="FILE", help="The SSH key to sign with; else git's user.signingkey."
)


def person_of(app: App, given: str | None) -> str:
    """Who says it; InvalidInput where nobody is named."""
    from rawugc_sync.words.ci import approver
    from rawugc_sync.words.errors import InvalidInput

    person = (given or approver(app.around.variables) or "").strip()
    if not person:
        raise InvalidInput.of("no-person", "nobody says who approves", "Pass --as NAME.")
    if not person.isprintable():
        summary = f"{person} has characters that nobody can see"
        raise InvalidInput.of("no-person", summary, "Write the name as it is shown.")
    return person


def signing(app: App, key: str | None, *, wanted: bool) -> Sign | None:
    """What signs where that is wanted, or a key is named; None where nothing is signed."""
    if key is None and not wanted:
        return None
    from rawugc_sync.cli._asking import can_ask
    from rawugc_sync.signing.keys import key_of
    from rawugc_sync.signing.sign import sign

    found, variables = key_of(key, app.root, app.around.variables), app.around.variables
    return partial(sign, key=found, variables=variables, attended=can_ask())
