"""Where each yes stands that a plan takes, by the policy that counts and the book of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rawugc_sync.approving.asking import Asking, asked_of_policy, asked_of_waiver
from rawugc_sync.approving.book import load
from rawugc_sync.approving.standing import Hearing
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.digest import plan_digest
from rawugc_sync.reconciling.policy import Policy
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import Approval, Asked, Entry, Role
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.authors import Authors, authors_of
from rawugc_sync.workspace.workspace import Workspace


def with_approvals(
    plan: Plan, workspace: Workspace, manifests: Manifests, state: State | None, policy: Policy
) -> Plan:
    """The plan with what becomes of the policy, and with where each yes stands that all of it takes."""
    changed = replace(
        plan,
        policy=policy.change,
        bookkeeping=plan.bookkeeping + policy.is_noted,
        digest=plan_digest(plan.organization_id, plan.changes, policy.change),
    )
    if not policy.law.roles.roles:
        return changed
    authors = authors_of(workspace, manifests, state.applied.commit if state and state.applied else None)
    asked = list(_asked(changed, workspace, manifests, policy, authors))
    served = {str(address): at for address, at in state.served.items()} if state else {}
    return replace(changed, approvals=heard(asked, workspace, policy, served))


def heard(
    asked: list[Asked], workspace: Workspace, policy: Policy, served: dict[str, int]
) -> tuple[Approval, ...]:
    """Where each of these stands by what the book says now."""
    book = book_of(workspace)
    hearing = Hearing(
        roles=policy.law.roles,
        entries=book.genuine,
        environment=workspace.environment,
        now=workspace.now,
        signed=_signed(policy),
        served=served,
    )
    return hearing.heard(asked)


def _asked(
    plan: Plan, workspace: Workspace, manifests: Manifests, policy: Policy, authors: Authors
) -> Iterator[Asked]:
    roles, desired = policy.law.roles.roles, manifests.desired

    def permits(address: Address) -> frozenset[str]:
        return desired[address].permits if address in desired else frozenset()

    asking = Asking(roles=roles, types=workspace.types, permits=permits, authors=authors.of)
    yield from asking.of(plan.changes)
    for waiver in policy.waived:
        hands = authors.of_lines(waiver.source)
        yield from asked_of_waiver(roles, waiver, hands, (str(waiver.address),))
    if policy.change is not None:
        files = {
            CONFIG_NAME,
            *policy.law.signers,
            *(one.source.file for one in manifests.rules if one.source),
        }
        yield from asked_of_policy(roles, policy.change, authors.of_files(sorted(files)))


def _signed(policy: Policy):
    def objection(entry: Entry, role: Role) -> str | None:
        return None

    return objection
