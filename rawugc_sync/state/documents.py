"""Keeps documents where the state is, each by itself, so that nobody waits for an apply.

| the state is | the approvals are |
|---|---|
| a file, `brand/rawugc.state.json` | a file beside it, `brand/rawugc.approvals.json` |
| one of several on a branch, in a bucket, in a database | one of them, too, called `NAME/~approvals` |
| an object, `s3://bucket/brand/state.json` | an object beside it, `s3://bucket/brand/rawugc.approvals.json` |
| the document of an HTTP server | that of another address, which `approvals.address` names |

Runs and receipts likewise, but for the last line: there is no room for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime

from rawugc_sync.state.lock import Clock, held
from rawugc_sync.state.places import Setting, is_local, is_one_object, store_for
from rawugc_sync.state.store import Conflict, Holder, JournalKept, LockLost, Store
from rawugc_sync.words.approvals import needs_address
from rawugc_sync.words.documents import Kind
from rawugc_sync.words.errors import InvalidInput, LockHeld, RawugcError, StateError

PATIENCE = 30.0
"""Seconds for which the lock is waited for: whoever has it writes one document."""
DEAD = 300
"""Seconds after which whoever has the lock must have died. If they live, they lose it, and write nothing."""

_TRIES = 5
_PLAIN = ("state.json", "rawugc.state.json")


Make = Callable[[bytes | None], bytes | None]
"""From what is there to what is to be there; None, or the same again, leaves it as it is."""


class Document:
    """One document of a workspace, whatever is in it; `far` from this machine or on it."""

    def __init__(self, store: Store, clock: Clock, kind: Kind, *, far: bool) -> None:
        self._store = store
        self._clock = clock
        self._kind = kind
        self._far = far

    @property
    def place(self) -> str:
        """How messages call it."""
        return self._store.place

    def read(self) -> bytes | None:
        """The document; None when there is none yet. StateError when the place cannot be used."""
        stored = self._store.read()
        return stored.data if stored else None

    def append(self, make: Make, note: str) -> None:
        """Put in its place what `make` adds to what is there by then; what others add meanwhile stays.

        `make` may be asked again, and what it raises ends this. `note` says in a line what was done.
        StateError when the place cannot be used; LockHeld when somebody else writes all the time.
        """
        for patience in (0.0, *(PATIENCE,) * (_TRIES - 1)):
            if self._appended(make, note, patience):
                return
        raise StateError.of(
            f"{self._kind.name}-conflict",
            f"{self.place} was written by others time and again",
            "Nothing was recorded. Try again.",
        )

    def _appended(self, make: Make, note: str, patience: float) -> bool:
        """Whether it is there now; else it has to be made from what others have written."""
        try:
            with self._held(patience):
                self._write(make, note)
        except (Conflict, LockLost):
            return False
        except LockHeld as busy:
            if patience:
                raise _busy(busy) from None
            self._free_from_the_dead()
            return False
        return True

    def _held(self, patience: float) -> AbstractContextManager[object]:
        if self._far and not self._kind.locked:
            return nullcontext()
        return held(self._store, self._kind.command, self._clock, patience, _leave, far=self._far)

    def _write(self, make: Make, note: str) -> None:
        stored = self._store.read()
        data = stored.data if stored else None
        new = make(data)
        if new is not None and new != data:
            with suppress(JournalKept):  # there never is anything in it
                self._store.write(new, stored.version if stored else None, note)

    def _free_from_the_dead(self) -> None:
        """Nobody but us takes this lock, and what is written under it is compared besides."""
        holder = self._store.holder()
        if holder and holder.command == self._kind.command and self._clock.now() - _since(holder) > DEAD:
            with suppress(LockHeld):
                self._store.unlock(holder.id)


def document_at(state: Setting, workspace: str, kind: Kind, address: str | None = None) -> Document:
    """The document of a kind that belongs to a state; `address` is what `approvals.address` says.

    `workspace` is its name: whatever environment the state is of, all of a kind is in one document.
    `private` of the setting is where a document on this machine has its lock and its backups.
    InvalidInput when such a state needs an address and has none, or a wrong one.
    """
    setting = setting_for(state, workspace, kind, address)
    return Document(store_for(setting), state.clock, kind, far=not is_local(setting.url))


def setting_for(state: Setting, workspace: str, kind: Kind, address: str | None = None) -> Setting:
    """From where a state is to where a document is, as `document_at`."""
    if needs_address(state.url):
        return _at_address(state, workspace, address)
    if is_local(state.url) or is_one_object(state.url):
        return replace(state, url=_beside(state.url, kind), name=workspace)
    return replace(state, name=f"{workspace}/{kind.aside}")


def _at_address(state: Setting, workspace: str, address: str | None) -> Setting:
    from rawugc_sync.state.stores._http_settings import aside

    if address is None:
        raise InvalidInput.of(
            "approvals-address",
            f"approvals cannot be kept with the state at {state.url.partition('?')[0]}",
            "Its server keeps one document an address. Give them another one there: write "
            "approvals: {address: https://…} into rawugc.yaml.",
        )
    return aside(state, workspace, address)


def _beside(url: str, kind: Kind) -> str:
    """The document beside a file or an object; several objects of one folder have one each."""
    folder, slash, name = url.rpartition("/")
    if is_local(url) or name in _PLAIN:
        return f"{folder}{slash}{kind.file}"
    return f"{folder}{slash}{name.removesuffix('.json')}.{kind.aside}.json"


def _busy(busy: LockHeld) -> LockHeld:
    return LockHeld.of(
        "locked",
        busy.diagnostics[0].summary,
        f"It is held for a moment only: try again. Where a run died with it, it is free after {DEAD // 60} "
        "minutes, if the place says who holds it.",
    )


def _since(holder: Holder) -> float:
    """Unix seconds; never where that cannot be read."""
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromisoformat(str(holder.since)).timestamp()
    return math.inf


def _leave(_: RawugcError) -> None:
    """What was written stands. The lock is free soon, for whoever has it is taken for dead."""
