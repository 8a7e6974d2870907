"""What keeps a plan from being carried out: what it says itself, what nobody approved, another world."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.words.diagnostics import Diagnostic, Severity, error
from rawugc_sync.words.errors import InvalidInput, RawugcError, Refused
from rawugc_sync.words.names import name_of
from rawugc_sync.words.planned import Plan
from rawugc_sync.workspace.workspace import Workspace


def strictly(plan: Plan) -> Plan:
    """The plan with its warnings as what stops it, so that all that shows it says why.

    One that is stopped by more than warnings stays as it is.
    """
    if plan.errors or plan.refusals:
        return plan
    warnings = tuple(one for one in plan.diagnostics if one.severity is Severity.WARNING)
    others = tuple(one for one in plan.diagnostics if one.severity is not Severity.WARNING)
    return replace(plan, errors=warnings, diagnostics=others)


def turned_down(plan: Plan) -> RawugcError | None:
    """Why a plan may not be carried out, with everything that it says; None when it may.

    InvalidInput when something in it is wrong, Refused when a rule says no.
    """
    said = [*plan.errors, *plan.refusals, *plan.diagnostics]
    if plan.errors:
        return InvalidInput(said)
    return Refused(said) if plan.refusals else None


def exit_code_of(plan: Plan) -> int:
    """How looking at a plan ends, whatever it would change; what is wrong and stops nothing counts, too."""
    if stopped := turned_down(plan):
        return stopped.exit_code
    return InvalidInput.exit_code if plan.lasting else 0


def unapproved(plan: Plan, digests: frozenset[str]) -> list[Diagnostic]:
    """An error for each change of a plan that is not among the approved `digests`, whole or as names.

    What goes on with what was asked for before needs no approval: whoever asked had one.
    """
    if _is_among(digests, plan.digest):
        return []
    return [
        error(
            "unapproved",
            f"is a change that nobody approved ({'/'.join(change.actions)}, {name_of(change.digest)})",
            "Make a plan, have it approved, and pass its file, name or digest.",
            address=str(change.address),
            source=change.source,
        )
        for change in plan.changes
        if not _is_among(digests, change.digest) and not change.goes_on
    ]


def _is_among(digests: frozenset[str], digest: str) -> bool:
    return digest in digests or name_of(digest) in digests


def check_world(workspace: Workspace, plan: Plan) -> None:
    """Refused when a plan was made for another environment, or against another server."""
    if plan.environment != workspace.environment:
        raise Refused.of("stale", *_other_environment(plan.environment, workspace.environment))
    if plan.server != workspace.server:
        summary = f"the plan was made against {plan.server}, and this run speaks to another server"
        raise Refused.of("stale", summary, "Apply it with the same options and environment.")


def _other_environment(made_for: str | None, now: str | None) -> tuple[str, str]:
    made = f"for the environment {made_for}" if made_for else "without an environment"
    summary = f"the plan was made {made}, and this run is for {now or 'none'}"
    return summary, "Apply it with the --env that it was made with."
