"""Reads what calendars are made of: a plan for each workspace, of which one that fails stops no other."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from rawugc_sync.cli._app import App

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.review.calendar.sheets import Brand
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.words.planned import Plan

_NOT_SENT = ("held-up", "unseen-media")
"""Notes of a plan on what it does not send."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a workspace; without a brand it could not be."""

    name: str
    brand: Brand | None
    exit_code: int


def workspaces(app: App) -> list[tuple[App, str | None]]:
    """This one; or all that are below a folder that is none, each with its path."""
    from rawugc_sync.manifest.below import only_below

    below = only_below(app.root)
    return [(replace(app, root=app.root / path), path) for path in below] or [(app, None)]


def read(app: App, path: str | None) -> Read:
    """Plan, and tell on stderr what keeps a post from the calendar; `path` names one of several."""
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.reconciling.plan import plan
    from rawugc_sync.reconciling.refusing import turned_down
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.review.calendar.sheets import Brand
    from rawugc_sync.words.errors import RawugcError

    name = path or app.root.resolve().name
    try:
        with closing(app.workspace.reader(waiting(app.console))) as reader:
            made = plan(app.workspace, Request(), reader, review=True).plan
    except RawugcError as failed:
        _report(app, path, failed.diagnostics)
        return Read(name, None, failed.exit_code)
    _report(app, path, _in_the_way(made))
    refused = turned_down(made, strict=False)
    return Read(name, Brand(made, _signs(app, made)), refused.exit_code if refused else 0)


def _in_the_way(plan: Plan) -> list[Diagnostic]:
    """What stops a plan, or is not sent and for that reason not on the calendar."""
    from rawugc_sync.words.diagnostics import Severity

    said = (*plan.errors, *plan.refusals, *plan.diagnostics)
    return [one for one in said if one.severity is not Severity.NOTE or one.code in _NOT_SENT]


def _report(app: App, path: str | None, found: Sequence[Diagnostic]) -> None:
    from rawugc_sync.render.safe import safe

    if path and found:
        app.console.say(safe(f"{path}:"))
    app.console.report(found)


def _signs(app: App, plan: Plan) -> frozenset[tuple[str, str]]:
    """What tells whose posts are seen there: the organization, where it is known, and the key.

    Each sandbox has posts of its own, whatever its organization is called.
    """
    if app.sandbox:
        return frozenset()
    settings, _ = app.workspace.way()
    organization = plan.organization_id or app.workspace.config.organization
    told = [sha256(settings.key.encode()).hexdigest(), *([organization] if organization else [])]
    return frozenset((settings.base_url, sign) for sign in told)
