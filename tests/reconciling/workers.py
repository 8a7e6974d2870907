"""A worker's side of a run: workspaces in one process, each with its RawUGC, and hands without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from threading import Event

from rawugc_sync.api.pacing import Delay
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.api.windows import Windows
from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.applying.underway import Underway
from rawugc_sync.reconciling.plan import Planned, plan
from rawugc_sync.reconciling.request import Request
from rawugc_sync.reconciling.run import Asked, Ran, Terms, run
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.uploads import Upload
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace
from tests.contract.project import KEY, HandClock, Project


class PatientClock(HandClock):
    """A clock by which nobody who waits gets anywhere before somebody has come and seen it.

    `waited` is set by the first wait, which lasts until `seen` is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.waited = Event()
        self.seen = Event()

    def sleep(self, seconds: float) -> None:
        self.waited.set()
        assert self.seen.wait(60)
        super().sleep(seconds)


@dataclass
class Worker:
    """Hands that say `answer`, and write down what they hear. `meanwhile` happens before they answer."""

    stopper: Stopper
    answer: bool = True
    meanwhile: Callable[[], object] = lambda: None
    shown: list[Plan] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    @property
    def observer(self) -> Worker:
        return self

    def wait(self, wait: Delay) -> None:
        self.waits.append(wait.reason)

    def show(self, plan: Plan) -> None:
        self.shown.append(plan)

    def approves(self, plan: Plan) -> bool:
        self.meanwhile()
        return self.answer

    def carry_out(self, plan: Plan, go: Callable[[], Outcome]) -> Outcome | None:
        return go()

    def uploading(self, file: Upload, sent: int) -> None:
        pass

    def stuck(self, failed: RawugcError) -> None:
        raise failed

    def started(self, change: Change) -> None:
        self.begun.append(str(change.address))

    def finished(self, result: Result) -> None:
        self.ended.append(f"{result.change.address} {result.fate}")

    def waiting(self, underway: Sequence[Underway]) -> None:
        self.waits.extend(str(one.change.address) for one in underway)


@dataclass(frozen=True)
class Job:
    """One workspace that a worker runs; `windows` are what it shares with the worker's others."""

    project: Project
    hands: Worker
    environment: str | None = None
    windows: Windows = field(default_factory=Windows)

    @classmethod
    def of(cls, project: Project, environment: str | None = None) -> Job:
        return cls(project, Worker(Stopper(project.clock)), environment)

    @property
    def workspace(self) -> Workspace:
        rawugc = self.project.rawugc
        variables = {"RAWUGC_API_KEY": KEY, "RAWUGC_BASE_URL": rawugc.url, **self.project.variables}
        return Workspace(
            self.project.root,
            Surroundings(variables, self.project.clock, rawugc.transport, self.windows),
            environment=self.environment,
        )

    def run(self, asked: Asked | None = None, **terms: object) -> Ran:
        return run(self.workspace, asked or Request(), Terms(**terms), self.hands)  # type: ignore[arg-type]

    def planned(self, request: Request | None = None) -> Planned:
        """A plan, of which nothing is sent."""
        workspace = self.workspace
        with closing(workspace.reader()) as reader:
            return plan(workspace, request or Request(), reader)

    def assert_settled(self) -> None:
        """Nothing is left to do."""
        plan = self.planned().plan
        assert (plan.changes, plan.bookkeeping, plan.unresolved) == ((), 0, ())


def files(name: str, count: int) -> dict[str, dict[str, object]]:
    """So many personas, which no other workspace has."""
    people = {f"p{n}": {"name": f"{name} {n}", "description": "d"} for n in range(count)}
    return {"people.yaml": {"personas": people}}
