"""`apply`: makes a plan happen, after showing it and asking."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._asking import approves, can_ask, no_terminal
from rawugc_sync.cli._plan_options import plan_options, request_of, run_options, strict_option
from rawugc_sync.cli._surgery import locked

if TYPE_CHECKING:
    from rawugc_sync.api.client import Writer
    from rawugc_sync.cli._progress import Progress
    from rawugc_sync.cli._stopping import Stopper
    from rawugc_sync.reconciling.plan import Planned
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.words.addresses import Address
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan

_PATIENCE = 60
"""Seconds after which an approved plan is made again before it is carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms to carry a plan out, and how to tell of it."""

    auto_approve: bool
    as_json: bool
    max_wait: float
    lock_timeout: float
    strict: bool = False
    expect_digest: tuple[str, ...] = ()


@click.command()
@click.argument("planfile", type=click.Path(path_type=Path), required=False)
@plan_options
@run_options
@click.option(
    "--expect-digest",
    multiple=True,
    metavar="DIGEST|PLANFILE",
    help="Go on only if every change is among these approved ones; repeatable.",
)
@strict_option
@pass_app
def command(app: App, planfile: Path | None, **options: Any) -> int:
    """Carry out a plan, a saved or a new one.

    A new plan is shown, and carried out once it is approved.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 5 locked, 6 unresolved creates, 130 interrupted.
    """
    terms = Terms(**{name: options.pop(name) for name in Terms.__dataclass_fields__})
    if planfile is not None and any(value not in (None, False, ()) for value in options.values()):
        raise click.UsageError("A saved plan is applied as it is: leave out the other options.")
    return carry_out(app, request_of(options), planfile, terms)


def carry_out(app: App, request: Request, planfile: Path | None, terms: Terms) -> int:
    """Plan, show, ask, apply, report; returns the exit code."""
    from rawugc_sync.cli._progress import progress
    from rawugc_sync.cli._stopping import Stopper
    from rawugc_sync.words.errors import RawugcError

    ask = planfile is None and not terms.auto_approve
    shown = progress(app.console, as_json=terms.as_json)
    stopper = Stopper(app.around.clock)
    try:
        if ask and (terms.as_json or not can_ask()):
            raise no_terminal("Pass --auto-approve, or apply a saved plan.")
        digests = _approved_digests(app, terms)
        keeper = app.workspace.keeper
        with locked(app, "apply", terms.lock_timeout):
            keeper.settle()
            with closing(app.workspace.writer(shown.wait, clock=stopper, max_wait=terms.max_wait)) as writer:
                applying = _Applying(app, writer, shown, stopper, terms, digests)
                return applying.run(request, planfile, ask=ask)
    except RawugcError as failed:
        return _failed(app, failed, as_json=terms.as_json)


def _approved_digests(app: App, terms: Terms) -> frozenset[str] | None:
    """Before anything is asked for: what is no digest and no plan file must not cost a request."""
    from rawugc_sync.planfile import files as planfile

    return planfile.approved(terms.expect_digest, app.root) if terms.expect_digest else None


def _failed(app: App, failed: RawugcError, *, as_json: bool) -> int:
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
    from rawugc_sync.render.plan_ending import refusal
    from rawugc_sync.words.errors import Refused

    refused = [d for d in failed.diagnostics if isinstance(failed, Refused) and d.code == "stale"]
    for diagnostic in refused:
        app.console.say(refusal(diagnostic, app.console.error_style))
    app.console.report([d for d in failed.diagnostics if d not in refused])


class _Applying:
    """One apply, from the plan to the report."""

    def __init__(
        self,
        app: App,
        writer: Writer,
        progress: Progress,
        stopper: Stopper,
        terms: Terms,
        digests: frozenset[str] | None,
    ) -> None:
        self._app = app
        self._writer = writer
        self._progress = progress
        self._stopper = stopper
        self._terms = terms
        self._digests = digests

    def run(self, request: Request, planfile: Path | None, *, ask: bool) -> int:
        from rawugc_sync.cli._show import refusal_code, show_plan

        planned = self._saved(planfile) if planfile else self._plan(request)
        plan = planned.plan
        code = refusal_code(plan, strict=self._terms.strict)
        if self._terms.as_json and code:
            raise _turned_down(plan, code)
        if not self._terms.as_json:
            show_plan(self._app, plan, as_json=False)
        if code:
            return code
        self._check_digests(planned)
        if ask and plan.changes:
            approved = self._approved(planned)
            if approved is None:
                return 1
            planned = approved
        return self._apply(planned)

    def _plan(self, request: Request) -> Planned:
        from rawugc_sync.reconciling.plan import plan_to_apply

        return plan_to_apply(self._app.workspace, request, self._writer, self._progress.wait)

    def _again(self, approved: Plan, request: Request, about: frozenset[Address] | None) -> Planned:
        from rawugc_sync.reconciling.renew import renewed

        return renewed(self._app.workspace, approved, request, about, self._writer, self._progress.wait)

    def _check_digests(self, planned: Planned) -> None:
        from rawugc_sync.planfile import files as planfile
        from rawugc_sync.words.errors import Refused

        if self._digests is None:
            return
        if unapproved := planfile.unapproved(planned.plan, self._digests):
            raise Refused(unapproved)

    def _saved(self, path: Path) -> Planned:
        from rawugc_sync.planfile import files as planfile
        from rawugc_sync.words.errors import Refused

        saved = planfile.load(self._app.root / path)
        if saved.plan.environment != self._app.environment:
            raise Refused.of("stale", *_other_environment(saved.plan.environment, self._app.environment))
        if saved.plan.server != self._app.workspace.server:  # which may be another world
            summary = f"the plan was made against {saved.plan.server}, and this run speaks to another server"
            raise Refused.of("stale", summary, "Apply it with the same options and environment.")
        return self._again(saved.plan, saved.request, saved.about)

    def _approved(self, planned: Planned) -> Planned | None:
        """The plan as it is once the user has said yes; None for a no."""
        from rawugc_sync.cli._show import refusal_code

        clock = self._app.around.clock
        asked = clock.monotonic()
        whose = self._app.whose(planned.plan.organization_id)
        if not approves(self._app.console, f"Do you want to carry this out in {whose}?"):
            return None
        if clock.monotonic() - asked <= _PATIENCE:
            return planned
        again = self._again(planned.plan, planned.request, None)
        if code := refusal_code(again.plan, strict=self._terms.strict):
            raise _turned_down(again.plan, code)
        return again

    def _apply(self, planned: Planned) -> int:
        from rawugc_sync.reconciling.apply import apply
        from rawugc_sync.render.outcome_text import outcome_json, outcome_text

        self._progress.begin(planned.plan)
        try:
            with self._stopper.listening():
                outcome = apply(
                    self._app.workspace, planned, self._writer, self._progress, self._stopper.stopping
                )
        except KeyboardInterrupt:
            self._app.console.say("Stopped at once. The journal has what was done; the next run carries on.")
            return 130
        finally:
            self._progress.end()
        plan = planned.plan
        if self._terms.as_json:
            known = plan.organization_id or self._app.workspace.config.organization
            whose = {"environment": plan.environment, "organization_id": known, "server": plan.server}
            self._app.console.json({"type": "result", **whose, **outcome_json(outcome)}, indent=None)
        elif plan.changes or outcome.exit_code:
            self._app.console.out("\n" + outcome_text(outcome, self._app.console.style))
            if plan.environment:
                self._app.console.out(self._app.console.style.dim(self._app.whose(plan.organization_id)))
        return outcome.exit_code


def _turned_down(plan: Plan, code: int) -> RawugcError:
    """The error for a plan that may not be applied, with everything that it says."""
    from rawugc_sync.words.errors import InvalidInput, Refused

    said = [*plan.errors, *plan.refusals, *plan.diagnostics]
    return Refused(said) if code == 3 else InvalidInput(said)


def _other_environment(saved: str | None, now: str | None) -> tuple[str, str]:
    made = f"for the environment {saved}" if saved else "without an environment"
    summary = f"the plan was made {made}, and this run is for {now or 'none'}"
    return summary, "Apply it with the --env that it was made with."
