"""`approvals`: what was said, taken back, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._signing import key_option, person_of, person_option, signing

if TYPE_CHECKING:
    from rawugc_sync.approving.book import Book
    from rawugc_sync.words.approvals import Approval


@click.group()
def command() -> None:
    """Look at what was approved and what is missing, and take back what was said."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@pass_app
@reports_errors
def list_all(app: App, as_json: bool) -> int:
    """List all that was said, the newest first: also what has lapsed, or was taken back.

    Exit codes: 0 done, 1 the approvals cannot be read.
    """
    from rawugc_sync.reconciling.approving import kept_in
    from rawugc_sync.reconciling.policy import in_force_now
    from rawugc_sync.render.approvals_text import listed, listed_json

    said = kept_in(app.workspace, in_force_now(app.workspace))
    if as_json:
        app.console.json(listed_json(said))
        return 0
    app.console.out(listed(said) or "Nothing was approved yet.")
    return 0


@command.command("revoke")
@click.argument("id")
@person_option
@click.option("--note", metavar="TEXT", default="", help="Why.")
@key_option
@pass_app
@reports_errors
def revoke(app: App, id: str, person: str | None, note: str, key: str | None) -> int:
    """Take back what was said under ID: it does not count any more, and stays on the list.

    Exit codes: 0 done, 1 there is none of this id, 3 who may not.
    """
    from rawugc_sync.reconciling import approve
    from rawugc_sync.reconciling.policy import in_force_now
    from rawugc_sync.render.safe import safe

    who = person_of(app, person)
    policy = in_force_now(app.workspace)
    found = approve.said_under(app.workspace, policy, id)
    sign = signing(app, key, wanted=approve.wants_signature(policy, found))
    approve.revoke(app.workspace, policy, found, approve.Taking(who, note), sign)
    app.console.say(f"Took back {id}.")
    for one in approve.still_said(app.workspace, policy, found):
        both = ", ".join(sorted(one.digests.keys() & found.digests.keys()))
        app.console.say(safe(f"{one.by} said it under {one.id}, too, and that was not taken back: {both}."))
    return 0


@command.command("check")
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@pass_app
@reports_errors
def check(app: App, planfile: Path | None, as_json: bool) -> int:
    """Say what a plan still lacks: a saved plan, or one that is made now.

    Exit codes: 0 nothing is missing, 1 error, 3 something is.
    """
    from rawugc_sync.planfile.approvals import approval_json
    from rawugc_sync.render.approvals_text import checked
    from rawugc_sync.words.errors import Refused

    approvals = _of_file(app, planfile) if planfile is not None else _now(app)
    if as_json:
        app.console.json([approval_json(one) for one in approvals])
    else:
        app.console.tell(checked(approvals, app.console.style))
    return Refused.exit_code if any(one.lacks for one in approvals) else 0


@command.command("export")
@pass_app
@reports_errors
def export(app: App) -> int:
    """Print all that is kept, as JSON: who said what when to which texts, signatures included.

    Exit codes: 0 done, 1 the approvals cannot be read.
    """
    from rawugc_sync.approving.document import dump

    app.console.out(dump(_book(app)).decode("utf-8").removesuffix("\n"))
    return 0


def _book(app: App) -> Book:
    from rawugc_sync.reconciling.approving import book_of
    from rawugc_sync.reconciling.policy import in_force_now

    return book_of(app.workspace, in_force_now(app.workspace))


def _of_file(app: App, planfile: Path) -> tuple[Approval, ...]:
    """By what the book says now, of a plan that was made before."""
    from rawugc_sync.planfile import files
    from rawugc_sync.reconciling.approving import heard_now
    from rawugc_sync.reconciling.refusing import check_world

    approved = files.load(app.root / planfile)
    check_world(app.workspace, approved.plan)
    return heard_now(app.workspace, approved.plan)


def _now(app: App) -> tuple[Approval, ...]:
    from rawugc_sync.cli.plan import planned_for
    from rawugc_sync.reconciling.request import Request

    return planned_for(app, Request(), review=False).plan.approvals
