"""Shows plans, and what was to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan


def show_plan(app: App, plan: Plan, *, as_json: bool) -> None:
    """The plan on stdout."""
    from rawugc_sync.cli._app import field_kind

    if as_json:
        from rawugc_sync.planfile.pieces import Rows, written
        from rawugc_sync.planfile.to_json import to_json

        app.console.pieces(written(to_json(plan, Rows)))
        return
    from rawugc_sync.render.plan_text import plan_text

    now = int(app.around.clock.now() * 1000)
    app.console.out(plan_text(plan, app.console.style, field_kind, app.console.width, now))


def show_failure(app: App, failed: RawugcError, *, as_json: bool) -> None:
    """A plan that could not be made: the diagnostics, in JSON as a plan without changes."""
    if not as_json:
        app.console.report(failed.diagnostics)
        return
    from rawugc_sync.words.errors import Refused
    from rawugc_sync.words.planned import Budget, Plan, StateInfo

    refused = isinstance(failed, Refused)
    empty = Plan(
        workspace=_name(app),
        organization_id=None,
        state=StateInfo(),
        changes=(),
        unchanged=0,
        budget=Budget(reads=0, writes=0),
        errors=() if refused else failed.diagnostics,
        refusals=failed.diagnostics if refused else (),
        environment=app.environment,
        server=app.server,
    )
    show_plan(app, empty, as_json=True)


def _name(app: App) -> str:
    from rawugc_sync.words.errors import RawugcError

    try:
        return app.workspace.name
    except RawugcError:
        return app.root.resolve().name
