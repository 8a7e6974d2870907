"""One job of a worker: a run of a workspace, from what stands in the database to what is written there."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.applying.outcome import Fate
from rawugc_sync.fleet.advice import advice_of
from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import locks, posts, requests, runs, workspaces
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import Again, Queue, pause
from rawugc_sync.fleet.engine.requests import Proposed
from rawugc_sync.fleet.engine.runs import Begun, Kept
from rawugc_sync.fleet.engine.workspaces import Known, Standing
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.host import host_of, ref_of
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Around, Ended, Kind, Task, Wish, failing, reconcile
from rawugc_sync.fleet.records import comment_of, outcome_of, page_of, plan_json, wrong_of
from rawugc_sync.render.safe import safe
from rawugc_sync.words.errors import FleetError, Interrupted, InvalidInput, RawugcError

_SOON = 300
"""Seconds until what waits for a generation, or was cut short, is looked at again."""

_HOUR = 3_600
"""Seconds at most until what lacked a yes is looked at again."""

_log = logging.getLogger("rawugc_sync.fleet")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job asks for, and which attempt of whose it is, under which lock."""

    workspace: str
    kind: Kind
    commit: str
    request: int | None
    content: str | None
    fence: Fence
    worker: str
    lock: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What a job is about as it begins; `twin` is another member with the same state."""

    known: Known
    proposed: Proposed | None
    begun: Begun
    twin: Member | None

    def check(self) -> None:
        """InvalidInput where it must not be run."""
        if self.known.refused:
            raise InvalidInput.of("fleet-refused", self.known.refused)
        if self.twin:
            detail = "Each would destroy what the other has made. Give one of them a state of its own."
            summary = f"{self.known.member} and {self.twin} share one state"
            raise InvalidInput.of("same-state", summary, detail)


@dataclass(frozen=True, slots=True)
class Performing:
    """What runs are carried out with, in one process."""

    fleet: Fleet
    grounds: Grounds
    keys: Keys
    around: Around
    database: Database
    queue: Queue
    stopper: Stopper

    def perform(self, asked: Asked) -> None:
        """Run it, and write down how it ended. Again where it is to be tried later."""
        found = self._begun(asked)
        if found is None:
            return
        try:
            ended, kept = self._ran(found, asked)
        except FleetError:
            raise  # nothing came of it, and the database could not be told so, either
        except Exception as failed:
            self._close(found, asked, *_broken(failed))
            raise
        tries = self._close(found, asked, ended, kept)
        told = f"{found.known.member}: {asked.kind}, exit {ended.exit_code}: {ended.what}"
        _log.log(_level(ended), "%s", safe(told))
        if ended.exit_code == Interrupted.exit_code and self.stopper.stopping():
            raise Again(0)
        if ended.later:
            raise Again(pause(tries))

    def _begun(self, asked: Asked) -> _Found | None:
        """What is to be run as of now; None where nothing of it is left, or the job is another's.

        Again where it is to wait for others first.
        """
        with self.database.transaction() as connection:
            if not asked.fence.holds(connection):
                return None
            found = workspaces.get(connection, [asked.workspace])
            if not found or found[0].gone:
                return None
            known, proposed = found[0], None
            if asked.lock != (lock := locks.key(known.key_place)):
                raise Again(0, lock)  # its key was moved while it waited: others run for that one
            if asked.request is not None:
                proposed = requests.get(connection, known.member.repository, asked.request)
                if proposed is None or not proposed.is_open or proposed.head != asked.commit:
                    # What it proposes by now was not asked for as long as this waited.
                    self.queue.survey(connection, known.member.repository)
                    return None
            begun = Begun(
                id=secrets.token_hex(8),
                workspace=asked.workspace,
                kind=asked.kind,
                commit=proposed.head if proposed else known.commit,
                request=asked.request,
                content=asked.content if proposed else known.content,
                job=asked.fence.job,
                worker=asked.worker,
            )
            runs.begin(connection, begun)
            return _Found(known, proposed, begun, workspaces.shares_state_with(connection, known.member.id))

    def _ran(self, found: _Found, asked: Asked) -> tuple[Ended, Kept]:
        known, proposed = found.known, found.proposed
        try:
            found.check()
            with self._proposed(known, proposed) if proposed else self._task(known, asked) as task:
                ended = reconcile(task, self.keys, self.around, self.stopper)
                return ended, kept_of(task, ended, int(self.stopper.now() * 1000))
        except FleetError:
            raise
        except RawugcError as failed:
            ended = failing(failed)
            advice = advice_of(ended)
            return ended, Kept(exit_code=ended.exit_code, what=ended.what, later=ended.later, advice=advice)

    @contextmanager
    def _task(self, known: Known, asked: Asked) -> Iterator[Task]:
        member = known.member
        home = self.grounds.place(member.repository).home
        wish = Wish(kind=asked.kind, review=asked.kind == "plan")
        with self.grounds.checkout(member.repository, known.commit) as checkout:
            yield Task(member, wish, known.commit, checkout, home, known.serial)

    @contextmanager
    def _proposed(self, known: Known, proposed: Proposed) -> Iterator[Task]:
        """What a pull request proposes; a fork's is only validated, and gets no key."""
        member, place = known.member, self.grounds.place(known.member.repository)
        host, head = host_of(place.repository), proposed.head
        ref = ref_of(host, proposed.number) if host else ""
        wish = Wish(kind="validate" if proposed.is_fork else "plan", review=True)
        with self.grounds.proposed(member.repository, member.path, head, known.commit, ref) as checkout:
            yield Task(member, wish, head, checkout, place.home, known.serial)

    def _close(self, found: _Found, asked: Asked, ended: Ended, kept: Kept) -> int:
        """Write down how it ended, as soon as the database takes it: what was done is not done again.

        Returns how often it was put off before.
        """

        known, begun = found.known, found.begun

        def written(connection: Connection) -> int:
            if not (asked.fence.holds(connection) and runs.end(connection, begun.id, kept)):
                return 0
            if asked.request is None:
                workspaces.ended(connection, asked.workspace, self._standing(known, begun, ended))
                if ended.calendar is not None:
                    posts.put(connection, asked.workspace, ended.calendar, int(self.stopper.now() * 1000))
            else:
                self.queue.tell(connection, known.member.repository, asked.request)
            return runs.tries(connection, begun)

        return self.database.patiently(written, self.fleet.limits.stalledAfter)

    def _standing(self, known: Known, begun: Begun, ended: Ended) -> Standing:
        plan = ended.plan
        looked = begun.kind == "drift" and plan is not None and not ended.exit_code
        ended_itself = not ended.later and ended.exit_code != Interrupted.exit_code
        seen = begun.kind == "apply" and ended_itself and known.refused is None
        return Standing(
            kind=begun.kind,
            tried=known.content if seen else None,
            drifted=bool(plan and plan.changes) if looked else None,
            serial=_serial(ended),
            failed=begun.id if ended.exit_code else None,
            again=self._again(ended) if begun.kind == "apply" else None,
            settled=_settled(ended),
        )

    def _again(self, ended: Ended) -> int | None:
        """What waits for something that nobody tells of is looked at again."""
        outcome = ended.outcome
        if outcome is None:
            return None
        if outcome.of(Fate.WAITING):
            return _SOON
        return min(_HOUR, self.fleet.drift.every) if outcome.unapproved else None


def _level(ended: Ended) -> int:
    """What is for a person is seen without being asked for."""
    by_itself = ended.later or ended.exit_code in (0, Interrupted.exit_code)
    return logging.INFO if by_itself else logging.WARNING


def _broken(failed: BaseException) -> tuple[Ended, Kept]:
    """How a run ended that a mistake of ours has ended: for a person, and not tried again and again."""
    what = f"rawugc-sync made a mistake: {type(failed).__name__}; the worker's log has more"
    return Ended(exit_code=1, what=what), Kept(exit_code=1, what=what)


def _settled(ended: Ended) -> bool:
    """Whether an apply has left nothing open, and did or noted something: it may have set drift back."""
    plan, outcome = ended.plan, ended.outcome
    if plan is None or outcome is None or ended.exit_code or outcome.unapproved:
        return False
    done = outcome.of(Fate.APPLIED)
    return len(done) == len(outcome.results) and bool(done or plan.refreshed)


def _serial(ended: Ended) -> int | None:
    """How far the state has come, at least."""
    before = ended.plan.state.serial if ended.plan else None
    changed = ended.outcome is not None and bool(ended.outcome.of(Fate.APPLIED))
    return max(before or 0, int(changed)) or None


def kept_of(task: Task, ended: Ended, now: int) -> Kept:
    """What is kept of it; a page only of what people are to look at."""
    kept = Kept(
        exit_code=ended.exit_code,
        what=ended.what,
        later=ended.later,
        requests=ended.requests,
        throttled=ended.throttled,
        advice=advice_of(ended),
    )
    if ended.plan is None:
        told = wrong_of(task.member, ended.diagnostics) if task.wish.review else None
        return replace(kept, comment=told)
    plan = ended.plan
    for_people = task.wish.review or bool(plan.changes or ended.exit_code)
    return replace(
        kept,
        plan=plan_json(plan),
        page=page_of(task, plan, now) if for_people else None,
        comment=comment_of(plan) if task.wish.review else None,
        outcome=outcome_of(ended, "rawugc-sync"),
    )
