"""Makes an approved plan again before it is carried out, and holds it to what was approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rawugc_sync.api.client import Reader
from rawugc_sync.api.pacing import Wait
from rawugc_sync.planning.staleness import confined, staleness
from rawugc_sync.reconciling.plan import Planned, plan_to_apply
from rawugc_sync.reconciling.request import Request
from rawugc_sync.resources.life import Verdict
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import Refused
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.workspace.workspace import Workspace


def renewed(
    workspace: Workspace,
    approved: Plan,
    request: Request,
    about: frozenset[Address] | None,
    reader: Reader,
    on_wait: Callable[[Wait], None],
) -> Planned:
    """The approved plan as it is now, ready to be carried out, and nothing beside it.

    `about` are the addresses that may stop it; None for all of them. Refused when one of its changes is
    stale.
    """
    planned = plan_to_apply(workspace, request, reader, on_wait, about)
    now = int(reader.server_time() * 1000)

    def late(change: Change) -> Verdict:
        return workspace.types[change.address.collection].life.timely(change, now)

    if moved := staleness(approved, planned.plan, late):
        raise Refused([planned.manifests.placed(one) for one in moved])
    seen = planned.state.moved if planned.state else frozenset()
    return replace(planned, plan=confined(planned.plan, approved, seen))
