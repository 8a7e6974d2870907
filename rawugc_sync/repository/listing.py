"""Lists the workspaces below a folder, with what their `rawugc.yaml` says and what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rawugc_sync.git.changed import changed_since
from rawugc_sync.manifest.below import look_below
from rawugc_sync.repository.elsewhere import elsewhere
from rawugc_sync.repository.orphans import Estate, orphans
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.workspace.members import Broken, Member, former_members, members_of
from rawugc_sync.workspace.same_state import same_states
from rawugc_sync.workspace.surroundings import Surroundings

_USERINFO = re.compile(r"(?<=://)[^/@]*@")


@dataclass(frozen=True, slots=True)
class ListedWorkspace:
    """One workspace; `path` leads to it from where the list was made, `organizations` is by environment."""

    path: str
    name: str
    organization: str | None
    environments: tuple[str, ...]
    organizations: Mapping[str, str | None]
    paused: bool
    include: tuple[str, ...]
    state: str

    @classmethod
    def of(cls, member: Member) -> ListedWorkspace:
        config = member.config
        return cls(
            path=member.path,
            name=member.name,
            organization=config.organization,
            environments=member.environments,
            organizations={
                name: config.environments[name].organization or config.organization
                for name in member.environments
            },
            paused=config.pause,
            include=tuple(config.include),
            state=_without_secrets(config.state),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Listing:
    """The workspaces in the order of their paths, what is wrong with others, and what was left behind."""

    workspaces: tuple[ListedWorkspace, ...]
    diagnostics: tuple[Diagnostic, ...]


def listing(root: Path, around: Surroundings, since: str | None) -> Listing:
    """The workspaces at and below `root`; with `since`, those that have changed since that commit.

    InvalidInput when it cannot be told what has changed.
    """
    variables = around.variables
    changed = changed_since(root, variables, since) if since is not None else None
    below = look_below(root)
    members, broken = members_of(root, below.workspaces)
    chosen = [one for one in members if changed is None or any(map(changed.touches, one.folders))]
    estate = Estate(root, members, broken)
    before = estate.before(changed, variables) if changed else ()
    former = list(former_members(root, changed, variables)) if changed else []
    detail = "A workspace in there is not listed. Name a folder further down with -C."
    return Listing(
        tuple(ListedWorkspace.of(one) for one in chosen),
        (
            *(diagnostic for one in broken for diagnostic in one.diagnostics),
            *(warning("not-searched", summary, detail) for summary in below.missed),
            *same_states(root, variables, members),
            *orphans(estate, below.states, before, around.now),
            *_elsewhere(root, [*members, *former], broken, around),
        ),
    )


def _elsewhere(
    root: Path, members: list[Member], broken: list[Broken], around: Surroundings
) -> Iterator[Diagnostic]:
    """Only at the top of a checkout, and with all that can be read, is it known whose the states are."""
    if not broken and os.path.lexists(root / ".git"):
        yield from elsewhere(root, members, around)


def _without_secrets(state: str) -> str:
    """Where a state is, without users and passwords; only git's query can hold nothing else."""
    place = state if state.startswith("git+") else state.partition("?")[0]
    return _USERINFO.sub("", place)
