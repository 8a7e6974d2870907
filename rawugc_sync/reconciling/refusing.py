"""What keeps a plan from being carried out: what it says itself, what nobody approved, another world."""

from __future__ import annotations

from rawugc_sync.words.diagnostics import Diagnostic, Severity, error
from rawugc_sync.words.errors import InvalidInput, RawugcError, Refused
from rawugc_sync.words.names import name_of
from rawugc_sync.words.planned import Plan
from rawugc_sync.workspace.workspace import Workspace


def turned_down(plan: Plan, *, strict: bool) -> RawugcError | None:
    """Why a plan may not be carried out, with everything that it says; None when it may.

    InvalidInput when something in it is wrong, Refused when a rule says no. `strict`: a warning is wrong.
    """
    said = [*plan.errors, *plan.refusals, *plan.diagnostics]
    if plan.errors:
        return InvalidInput(said)
    if plan.refusals:
        return Refused(said)
    warned = any(diagnostic.severity is Severity.WARNING for diagnostic in plan.diagnostics)
    return InvalidInput(said) if strict and warned else None


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
