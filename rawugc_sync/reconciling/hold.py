"""Deletes what is scheduled, soonest first, and keeps all of it in the state, for it to be put back.

All is in the state before the first delete leaves, so a hold that dies is taken up by the next: what is live
still is deleted then, what is gone was. It asks for no approval, and heeds neither limits nor guards.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Protocol

from rawugc_sync.api.client import Writer
from rawugc_sync.api.pacing import Delay
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.applying.telling import ends_the_run
from rawugc_sync.planning.budget import is_old
from rawugc_sync.reading.read import Reading
from rawugc_sync.reconciling.hold_run import run_of
from rawugc_sync.reconciling.holding import holding
from rawugc_sync.reconciling.holds import End, Ended, Holds
from rawugc_sync.reconciling.known import check_known
from rawugc_sync.reconciling.recording import Basis, put_on_record
from rawugc_sync.reconciling.scheduled import Scheduled, Survey, out_since, read_dated, survey_of
from rawugc_sync.reconciling.stop_mark import leave, lift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import ApiError, Interrupted, RawugcError
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Held, State
from rawugc_sync.workspace.workspace import Workspace

Key = tuple[str, str]
"""Collection and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be held: with `unmanaged`, also what cannot come back whole. `by` is who says so.

    `max_wait`: seconds to wait for the rate limit without one accepted request. `lock_timeout`: seconds to
    wait for the lock, which a running apply gives back once it has read the stop mark.
    """

    unmanaged: bool
    by: str
    max_wait: float
    lock_timeout: float


class Hands(Protocol):
    """What a hold needs of whoever has started it."""

    @property
    def stopper(self) -> Stopper: ...

    def wait(self, wait: Delay) -> None:
        """A wait begins."""

    def waiting_for(self, holder: str) -> None:
        """The stop mark is left, and the lock is waited for, which somebody has."""

    def found(self, survey: Survey) -> None:
        """This is what there is to hold, before the first of it is deleted."""

    def ended(self, ended: Ended) -> None:
        """It has ended with one object, as far as its delete tells."""

    def stuck(self, failed: RawugcError) -> None:
        """The lock cannot be given back."""


def hold(workspace: Workspace, order: Order, hands: Hands) -> Holds:
    """Leave a stop mark, wait for the lock, and delete what is scheduled by then.

    The mark stays where something is left: no apply goes on before a hold or a resume has been through.
    Raises RawugcError when nothing could be deleted, or the state not be written.
    """
    mark = leave(workspace, order.by)
    if (holder := workspace.keeper.store.holder()) is not None:
        hands.waiting_for(str(holder))
    with (
        holding(workspace, "hold", order.lock_timeout, hands.stuck, hands.stopper) as state,
        closing(workspace.writer(hands.wait, clock=hands.stopper, max_wait=order.max_wait)) as writer,
    ):
        check_known(workspace, state)
        holds = _Hold(workspace, order, hands, writer, state).all()
        if holds.is_whole:
            lift(workspace, mark)
    return holds


class _Hold:
    """What is done while the lock is held."""

    def __init__(
        self, workspace: Workspace, order: Order, hands: Hands, writer: Writer, state: State | None
    ) -> None:
        self._workspace = workspace
        self._order = order
        self._hands = hands
        self._writer = writer
        self._state = state
        self._reading: Reading | None = None
        self._found: tuple[Scheduled, ...] = ()
        self._ended: dict[Key, Ended] = {}

    def all(self) -> Holds:
        began = self._workspace.now
        self._delete_all()
        self._look_again()
        self._write(_released(self._state, self._ended.values()))
        left = tuple(one for one in self._found if self._is_mine(one) and _key(one) not in self._ended)
        holds = Holds(
            tuple(self._ended.values()),
            left,
            tuple(one for one in self._found if not self._is_mine(one)),
            tuple(self._held(left)),
            self._hands.stopper.stopping(),
        )
        return replace(holds, unrecorded=self._recorded(holds, began))

    def _held(self, left: Iterable[Scheduled]) -> list[Address]:
        """What the state has of it, and is not live any more."""
        failed = (one.one for one in self._ended.values() if one.end is End.FAILED)
        there = {one.owner[0] for one in (*left, *failed) if one.owner}
        return sorted(self._state.held.keys() - there) if self._state else []

    def _recorded(self, holds: Holds, began: int) -> tuple[Diagnostic, ...]:
        """What was deleted is a run, and receipts learn of it; warnings where that cannot be written."""
        reading = self._reading
        assert reading is not None
        run = run_of(self._workspace, holds, self._order.by, began, reading.organization_id)
        return put_on_record(self._workspace, run, Basis(reading, self._state))

    def _delete_all(self) -> None:
        while (one := self._next()) is not None:
            try:
                answer = self._writer.send(one.delete, self._hands.stopper.check)
            except Interrupted:
                return
            except ApiError as failed:
                self._end(one, End.FAILED, failed.diagnostics)
                if ends_the_run(failed):
                    return
            else:
                self._end(one, End.UNSURE if answer.status == HTTPStatus.NOT_FOUND else End.DELETED)

    def _next(self) -> Scheduled | None:
        """The soonest that is left, by a reading that is not old: what was edited meanwhile is kept, too."""
        if self._reading is None:
            self._read()
        elif self._is_old(self._reading):
            with suppress(ApiError):  # then what was read before has to do
                self._read()
        mine = (one for one in self._found if self._is_mine(one) and _key(one) not in self._ended)
        return next(mine, None)

    def _is_old(self, reading: Reading) -> bool:
        now, limit = self._writer.monotonic(), self._writer.allowance().limit
        return any(is_old(now - at, limit) for at in reading.listed_at.values())

    def _read(self) -> None:
        """See what is scheduled, and put all of it that is managed into the state before it is deleted."""
        reading = read_dated(self._workspace, self._state, self._writer)
        survey = survey_of(self._workspace, self._state, reading)
        if self._reading is None:
            self._hands.found(survey)
        self._found, self._reading = survey.scheduled, reading
        for one in out_since(self._workspace, self._state, reading):
            if _key(one) not in self._ended:
                self._end(one, End.GOT_OUT)
        left = [one for one in self._found if _key(one) not in self._ended]
        self._write(_kept(self._state, left, self._workspace.now))

    def _is_mine(self, one: Scheduled) -> bool:
        return one.owner is not None or self._order.unmanaged

    def _end(self, one: Scheduled, end: End, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self._ended[_key(one)] = Ended(one, end, diagnostics)
        self._hands.ended(self._ended[_key(one)])

    def _look_again(self) -> None:
        """What became of that whose delete failed, or found nothing: some of it may be out."""
        doubtful = [one for one in self._ended.values() if one.end is not End.DELETED]
        if not doubtful:
            return
        try:
            self._reading = read_dated(self._workspace, self._state, self._writer)
        except ApiError:
            return
        for ended in doubtful:
            live = self._reading.live.get(ended.one.type_.collection, {})
            end = _seen(ended, live.get(ended.one.live.id))
            self._ended[_key(ended.one)] = replace(ended, end=end)

    def _write(self, state: State | None) -> None:
        if state is not None and state != self._state:
            state = replace(state, serial=state.serial + 1)
            self._workspace.keeper.write(state, "Hold")
            self._state = state


def _key(one: Scheduled) -> Key:
    return one.type_.collection, one.live.id


def _seen(ended: Ended, live: Live | None) -> End:
    """How it ended with an object, by what is live of it."""
    if live is None:
        return End.DELETED
    return End.GOT_OUT if ended.one.type_.life.published(live) else End.FAILED


def _kept(state: State | None, found: Iterable[Scheduled], now: int) -> State | None:
    """The state with all that is live of what is managed, in the place of its records; `now` is Unix ms."""
    if state is None:
        return None
    held, records, lost = dict(state.held), dict(state.records), dict(state.unresolved)
    for one in found:
        if one.owner is not None:
            address, record = one.owner
            since = held[address].at if address in held else now
            held[address] = Held(record, one.live.fields, since)
            records.pop(address, None)
            lost.pop(address, None)
    return replace(state, held=held, records=records, unresolved=lost)


def _released(state: State | None, ended: Iterable[Ended]) -> State | None:
    """The state with the records of what got out, which nothing can hold any more."""
    out = dict(one.one.owner for one in ended if one.end is End.GOT_OUT and one.one.owner)
    if state is None or not out:
        return state
    held = {address: one for address, one in state.held.items() if address not in out}
    return replace(state, held=held, records={**state.records, **out})
