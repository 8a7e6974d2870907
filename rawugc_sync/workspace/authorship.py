"""Who wrote what the changes of a plan rest on, for whoever reviews it."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.planned import Plan
from rawugc_sync.workspace.authors import authors_of
from rawugc_sync.workspace.workspace import Workspace


def with_authors(plan: Plan, workspace: Workspace, manifests: Manifests) -> Plan:
    """The plan whose changes say whose lines they rest on."""
    authors = authors_of(workspace, manifests, plan.state.settled, plan.changes)
    return replace(plan, changes=tuple(replace(c, written=authors.written(c)) for c in plan.changes))
