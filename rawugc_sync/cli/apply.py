"""`apply`: makes a plan happen, after showing it and asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._asking import approves, can_ask, no_terminal
from rawugc_sync.cli._completing import plans
from rawugc_sync.cli._everywhere import everywhere
from rawugc_sync.cli._plan_options import plain_option, plan_options, request_of, run_options, strict_option
from rawugc_sync.cli._reports import NOWHERE, Reports, check, markdown_options, write, write_outcome
from rawugc_sync.cli._span import SPAN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rawugc_sync.api.pacing import Delay
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.applying.outcome import Outcome
    from rawugc_sync.cli._manners import Manner
    from rawugc_sync.cli._progress import Progress
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.reconciling.run import Asked, Ran, Terms
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan
    from rawugc_sync.words.uploads import Upload


def told_of_several(app: App, options: Mapping[str, Any]) -> Manner:
    """Applies as text, or event by event."""
    from rawugc_sync.cli._manners import AsEvents, AsText

    return AsEvents(app.console) if options["as_json"] else AsText(app.console)


@click.command()
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@plan_options
@run_options
@click.option(
    "--expect-digest",
    multiple=True,
    metavar="NAME|DIGEST|PLANFILE",
    shell_complete=plans,
    help="Go on only if every change is among these approved ones; repeatable.",
)
@click.option("--only-approved", is_flag=True, help="Leave out what lacks an approval, and apply the rest.")
@strict_option
@click.option(
    "--wait",
    type=SPAN,
    metavar="SPAN",
    help="Wait for a generation no longer than this, such as 90s, 10m or 2h; else 30m.",
)
@click.option("--no-wait", is_flag=True, help="Send what is ready, and wait for no generation.")
@markdown_options
@plain_option
@pass_app
@everywhere(told_of_several, stops=True)
def command(app: App, planfile: Path | None, **options: Any) -> int:
    """Make the changes of a plan for real: of a saved one, or of one that is shown first.

    A new plan is shown, and carried out once it is approved. What is not generated when the run ends is
    waited for by the next one, and not generated again.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 5 locked, 6 unresolved creates, 130 interrupted.
    """
    reports = Reports.of(options)
    given = {name: options.pop(name) for name in Chosen.__dataclass_fields__ if name in options}
    chosen = Chosen(**given, reports=reports)
    if planfile is not None and any(map(_was_given, options.values())):
        raise click.UsageError("A saved plan is applied as it is: leave out the other options.")
    if chosen.no_wait and chosen.wait is not None:
        raise click.UsageError("--wait and --no-wait exclude each other: leave one of them out.")
    return carry_out(app, request_of(options), planfile, chosen)


def _was_given(value: Any) -> bool:
    """Whether an option is on the command line; a 0 is."""
    return value is not None and value is not False and value != ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """How to carry a plan out, and how to tell of it, as the options have it."""

    auto_approve: bool
    as_json: bool
    max_wait: float
    lock_timeout: float
    strict: bool = False
    expect_digest: tuple[str, ...] = ()
    wait: float | None = None
    no_wait: bool = False
    only_approved: bool = False
    reports: Reports = NOWHERE


class Ended(NamedTuple):
    """How an apply ended; `ran` is None where it could not even begin."""

    exit_code: int
    ran: Ran | None = None


def carry_out(app: App, request: Request, planfile: Path | None, chosen: Chosen) -> int:
    """Plan, show, ask, apply, report; returns the exit code."""
    return ended(app, request, planfile, chosen).exit_code


def ended(app: App, request: Request, planfile: Path | None, chosen: Chosen) -> Ended:
    """The same, for whoever goes on from what became of it."""
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._progress import progress
    from rawugc_sync.cli._show import without_changes
    from rawugc_sync.reconciling.run import run
    from rawugc_sync.words.errors import RawugcError

    ask = planfile is None and not chosen.auto_approve
    shown = progress(app.console, as_json=chosen.as_json)
    hands = _Hands(app, shown, Stopper(app.around.clock), chosen, ask=ask)
    try:
        check(app, chosen.reports, ("PLANFILE", planfile))
    except RawugcError as failed:
        return Ended(_failed(app, failed, as_json=chosen.as_json))
    try:
        if ask and (chosen.as_json or not can_ask()):
            raise no_terminal("Pass --auto-approve, or apply a saved plan.")
        terms = _terms(app, chosen)
        ran = run(app.workspace, _asked(app, request, planfile), terms, hands)
    except RawugcError as failed:
        if chosen.reports:
            write(app, without_changes(app, failed), chosen.reports)
        return Ended(_failed(app, failed, as_json=chosen.as_json))
    if ran.outcome is None:
        app.what = _without_outcome(ran)
        write(app, ran.plan, chosen.reports)
    if ran.refused and chosen.as_json:
        return Ended(_failed(app, ran.refused, as_json=True), ran)
    return Ended(ran.exit_code, ran)


def _without_outcome(ran: Ran) -> str:
    from rawugc_sync.render.in_short import plan_in_short

    if ran.refused is not None:
        return plan_in_short(ran.plan)
    return "not approved" if ran.exit_code == 1 else "interrupted"


def _terms(app: App, chosen: Chosen) -> Terms:
    """Before anything is asked for: what is no digest and no plan file must not cost a request."""
    from rawugc_sync.reconciling.run import Terms

    digests = None
    if chosen.expect_digest:
        from rawugc_sync.planfile import files as saved

        digests = saved.approved(chosen.expect_digest, app.above or app.root)
    return Terms(
        strict=chosen.strict,
        digests=digests,
        max_wait=chosen.max_wait,
        patience=0.0 if chosen.no_wait else chosen.wait,
        lock_timeout=chosen.lock_timeout,
        only_approved=chosen.only_approved,
    )


def _asked(app: App, request: Request, planfile: Path | None) -> Asked:
    if planfile is None:
        return request
    from rawugc_sync.planfile import files as saved

    return lambda: saved.load(app.root / planfile)


def _failed(app: App, failed: RawugcError, *, as_json: bool) -> int:
    from rawugc_sync.render.in_short import stopped

    app.what = stopped(failed.diagnostics)
    if as_json:
        from rawugc_sync.render.diagnostics_text import diagnostics_json

        diagnostics = diagnostics_json(failed.diagnostics)
        known = {"organization_id": app.declared_organization, "server": app.server}
        whose = {"environment": app.environment, **known}
        result = {**whose, "diagnostics": diagnostics, "exit_code": failed.exit_code}
        app.console.json({"type": "result", **result}, indent=None)
    else:
        _report(app, failed)
    return failed.exit_code


def _report(app: App, failed: RawugcError) -> None:
    """What failed; what was refused in the words in which a plan refuses."""
    from rawugc_sync.render.plan_ending import refusals
    from rawugc_sync.words.errors import Refused

    refused = [d for d in failed.diagnostics if isinstance(failed, Refused) and d.code == "stale"]
    for said in refusals(refused, app.console.error_style):
        app.console.say(said)
    app.console.report([d for d in failed.diagnostics if d not in refused])


class _Hands:
    """What an apply shows, asks and tells on the command line."""

    def __init__(self, app: App, progress: Progress, stopper: Stopper, chosen: Chosen, *, ask: bool) -> None:
        self.stopper = stopper
        self.observer = progress
        self._app = app
        self._ask = ask
        self._as_json = chosen.as_json
        self._reports = chosen.reports

    def wait(self, wait: Delay) -> None:
        self.observer.wait(wait)

    def uploading(self, file: Upload, sent: int) -> None:
        self.observer.uploading(file, sent)

    def stuck(self, failed: RawugcError) -> None:
        self._app.console.report(failed.diagnostics)

    def show(self, plan: Plan) -> None:
        from rawugc_sync.cli._show import plan_as_text, show_plan

        if self._reports.on_stdout:
            self._app.console.say(plan_as_text(self._app, plan))
        elif not self._as_json:
            show_plan(self._app, plan, as_json=False)

    def approves(self, plan: Plan) -> bool:
        from rawugc_sync.words.credits import told

        if not self._ask:
            return True
        whose = self._app.whose(plan.organization_id)
        cost = told(plan.budget.credits, plan.budget.unpriced)
        price = f", for {cost}" if cost else ""
        return approves(self._app.console, f"Do you want to carry this out in {whose}{price}?")

    def carry_out(self, plan: Plan, go: Callable[[], Outcome]) -> Outcome | None:
        from rawugc_sync.cli._stopping import listening

        self.observer.begin(plan)
        try:
            with listening(self.stopper):
                outcome = go()
        except KeyboardInterrupt:
            self._app.console.say("Stopped at once. The journal has what was done; the next run carries on.")
            return None
        finally:
            self.observer.end()
        self._tell(plan, outcome)
        return outcome

    def _tell(self, plan: Plan, outcome: Outcome) -> None:
        from rawugc_sync.render.outcome_text import closing, outcome_json, outcome_text

        self._app.what = closing(outcome)
        console = self._app.console
        if self._as_json:
            known = plan.organization_id or self._app.workspace.config.organization
            whose = {"environment": plan.environment, "organization_id": known, "server": plan.server}
            console.json({"type": "result", **whose, **outcome_json(outcome, self._app.called)}, indent=None)
        elif (plan.changes or outcome.unapproved or outcome.exit_code) and not self._reports.on_stdout:
            console.tell("\n" + outcome_text(outcome, console.style, self._app.called))
            if plan.environment:
                console.tell(console.style.dim(self._app.whose(plan.organization_id)))
        if self._reports:
            write_outcome(self._app, plan, outcome, self._reports)
