"""Makes a link for one person and one role, for the plan of a kept run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rawugc_sync.approving.persons import may
from rawugc_sync.fleet.engine import links, runs
from rawugc_sync.fleet.engine.database import Row
from rawugc_sync.fleet.engine.links import Bound
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.serve.kept import plan_of
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.reconciling.policy import InForce, in_force_now
from rawugc_sync.words.approvals import Role
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.people import People

PLAN_IT = "Plan it: rawugc-sync fleet enqueue WORKSPACE --kind plan"


@dataclass(frozen=True, slots=True)
class Invited:
    """A link: its URL is the only place that has its token. `plan` is the name of the plan it is for.

    `request` is the number of the pull request that it is of; None for one of the branch.
    """

    url: str
    expires_at: datetime
    run: str
    request: int | None
    plan: str


def invite(site: Site, known: Known, role: str, person: str, run: str | None) -> Invited:
    """Make a link for a plan of a workspace: that of a run, else the newest.

    InvalidInput where there is no such plan, or it asks nothing of the role; Refused for who may not speak
    for it, or whose word would not count without a signature.
    """
    settings = site.links
    row = _run(site, known, run)
    plan = plan_of(row)
    _check_standing(site, row, plan.digest)
    with site.desk(known) as workspace:
        check(in_force_now(workspace), role, person)
    if role not in {one.asked.role for one in plan.approvals}:
        summary = f"the plan {plan.name or 'of this run'} asks nothing of {role}"
        raise InvalidInput.of("fleet-nothing-asked", summary, f"Is it an older one? {PLAN_IT}")
    bound = Bound(run=row["id"], digest=plan.digest, role=role, person=person, seconds=settings.expire)
    with site.database.transaction() as connection:
        token, expires_at = links.make(connection, bound)
    url = f"{settings.address.rstrip('/')}/r/{token}"
    return Invited(url, expires_at, row["id"], row["request"], plan.name)


def check(policy: InForce, name: str, person: str) -> Role:
    """The role, for which this person may speak on a page. Refused otherwise."""
    role = policy.law.roles.named(name)
    if role is None:
        known = [one.name for one in policy.law.roles.roles]
        hint = did_you_mean(name, known, f"Known are {', '.join(known)}." if known else "")
        raise Refused.of("unknown-role", f"there is no role {name} in the policy that counts", hint)
    if not may(role, person, People(policy.law.roles.people)):
        detail = f"Those who may: {', '.join(role.by)}."
        raise Refused.of("not-allowed", f"{person} may not speak for {name}", detail)
    if role.signers is not None:
        summary = f"{name} has `signers`: what is said on a page is not signed, and does not count"
        detail = f"Sign it: rawugc-sync approve --role {name} --plan NAME"
        raise Refused.of("fleet-link-unsigned", summary, detail)
    return role


def _run(site: Site, known: Known, run: str | None) -> Row:
    """A run that has a plan to show."""
    with site.database.transaction() as connection:
        found = runs.run(connection, run) if run else links.newest_plan(connection, known.member.id)
    if found is None or found["workspace"] != known.member.id:
        what = f"no plan of {known.member} is kept that is about what there is now"
        summary = f"{known.member} has no run {run}" if run else what
        raise InvalidInput.of("fleet-no-plan", summary, PLAN_IT)
    if found["plan"] is None or found["kind"] != "plan":
        raise InvalidInput.of("fleet-no-plan", f"the run {run} is no plan that is kept", PLAN_IT)
    return found


def _check_standing(site: Site, row: Row, digest: str) -> None:
    """InvalidInput for a plan whose link would lead nowhere: what it was about has changed since."""
    with site.database.transaction() as connection:
        found = links.standing(connection, row["workspace"], row["request"])
    if found is None or found["digest"] != digest:
        summary = f"the plan of run {row['id']} is past: what it was about has changed since"
        raise InvalidInput.of("fleet-no-plan", summary, PLAN_IT)
