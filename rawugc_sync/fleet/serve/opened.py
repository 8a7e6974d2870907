"""A link that somebody has opened: what it is for, if it still is for anything."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from rawugc_sync.fleet.engine import links, workspaces
from rawugc_sync.fleet.engine.database import Connection, Row
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.serve.closed import Closed, refused
from rawugc_sync.fleet.serve.inviting import check
from rawugc_sync.fleet.serve.kept import plan_of
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.reconciling.approving import heard_now
from rawugc_sync.reconciling.policy import InForce, in_force_now
from rawugc_sync.reconciling.refusing import check_world
from rawugc_sync.words.approvals import Approval
from rawugc_sync.words.errors import RawugcError, Refused
from rawugc_sync.words.planned import Plan
from rawugc_sync.workspace.workspace import Workspace

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
UNKNOWN = ("There is no such page.", "Ask whoever has sent you the link for a new one.")
_log = logging.getLogger("rawugc_sync.fleet")
_NEW = "Ask whoever has sent it for a new one."


@dataclass(frozen=True, slots=True)
class Opened:
    """`link` is its row with that of its run, `standing` that of the newest run with the same plan.

    `plan` has each approval as it stands now.
    """

    token: str
    link: Row
    standing: Row
    known: Known
    workspace: Workspace
    policy: InForce
    plan: Plan

    @property
    def asked(self) -> dict[str, list[Approval]]:
        """Address → what the plan asks of the role there, in the order of the plan."""
        found: dict[str, list[Approval]] = {}
        for one in self.plan.approvals:
            if one.asked.role == self.link["role"]:
                found.setdefault(one.asked.address, []).append(one)
        return found


@contextmanager
def opened(site: Site, token: str) -> Iterator[Opened]:
    """What a link leads to, in a checkout that is there for as long as this lasts.

    Closed where it holds no more, or the person may not speak any more.
    """
    if site.fleet.links is None or not _TOKEN.fullmatch(token):
        raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN)
    with site.database.transaction() as connection:
        link = links.get(connection, token)
        if link is None:
            raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN)
        known, standing = _current(connection, link)
    with ExitStack() as held:
        try:
            workspace = held.enter_context(site.desk(known))
            policy, plan = _seen(workspace, link)
        except Refused as failed:
            raise refused(failed) from None
        except RawugcError as failed:
            raise away(failed) from None
        found = Opened(token, link, standing, known, workspace, policy, plan)
        if plan.digest != link["digest"] or not found.asked:
            raise Closed(HTTPStatus.FORBIDDEN, f"This plan asks nothing of {link['role']}.")
        yield found


def away(failed: RawugcError) -> Closed:
    """The page cannot be made now, for a reason that is none of its reader's business."""
    _log.warning("a link cannot be used right now: %s", failed)
    return Closed(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "This page cannot be shown right now.",
        "The link was not used. Try again in a few minutes.",
    )


def _seen(workspace: Workspace, link: Row) -> tuple[InForce, Plan]:
    """The policy that counts for it, and its plan as it stands. Refused for who may not speak any more."""
    plan, policy = plan_of(link), in_force_now(workspace)
    check(policy, link["role"], link["person"])
    check_world(workspace, plan)
    return policy, replace(plan, approvals=heard_now(workspace, plan))


def _current(connection: Connection, link: Row) -> tuple[Known, Row]:
    """The workspace of a link that can be used, and the newest run with its plan."""
    if link["used_at"] is not None:
        raise Closed(HTTPStatus.GONE, "This link was used already.", _NEW)
    if link["is_over"]:
        raise Closed(HTTPStatus.GONE, "This link has expired.", _NEW)
    found = workspaces.get(connection, [link["workspace"]])
    standing = links.standing(connection, link["workspace"], link["request"])
    if not found or found[0].gone or standing is None or standing["digest"] != link["digest"]:
        raise Closed(
            HTTPStatus.GONE, "This link is for another plan: what it was about has changed since.", _NEW
        )
    return found[0], standing
