"""A run as it is kept: who applied which plan when, from which commit, and what became of each change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, count

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.words.actions import COUNTED
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.names import name_of
from rawugc_sync.words.planned import Plan, StateInfo
from rawugc_sync.words.provenance import Made
from rawugc_sync.words.uploads import Content

LATEST = "latest"
"""What people call the newest run, instead of its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A yes that a run rested on: of a role, to what it looks after at an address, by whom and when (ms)."""

    role: str
    address: str
    by: tuple[str, ...]
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run that changed something. `at` is when it began (Unix ms), `digest` that of its plan.

    `commit` is that of its checkout; what was not `clean` was not what the commit has. The changes of
    `results` have their objects as the plan had them, with the outputs that were known when it ended;
    `contents` says where the files of their fields are.

    `taken_over`: it ended at once, and the next one found in its journal what it had done. `carried_on` is
    the run that came next, once there is one.
    """

    id: str
    at: int
    by: str
    commit: str | None
    clean: bool
    environment: str | None
    digest: str
    organization_id: str | None
    server: str | None
    approvals: tuple[Given, ...]
    results: tuple[Result, ...]
    contents: tuple[Content, ...] = ()
    interrupted: bool = False
    taken_over: bool = False
    carried_on: str | None = None

    @property
    def plan(self) -> str:
        """The name of its plan."""
        return name_of(self.digest)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes were applied, in the words of a plan's summary."""
        counts = dict.fromkeys(COUNTED, 0)
        for result in self.outcome.of(Fate.APPLIED):
            for word in result.change.action.counts:
                counts[word] += 1
        return counts

    @property
    def outcome(self) -> Outcome:
        """What became of its changes, as the run told it."""
        return Outcome(self.results, interrupted=self.interrupted)

    def as_plan(self, workspace: str) -> Plan:
        """What it changed, as a plan of this workspace: there is nothing to decide any more."""
        changes = (replace(one.change, decide_by=None, due=None) for one in self.results)
        return Plan(
            workspace=workspace,
            organization_id=self.organization_id,
            state=StateInfo(),
            changes=tuple(sorted(changes, key=lambda one: one.address)),
            unchanged=0,
            budget=Budget(reads=0, writes=0),
            digest=self.digest,
            environment=self.environment,
            server=self.server,
            contents=self.contents,
            made=Made(at=self.at, commit=self.commit),
        )


def changes_anything(results: Iterable[Result]) -> bool:
    """Whether anything was done, or may have been; waiting for what was asked for before is nothing."""
    return any(
        one.fate in (Fate.APPLIED, Fate.UNRESOLVED) or (one.partial and not one.change.goes_on)
        for one in results
    )


def id_for(at: int, taken: Collection[object]) -> str:
    """The id of a run that began `at` (Unix ms): its second in UTC, and a number if that is `taken`.

    `20270115-080000`: it sorts by time, and can be typed.
    """
    second = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y%m%d-%H%M%S")
    names = chain([second], (f"{second}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
