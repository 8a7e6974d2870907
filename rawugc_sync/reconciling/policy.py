"""Which policy counts for a plan, and what the manifests make of it: nobody changes it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from rawugc_sync.manifest.law import WAIVERS, document_of, law_in, waivers_document
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.digest import plan_digest, policy_digest
from rawugc_sync.reconciling.request import Request
from rawugc_sync.words.approvals import Approval, Role, Roles, waiver_key
from rawugc_sync.words.law import LAWLESS, Law, PolicyChange
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import State
from rawugc_sync.words.rules import Rule, Waiver
from rawugc_sync.workspace.workspace import Workspace

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """`law` is what counts, `deciding` are the roles that a change of it asks: the recorded ones."""

    law: Law = LAWLESS
    deciding: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(InForce):
    """What is in force for a plan, and what becomes of it.

    `waived` are the waivers that are new, or last longer than those that are known. `known` is what the state
    has, None for nothing, and `written` what the manifests say, each with its waivers. A plan that is not
    about everything leaves the policy as it is: `is_whole` is false. `is_first`: nothing was applied yet.
    """

    change: PolicyChange | None = None
    waived: tuple[Waiver, ...] = ()
    known: Document | None = None
    written: Document = field(default_factory=dict)
    is_whole: bool = True
    is_first: bool = False

    def recorded(self, change: PolicyChange | None, approvals: Iterable[Approval]) -> Document | None:
        """What the state has of it once a plan with this change of it is applied; None for nothing still."""
        if not self.is_whole:
            return self.known
        lacking = {key for one in approvals if one.lacks for key in one.asked.keys}
        known = self.known or {}
        said = self.written if change == self.change else known
        kept = _by_place(known.get(WAIVERS, []))
        waivers = _by_place(self.written.get(WAIVERS, []))
        for place in [one for one in waivers if waiver_key(*one) in lacking]:
            waivers.pop(place)
            waivers |= {place: kept[place]} if place in kept else {}
        found = {name: part for name, part in said.items() if name != WAIVERS}
        if waivers:
            found[WAIVERS] = [waivers[place] for place in sorted(waivers)]
        return found if found or self.known is not None else None

    @property
    def is_noted(self) -> bool:
        """Whether the next apply has something of it to write down."""
        return not self.is_first and self.recorded(self.change, ()) != self.known


def policy_of(workspace: Workspace, manifests: Manifests, state: State | None, request: Request) -> Policy:
    """The policy for a plan from these manifests; before a first apply it is theirs.

    Raises StateError for a recorded policy that is not understood, InvalidInput for a missing file of keys.
    """
    known = state.policy if state else None
    written, recorded = _laws(workspace, state, manifests.rules)
    is_whole = request.is_whole
    allowed = () if request.mode == "destroy" else manifests.waivers  # no rule stops a takedown
    document, waivers = document_of(written), waivers_document(allowed)
    return Policy(
        law=written.beside(recorded),
        deciding=recorded.roles.roles,
        change=_change(known, document) if state and is_whole else None,
        waived=_newer(allowed, known, workspace.now),
        known=known,
        written={**document, **({WAIVERS: waivers} if waivers else {})},
        is_whole=is_whole,
        is_first=state is None,
    )


def with_policy(plan: Plan, policy: Policy) -> Plan:
    """The plan with what becomes of the policy, which its digest covers, too."""
    digest = plan_digest(plan.organization_id, plan.changes, policy.change)
    noted = plan.bookkeeping + policy.is_noted
    return replace(plan, policy=policy.change, bookkeeping=noted, digest=digest)


def in_force(workspace: Workspace, state: State | None) -> InForce:
    """Whose word counts, by `rawugc.yaml` and a state; errors as for `policy_of`.

    No manifest is read, so they may be wrong, and of the rules only those are known that are recorded.
    """
    written, recorded = _laws(workspace, state)
    return InForce(law=written.beside(recorded), deciding=recorded.roles.roles)


def in_force_now(workspace: Workspace) -> InForce:
    """Whose word counts by the state as it is; no API is asked."""
    return in_force(workspace, workspace.keeper.read())


def _laws(workspace: Workspace, state: State | None, rules: tuple[Rule, ...] = ()) -> tuple[Law, Law]:
    """What is written, with these rules, and what is recorded."""
    roles = workspace.config.approvals
    recorded = law_in(state.policy if state else None, workspace.types, workspace.keeper.place)
    return Law(roles, rules, signers_of(workspace, roles)), recorded


def signers_of(workspace: Workspace, roles: Roles) -> dict[str, str]:
    """The texts of the files that roles name. InvalidInput for one that cannot be read."""
    paths = {role.signers for role in roles.roles if role.signers}
    if not paths:
        return {}
    from rawugc_sync.signing.signers import signers_text  # most roles have none

    return {path: signers_text(workspace.root, path) for path in sorted(paths)}


def _change(known: Document | None, written: Document) -> PolicyChange | None:
    before = {name: part for name, part in (known or {}).items() if name != WAIVERS}
    if before == written:
        return None
    return PolicyChange(before=before, after=written, digest=policy_digest(before, written))


def _newer(waivers: Iterable[Waiver], known: Document | None, now: int) -> tuple[Waiver, ...]:
    """Those that still count, and that nobody knew of, or that end later than what was known."""
    until = {place: one["until"] for place, one in _by_place((known or {}).get(WAIVERS, [])).items()}
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    return tuple(
        one
        for one in waivers
        if one.until >= today
        and str(one.until) > until.get((one.rule, str(one.address), one.field or ""), "")
    )


_Place = tuple[str, str, str]


def _by_place(waivers: Iterable[Mapping[str, Any]]) -> dict[_Place, Mapping[str, Any]]:
    return {(one["rule"], one["address"], one["field"] or ""): one for one in waivers}
