"""`ci approve`: a comment on a pull request becomes a yes or a no in the book of approvals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rawugc_sync.cli._ci_board import warn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice
    from rawugc_sync.forge.command import Command
    from rawugc_sync.forge.forge import Forge, Said
    from rawugc_sync.reconciling.plan import Planned
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan

_MOST, _ROOM = 20, 500
"""Reasons that an answer has, and characters of one."""


def run(app: App, choice: Choice) -> int:
    """Record what the comment says, and answer it; RawugcError where it cannot be recorded."""
    from rawugc_sync.forge.opening import opened
    from rawugc_sync.words.errors import RawugcError

    forge = opened(app.around.variables)
    said = forge.said(_event(app.around.variables))
    if said is None:
        app.console.say("This is no new comment on a pull request.")
        return 0
    try:
        recorded = _record(app, choice, forge, said)
    except RawugcError as failed:
        _refuse(app, forge, said, failed)
        raise
    if recorded is not None:
        _acknowledge(app, forge, said)
        _show_again(*recorded, forge, said)
    return 0


def _event(variables: Mapping[str, str]) -> object:
    from rawugc_sync.workspace.event import GITHUB, GITLAB, event_of

    return event_of(variables, GITHUB if variables.get("GITHUB_ACTIONS") else GITLAB)


def _record(app: App, choice: Choice, forge: Forge, said: Said) -> tuple[App, Plan] | None:
    """Where it was said, of which plan; None for a comment without a command. RawugcError if it cannot be."""
    from rawugc_sync.forge.command import command_in
    from rawugc_sync.words.errors import Refused

    command = command_in(said.body)
    if command is None:
        app.console.say("The comment is no command.")
        return None
    if not forge.is_trusted(said.number):
        detail = "What counts is an open pull request of a branch of this repository, or one that is merged."
        raise Refused.of("fork", "the pull request was closed without a merge, or is a fork's", detail)
    one, planned = _found(app, choice, command, said)
    _say(one, planned, command, said)
    return one, planned.plan


def _found(app: App, choice: Choice, command: Command, said: Said) -> tuple[App, Planned]:
    """The workspace whose plan has this name, and the plan; RawugcError where none has it."""
    from rawugc_sync.cli._everywhere import chosen
    from rawugc_sync.cli._targets import target_of
    from rawugc_sync.words.errors import RawugcError

    names: list[str] = []
    failed: list[RawugcError] = []
    for target in chosen(app, choice, whole=False) if choice else target_of(app):
        try:
            planned = _planned(target.app, command, said)
        except RawugcError as why:
            failed.append(why)
            continue
        if planned.plan.name == command.plan:
            return target.app, planned
        names.append(planned.plan.name)
    raise _not_found(command.plan, names, failed)


def _planned(app: App, command: Command, said: Said) -> Planned:
    """The plan of a workspace. Anybody may comment: RawUGC is asked only for who has a say there."""
    from rawugc_sync.cli.plan import planned_for
    from rawugc_sync.reconciling.approve import spoken_for
    from rawugc_sync.reconciling.policy import in_force_now
    from rawugc_sync.reconciling.request import Request

    spoken_for(in_force_now(app.workspace), command.role, said.by)
    return planned_for(app, Request(), review=True)


def _not_found(name: str, names: Sequence[str], failed: Sequence[RawugcError]) -> RawugcError:
    """Why no plan of this name was found among those that could be made, and why others could not."""
    from rawugc_sync.words.diagnostics import error
    from rawugc_sync.words.errors import Refused

    if not names and len(failed) == 1:
        return failed[0]
    others = [one for why in failed for one in why.diagnostics]
    if not names and others:
        return Refused(others)
    there = ", ".join(one for one in names if one)
    found = f"By now there is {there}." if there else "By now there is none with changes."
    stale = error("stale", f"no plan is called {name} by now", f"{found} Look at it, and approve that.")
    return Refused([stale, *others])


def _say(app: App, planned: Planned, command: Command, said: Said) -> None:
    from rawugc_sync.cli.approve import told
    from rawugc_sync.reconciling.approve import Word, say
    from rawugc_sync.words.documents import APPROVALS
    from rawugc_sync.words.errors import Refused

    law = planned.policy.law
    role = law.roles.named(command.role)
    if role is not None and role.signers is not None:
        detail = "Say it where your key is: rawugc-sync approve --role ROLE --plan NAME."
        raise Refused.of("unsigned", f"{command.role} signs what it says, which no comment can", detail)
    link = said.link if said.link.startswith("https://") and said.link.isprintable() else ""
    word = Word(
        role=command.role, person=said.by, rejects=bool(command.reason), note=command.reason, link=link
    )
    entry = say(app.workspace, planned.policy, planned.plan, word, None)
    if entry is None:
        raise Refused.of("nothing-asked", f"the plan asks nothing of {command.role}", "Nothing was recorded.")
    app.console.tell(told(entry, app.workspace.document(APPROVALS, law.roles.address).place))


def _acknowledge(app: App, forge: Forge, said: Said) -> None:
    from rawugc_sync.words.errors import ForgeError

    try:
        forge.acknowledge(said)
    except ForgeError as failed:
        warn(app, failed, "the comment got no thumb up")


def _show_again(app: App, plan: Plan, forge: Forge, said: Said) -> None:
    """The plan's comment with what was said in it. What was said counts, also where this fails."""
    from rawugc_sync.cli._ci_board import commented
    from rawugc_sync.forge.posting import post
    from rawugc_sync.reconciling.approving import heard_now
    from rawugc_sync.words.errors import RawugcError

    try:
        heard = replace(plan, approvals=heard_now(app.workspace, plan))
        post(forge, said.number, commented(app, heard), None)
    except RawugcError as failed:
        warn(app, failed, "the plan's comment was not written anew")


def _refuse(app: App, forge: Forge, said: Said, failed: RawugcError) -> None:
    """Say on the pull request why nothing was recorded."""
    from rawugc_sync.review.markdown.verbatim import clipped, code
    from rawugc_sync.words.errors import ForgeError

    why = [
        f"- {clipped(_summary(one), _ROOM)}{f'<br>{clipped(one.detail, _ROOM)}' if one.detail else ''}"
        for one in failed.diagnostics[:_MOST]
    ]
    try:
        forge.comment(said.number, "\n".join([f"Not recorded, for {code(said.by)}:", "", *why, ""]))
    except ForgeError as also:
        warn(app, also, "the answer was not written")


def _summary(one: Diagnostic) -> str:
    return f"{one.address}: {one.summary}" if one.address else one.summary
