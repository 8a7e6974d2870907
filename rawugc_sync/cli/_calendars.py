"""Reads what calendars are made of: a plan for each workspace, of which one that fails stops no other."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from rawugc_sync.words.planned import HELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.review.calendar.sheets import Brand
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.words.planned import Plan

_NOT_SENT = ("held-up", "unseen-media", HELD)
"""Notes of a plan on what it does not send."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a workspace; without a brand it could not be."""

    name: str
    brand: Brand | None
    exit_code: int


def read(target: Target, *, alone: bool) -> Read:
    """Plan, and tell on stderr what keeps a post from the calendar; with its name, unless it is alone."""
    from rawugc_sync.cli.plan import planned_for
    from rawugc_sync.reconciling.refusing import exit_code_of
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.words.errors import RawugcError

    said = None if alone else target.name
    try:
        plan = planned_for(target.app, Request(), review=True).plan
    except RawugcError as failed:
        _report(target.app, said, failed.diagnostics)
        return Read(target.name, None, failed.exit_code)
    _report(target.app, said, _in_the_way(plan))
    return Read(target.name, brand_of(target.app, plan), exit_code_of(plan))


def brand_of(app: App, plan: Plan) -> Brand:
    """A plan of this workspace, and what tells which others see the same posts."""
    from rawugc_sync.review.calendar.sheets import Brand

    return Brand(plan, _signs(app, plan))


def _in_the_way(plan: Plan) -> list[Diagnostic]:
    """What stops a plan, or is not sent and for that reason not on the calendar."""
    from rawugc_sync.words.diagnostics import Severity

    said = (*plan.errors, *plan.refusals, *plan.diagnostics)
    return [one for one in said if one.severity is not Severity.NOTE or one.code in _NOT_SENT]


def _report(app: App, name: str | None, found: Sequence[Diagnostic]) -> None:
    from rawugc_sync.render.safe import safe

    if name and found:
        app.console.say(safe(f"{name}:"))
    app.console.report(found)


def _signs(app: App, plan: Plan) -> frozenset[tuple[str, str]]:
    """What tells whose posts are seen there: the organization, where it is known, and the key.

    Each sandbox has posts of its own, whatever its organization is called.
    """
    from rawugc_sync.workspace.server import settings_of

    if app.sandbox:
        return frozenset()
    settings = settings_of(app.around, app.workspace.config)
    organization = plan.organization_id or app.workspace.config.organization
    told = [sha256(settings.key.encode()).hexdigest(), *([organization] if organization else [])]
    return frozenset((settings.base_url, sign) for sign in told)
