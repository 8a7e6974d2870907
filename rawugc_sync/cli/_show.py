"""Shows plans, and what was to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rawugc_sync.cli._reports import Reports, write

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan


def show_plan(app: App, plan: Plan, *, as_json: bool) -> None:
    """The plan on stdout."""
    if as_json:
        from rawugc_sync.planfile.pieces import Rows, written
        from rawugc_sync.planfile.to_json import to_json

        app.console.pieces(written(to_json(plan, Rows)))
    else:
        app.console.tell(plan_as_text(app, plan))


def plan_as_text(app: App, plan: Plan) -> str:
    """The plan for a terminal."""
    from rawugc_sync.render.field_kinds import field_kind
    from rawugc_sync.render.plan_text import plan_text

    now = int(app.around.clock.now() * 1000)
    return plan_text(plan, app.console.style, field_kind, app.console.width, now)


def show_failure(
    app: App, failed: RawugcError, reports: Reports, *, as_json: bool, drift: bool = False
) -> None:
    """A plan that could not be made: the diagnostics; in JSON and in reports as a plan without changes."""
    if not as_json:
        app.console.report(failed.diagnostics)
    if not (as_json or reports):
        return
    plan = without_changes(app, failed, drift=drift)
    if as_json:
        show_plan(app, plan, as_json=True)
    if reports:
        write(app, plan, reports)


def without_changes(app: App, failed: RawugcError, *, drift: bool = False) -> Plan:
    """What stands for a plan that could not be made: nothing but why."""
    from rawugc_sync.words.budget import Budget
    from rawugc_sync.words.errors import Refused
    from rawugc_sync.words.planned import Plan, StateInfo
    from rawugc_sync.workspace.making import making

    refused = isinstance(failed, Refused)
    return Plan(
        workspace=workspace_name(app),
        organization_id=None,
        state=StateInfo(),
        changes=(),
        unchanged=0,
        budget=Budget(reads=0, writes=0),
        errors=() if refused else failed.diagnostics,
        refusals=failed.diagnostics if refused else (),
        environment=app.environment,
        server=app.server,
        made=making(app.workspace, int(app.around.clock.now() * 1000)),
        drift=drift,
    )


def workspace_name(app: App) -> str:
    """What the workspace is called, also where its configuration cannot be used."""
    from rawugc_sync.words.errors import RawugcError

    try:
        return app.workspace.name
    except RawugcError:
        from rawugc_sync.manifest import salvage

        return salvage.name(app.root) or app.root.resolve().name
