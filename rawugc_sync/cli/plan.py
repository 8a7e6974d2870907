"""`plan`: what would turn live into desired."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._everywhere import everywhere
from rawugc_sync.cli._plan_options import plain_option, plan_options, request_of, strict_option
from rawugc_sync.cli._reports import NOWHERE, Reports, check, html_options, markdown_options, write
from rawugc_sync.words.shell import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rawugc_sync.cli._manners import Manner
    from rawugc_sync.reconciling.plan import Planned
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.words.planned import Plan


def told_of_several(app: App, options: Mapping[str, Any]) -> Manner:
    """Plans as text, or in one JSON object."""
    from rawugc_sync.cli._manners import AsOne, AsText, listed

    return AsOne(app.console, listed("plan")) if options["as_json"] else AsText(app.console)


@click.command()
@plan_options
@click.option("--out", type=click.Path(path_type=Path), help="Save the plan for apply.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@html_options
@markdown_options
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@strict_option
@plain_option
@pass_app
@everywhere(told_of_several)
def command(app: App, **options: Any) -> int:
    """Show what would change for real, without changing it.

    Reads the manifests, the state and the API; writes nothing.
    Exit codes: 0 done, 1 error, 2 changes (with --detailed-exitcode), 3 refused.
    """
    reports = Reports.of(options)
    return make_plan(app, request_of(options), reports, **_chosen(options))


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("out", "as_json", "detailed_exitcode", "strict")}


def make_plan(
    app: App,
    request: Request,
    reports: Reports,
    *,
    out: Path | None = None,
    as_json: bool = False,
    detailed_exitcode: bool = False,
    strict: bool = False,
) -> int:
    """Plan, show it, save it and report it where asked, and return the exit code."""
    from rawugc_sync.cli._show import show_failure, show_plan
    from rawugc_sync.reconciling.refusing import exit_code_of, strictly, turned_down
    from rawugc_sync.render.in_short import plan_in_short, stopped
    from rawugc_sync.words.errors import RawugcError

    failing = NOWHERE
    try:
        _check_places(app, out, reports)
        failing = reports
        planned = planned_for(app, request, review=bool(as_json or out or reports))
        plan = strictly(planned.plan) if strict else planned.plan
        refused = turned_down(plan)
        if not refused:
            _save(app, planned, out)
    except RawugcError as failed:
        app.what = stopped(failed.diagnostics)
        show_failure(app, failed, failing, as_json=as_json, drift=request.mode == "drift")
        return failed.exit_code
    app.what = plan_in_short(plan)
    if not reports.on_stdout:
        show_plan(app, plan, as_json=as_json)
        _greet(app, plan, quiet=as_json or refused is not None)
    write(app, plan, reports)
    if refused:
        if out is not None:
            app.console.say("The plan is not saved, for it cannot be carried out.")
    elif out is not None:
        app.console.say(f"Saved the plan. To carry it out: {app.called} apply {quote(str(out))}")
    return exit_code_of(plan) or (2 if detailed_exitcode and (plan.changes or plan.bookkeeping) else 0)


def _greet(app: App, plan: Plan, *, quiet: bool) -> None:
    """Where nothing was ever applied: what a plan is, and what comes next."""
    is_first = plan.state.serial is None and plan.changes and not plan.drift
    if is_first and app.console.is_watched and not quiet:
        app.console.say(
            "\nThis is your first plan here. Nothing has happened yet; it shows what would be made there.\n"
            f"To do it: {app.called} apply (it shows the plan again, and asks first)."
        )


def _save(app: App, planned: Planned, out: Path | None) -> None:
    if out is not None:
        from rawugc_sync.planfile import files as planfile

        planfile.save(app.root / out, planned)


def _check_places(app: App, out: Path | None, reports: Reports) -> None:
    """Before anything is asked for: what cannot be written must not cost a request."""
    if out is not None:
        from rawugc_sync.planfile.places import check_place

        check_place("--out", app.root / out, app.workspace, example="saved.plan")
    check(app, reports, ("--out", out))


def planned_for(app: App, request: Request, *, review: bool) -> Planned:
    """The plan of a workspace as it stands; RawugcError when there is none."""
    from rawugc_sync.reconciling.plan import plan

    with app.reading() as reader:
        return plan(app.workspace, request, reader, review=review)
