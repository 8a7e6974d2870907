"""A lock as a lease: a row that ends by itself, renewed while its run lives, with a number that only grows.

Whoever takes the lease over raises that number, the fence. Each write checks it in its own transaction, so
that a run which was frozen cannot write; and right before each send the run looks at a clock that also
counts the time in which it was suspended, so that it cannot send.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rawugc_sync.state.lock import in_use
from rawugc_sync.state.store import Holder, LockLost
from rawugc_sync.state.stores import postgres_queries as queries
from rawugc_sync.state.stores.complaints import lock_lost
from rawugc_sync.state.stores.postgres_pool import Connection, Cursor
from rawugc_sync.words.errors import LockHeld, StateError

SECONDS = 60.0
"""How long a lease lasts: as long as a call to RawUGC may take, so that none is under way when it ends."""

_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))

Ask = Callable[..., Cursor]
"""Executes a query about our name on a connection."""
Transaction = Callable[[], AbstractContextManager[Connection]]


def elapsed() -> float:
    """Seconds of a clock that goes on while the machine sleeps and the process is stopped."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)


@dataclass(frozen=True, slots=True)
class Held:
    """Who has the lease, and until when unless it is renewed: in `seconds`, as the server counts."""

    holder: Holder
    until: datetime
    seconds: float

    def in_use(self, place: str) -> LockHeld:
        found = in_use(place, self.holder, frees_itself=False, until=self.until)
        found.seconds = self.seconds
        return found


def held_in(rows: Sequence[tuple[Any, ...]]) -> Held | None:
    """Who has the lease, from what `queries.HOLDER` finds; None when it is free."""
    return next((Held(Holder.of(json.loads(holder)), *end) for holder, *end in rows), None)


class Lease:
    """One that we have taken, renewed in the background until it is given up."""

    def __init__(
        self, place: str, holder: Holder, transaction: Transaction, ask: Ask, seconds: float = SECONDS
    ) -> None:
        self.holder = holder
        self._place = place
        self._transaction = transaction
        self._ask = ask
        self._seconds = seconds
        self._fence = 0
        self._ends = 0.0
        self._over = threading.Event()

    def take(self, connection: Connection) -> bool:
        """Whether it is ours now; False when somebody else has it."""
        asked = elapsed()
        signed = json.dumps(self.holder.as_json())
        row = self._ask(
            connection, queries.TAKE, token=self.holder.id, holder=signed, **self._span
        ).fetchone()
        if row is None:
            return False
        self._fence, self._ends = row[0], asked + self._seconds
        return True

    def begin(self) -> None:
        """Renew it from now on, three times while it lasts."""
        threading.Thread(target=self._renew_for_ever, name="lease", daemon=True).start()

    def renew(self, connection: Connection) -> None:
        """Make it last from now on, in the transaction of a write; LockLost when it is somebody else's."""
        asked = elapsed()
        if self._ask(connection, queries.RENEW, fence=self._fence, **self._span).rowcount == 0:
            self._over.set()
            raise self._lost()
        self._ends = asked + self._seconds

    def assure(self) -> None:
        """LockLost unless it is ours this instant; one that has run out, and that nobody took, is renewed."""
        if elapsed() < self._ends:
            return
        with self._transaction() as connection:
            self.renew(connection)
        if elapsed() >= self._ends:
            raise self._lost()

    def end(self) -> None:
        """Renew it no more."""
        self._over.set()

    @property
    def _span(self) -> Mapping[str, Any]:
        return {"lease": timedelta(seconds=self._seconds)}

    def _renew_for_ever(self) -> None:
        while not self._over.wait(self._seconds / 3):
            try:
                with self._transaction() as connection:
                    self.renew(connection)
            except StateError:
                continue  # the run finds out by itself: before it sends, and when it writes

    def _lost(self) -> LockLost:
        return lock_lost(self._place, "its lease has ended, and another run may have it")
