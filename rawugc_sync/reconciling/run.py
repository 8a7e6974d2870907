"""One run, from what is asked to its outcome, for the command line and for a worker.

It decides, and leaves showing and asking to the hands that it is given. It knows no terminal and no
signals, and has nothing in common with other runs: a process may have many at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from rawugc_sync.api.client import Writer
from rawugc_sync.api.pacing import Delay
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.applying.outcome import Outcome
from rawugc_sync.applying.run import Observer
from rawugc_sync.reconciling.apply import apply
from rawugc_sync.reconciling.gate import gated
from rawugc_sync.reconciling.holding import holding
from rawugc_sync.reconciling.plan import Planned, plan_to_apply
from rawugc_sync.reconciling.refusing import check_world, strictly, turned_down, unapproved
from rawugc_sync.reconciling.renew import Approved, renewed
from rawugc_sync.reconciling.request import Request
from rawugc_sync.reconciling.stop_mark import lift, mark_left, refuse_stopped
from rawugc_sync.recording.document import Row
from rawugc_sync.words.errors import Interrupted, RawugcError, Refused
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.uploads import Upload
from rawugc_sync.workspace.outgoing import outbox
from rawugc_sync.workspace.workspace import Workspace

PATIENCE = 60.0
"""Seconds after which an approved plan is made again before it is carried out."""

Asked: TypeAlias = Request | Callable[[], Approved]
"""What to carry out: a new plan, or an approved one, which is taken once the lock is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms to carry a plan out.

    `strict`: not with a warning. `digests`: what is approved of it, by digest or name; None for all.
    `max_wait`: seconds to wait for the rate limit without one accepted request. `patience`: seconds to wait
    for an object to get ready at most, 0 for not at all; None for what each collection says.
    `lock_timeout`: seconds to wait for the lock. `only_approved`: leave out what lacks a yes. `calendars`:
    the plan tells what is public when, before and after it.
    """

    strict: bool = False
    digests: frozenset[str] | None = None
    max_wait: float = 900.0
    patience: float | None = None
    lock_timeout: float = 0.0
    only_approved: bool = False
    calendars: bool = False


class Hands(Protocol):
    """What a run needs of whoever has started it. The `stopper` is its clock, too."""

    @property
    def stopper(self) -> Stopper: ...

    @property
    def observer(self) -> Observer: ...

    def wait(self, wait: Delay) -> None:
        """A wait begins, in any thread."""

    def uploading(self, file: Upload, sent: int) -> None:
        """So many bytes of a file have left."""

    def show(self, plan: Plan) -> None:
        """This is what is about to be carried out, or refused."""

    def approves(self, plan: Plan) -> bool:
        """Whether it is to be carried out. It may take its time: then the plan is made again."""

    def carry_out(self, plan: Plan, go: Callable[[], Outcome]) -> Outcome | None:
        """What `go` returns, which carries it out; None when that was stopped at once, halfway."""

    def stuck(self, failed: RawugcError) -> None:
        """The lock cannot be given back."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended that could make its plan.

    Without an `outcome` nothing was carried out, because the plan was `refused` or not approved, or it
    was stopped at once, and the next run carries on.
    """

    plan: Plan
    exit_code: int
    outcome: Outcome | None = None
    refused: RawugcError | None = None


def run(workspace: Workspace, asked: Asked, terms: Terms, hands: Hands) -> Ran:
    """Plan, or make an approved plan again, show it, have it approved, and carry it out.

    Raises RawugcError when it came to no plan, or something moved between that and its carrying out.
    """
    with (
        holding(workspace, "apply", terms.lock_timeout, hands.stuck, hands.stopper),
        closing(_writer(workspace, terms, hands)) as writer,
    ):
        return _Run(workspace, terms, hands, writer).all(asked)


def _writer(workspace: Workspace, terms: Terms, hands: Hands) -> Writer:
    files = outbox(workspace, hands.uploading)
    return workspace.writer(hands.wait, clock=hands.stopper, max_wait=terms.max_wait, outbox=files)


class _Run:
    """What is done while the lock is held."""

    def __init__(self, workspace: Workspace, terms: Terms, hands: Hands, writer: Writer) -> None:
        self._workspace = workspace
        self._terms = terms
        self._hands = hands
        self._writer = writer

    def all(self, asked: Asked) -> Ran:
        mark = mark_left(self._workspace)
        whole = self._planned(asked, mark)
        planned = self._held_back(whole, as_it_is=asked == Request())
        plan = self._judged(planned.plan)
        self._hands.show(plan)
        if refused := turned_down(plan):
            return Ran(plan, refused.exit_code, refused=refused)
        self._check_digests(plan, whole.plan)
        approved = self._approved(planned) if plan.changes else planned
        if approved is None:
            return Ran(plan, 1)
        if approved.request.mode == "resume":
            lift(self._workspace, mark)
        return self._carried_out(approved)

    def _planned(self, asked: Asked, mark: Row | None) -> Planned:
        """A resume lifts the `mark`, and a hold that comes later stops it; all else is refused, unread."""
        if isinstance(asked, Request):
            _check_mark(mark, asked)
            wait, calendars = self._hands.wait, self._terms.calendars
            return plan_to_apply(self._workspace, asked, self._writer, wait, calendars=calendars)
        saved = asked()
        check_world(self._workspace, saved.plan)
        _check_mark(mark, saved.request)
        return self._again(saved)

    def _check_digests(self, plan: Plan, whole: Plan) -> None:
        """Whoever has approved the whole has approved what is left of it for want of a yes."""
        digests = self._terms.digests
        if digests is not None and unapproved(whole, digests) and (found := unapproved(plan, digests)):
            raise Refused(found)

    def _approved(self, planned: Planned) -> Planned | None:
        """The plan as it is once it is approved; None when it is not."""
        clock = self._hands.stopper
        asked = clock.monotonic()
        if not self._hands.approves(planned.plan):
            return None
        if clock.monotonic() - asked <= PATIENCE:
            return planned
        again = self._again(Approved(planned.plan, planned.request))
        again = self._held_back(replace(again, settles=planned.settles), as_it_is=False)
        if refused := turned_down(self._judged(again.plan)):
            raise refused
        return again

    def _judged(self, plan: Plan) -> Plan:
        return strictly(plan) if self._terms.strict else plan

    def _held_back(self, planned: Planned, *, as_it_is: bool) -> Planned:
        """Without what lacks a yes, or with the refusals for that.

        `as_it_is`: it is a new plan without options. A saved one may be less than what is made again.
        """
        now = int(self._writer.server_time() * 1000)
        plan = planned.plan if as_it_is else replace(planned.plan, by_name=False)
        only, mode = self._terms.only_approved, planned.request.mode
        settles = None if any(one.lacks for one in plan.approvals) else planned.settles
        return replace(planned, plan=gated(plan, now, only_approved=only, mode=mode), settles=settles)

    def _again(self, approved: Approved) -> Planned:
        wait, calendars = self._hands.wait, self._terms.calendars
        return renewed(self._workspace, approved, self._writer, wait, calendars=calendars)

    def _carried_out(self, planned: Planned) -> Ran:
        hands, stopping = self._hands, self._hands.stopper.stopping
        patience = self._terms.patience

        def go() -> Outcome:
            return apply(self._workspace, planned, self._writer, hands.observer, stopping, patience)

        outcome = hands.carry_out(planned.plan, go)
        code = Interrupted.exit_code if outcome is None else outcome.exit_code
        return Ran(planned.plan, code, outcome)


def _check_mark(mark: Row | None, request: Request) -> None:
    if request.mode != "resume":
        refuse_stopped(mark)
