"""`approve`: says yes or no to what a plan asks of a role."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import either, plans, roles
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._signing import key_option, person_of, person_option, signing

if TYPE_CHECKING:
    from rawugc_sync.reconciling.policy import InForce
    from rawugc_sync.words.approvals import Entry
    from rawugc_sync.words.planned import Plan


@click.command()
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@click.option(
    "--plan",
    "name",
    metavar="NAME",
    shell_complete=plans,
    help="Plan again, and go on if the plan still has this name.",
)
@click.option("--role", required=True, metavar="ROLE", shell_complete=roles, help="The role that says it.")
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=either,
    help="Only to this change; repeatable, else all.",
)
@click.option("--reject", is_flag=True, help="Say no, which blocks a change until it is another one.")
@person_option
@click.option("--note", metavar="TEXT", default="", help="What there is to say; a no needs one.")
@click.option("--link", metavar="URL", default="", help="Where it was said, or why.")
@key_option
@pass_app
@reports_errors
def command(
    app: App,
    planfile: Path | None,
    name: str | None,
    role: str,
    changes: tuple[str, ...],
    reject: bool,
    person: str | None,
    note: str,
    link: str,
    key: str | None,
) -> int:
    """Approve what a plan asks of a role: a saved plan, or one that is made again.

    The yes is to the texts, media and times that the role looks after, as the public will have them.
    Exit codes: 0 done, 1 error, 3 refused.
    """
    if (planfile is None) == (name is None):
        raise click.UsageError("Name one plan: its PLANFILE, or --plan NAME.")
    if reject and not note.strip():
        raise click.UsageError("--reject needs a --note that says why.")
    from rawugc_sync.reconciling.approve import Word, say

    more = {"note": note, "link": _link(link)}
    word = Word(role=role, person=person_of(app, person), changes=changes, rejects=reject, **more)
    plan, policy = _saved(app, planfile) if planfile is not None else _again(app, name or "")
    named = policy.law.roles.named(role)
    sign = signing(app, key, wanted=named is not None and named.signers is not None)
    entry = say(app.workspace, policy, plan, word, sign)
    if entry is None:
        app.console.say(f"The plan asks nothing of {role}: nothing was recorded.")
        return 0
    app.console.tell(told(entry, _place(app, policy)))
    return 0


def _place(app: App, policy: InForce) -> str:
    from rawugc_sync.words.documents import APPROVALS

    return app.workspace.document(APPROVALS, policy.law.roles.address).place


def _link(link: str) -> str:
    if link and not (link.startswith("https://") and link.isprintable() and " " not in link):
        raise click.UsageError("--link must be a URL that begins with https://.")
    return link


def _saved(app: App, planfile: Path) -> tuple[Plan, InForce]:
    """A plan from its file, for which the API is not asked."""
    from rawugc_sync.planfile import files
    from rawugc_sync.reconciling.policy import in_force_now
    from rawugc_sync.reconciling.refusing import check_world

    approved = files.load(app.root / planfile)
    check_world(app.workspace, approved.plan)
    return approved.plan, in_force_now(app.workspace)


def _again(app: App, name: str) -> tuple[Plan, InForce]:
    from rawugc_sync.cli.plan import planned_for
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.words.errors import InvalidInput, Refused
    from rawugc_sync.words.names import name_in

    wanted = name_in(name)
    if wanted is None:
        detail = "It is the last line of a plan, such as 4d3d-3583-d919-0a1b-77c2."
        raise InvalidInput.of("plan-name", f"--plan: {name} cannot be the name of a plan", detail)
    planned = planned_for(app, Request(), review=False)
    if planned.plan.name != wanted:
        found = planned.plan.name or "without a name, for it has no changes"
        raise Refused.of(
            "stale",
            f"the plan is {found} by now, and not {wanted}",
            "Look at the new one, and approve that; one that was made with options, by its file.",
        )
    return planned.plan, planned.policy


def told(entry: Entry, place: str) -> str:
    """What was recorded, and where."""
    from rawugc_sync.render.safe import safe
    from rawugc_sync.words.approvals import Said
    from rawugc_sync.words.moment import minute

    says = "says no to" if entry.said is Said.NO else "says yes to"
    until = f", until {minute(entry.until)}" if entry.until is not None else ""
    lines = [f"{entry.by} {says} this for {entry.role}{until} ({entry.id}):"]
    lines += [f"  {address}" for address in sorted(entry.digests)]
    lines.append(f"Recorded in {place}.")
    return "\n".join(map(safe, lines))
