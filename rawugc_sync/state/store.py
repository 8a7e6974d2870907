"""What a place does that keeps a state: one small protocol, whatever is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from rawugc_sync.words.documents import ASIDE
from rawugc_sync.words.errors import StateError


def names_a_state(name: str) -> bool:
    """Whether what a place keeps under a name, as `Setting.name` has it, is a state."""
    return not name.partition("/")[2].startswith(ASIDE)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; `id` is what `unlock` asks for, `since` a time of ISO 8601."""

    id: str
    command: str = "?"
    host: str = "?"
    pid: int | str = "?"
    user: str = "?"
    since: str = "?"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: object) -> Holder:
        """From what `as_json` wrote, as far as it can be read."""
        known = data if isinstance(data, Mapping) else {}
        texts = {name: known[name] for name in cls.__slots__ if isinstance(known.get(name), str | int)}
        return cls(**{"id": "", **texts})

    def __str__(self) -> str:
        """`rawugc-sync apply by ana on host-1, process 17, since 2026-…`, as far as it is known."""
        if self == Holder(self.id):
            return "it has not said which"
        by = "" if self.user == "?" else f" by {self.user}"
        return f"{self.command}{by} on {self.host}, process {self.pid}, since {self.since}"


class Stored(NamedTuple):
    """A document as it is kept, and the version of it that a later write has to name."""

    data: bytes
    version: str


class Store(Protocol):
    """Keeps one state with its journal and its lock; the places are how messages call them.

    Every method raises StateError when the place cannot be used. What is written is durable when a
    method returns, and there as a whole or not at all.
    """

    @property
    def place(self) -> str: ...

    @property
    def journal_place(self) -> str: ...

    def read(self) -> Stored | None:
        """The document; None when there is none yet."""

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        """Put a document in the place of version `expected` (None: of nothing), and drop the journal.

        Returns the new version. Raises Conflict when another one is kept by now, and LockLost when the
        lock that this store took is somebody else's. `note` says in a line what was done.
        """

    def read_journal(self) -> bytes:
        """All lines that were appended since the journal was dropped."""

    def append(self, lines: bytes) -> None:
        """Add whole lines to the journal; LockLost as for `write`."""

    def drop_journal(self) -> None:
        """Forget the journal; nothing happens without one."""

    def lock(self, holder: Holder) -> None:
        """Take the lock; LockHeld names who has it."""

    def unlock(self, id: str) -> None:
        """Give up the lock with this id, whoever took it; nothing happens when it is free.

        Raises LockHeld when the lock has another id, or belongs to a process that lives.
        """

    def holder(self) -> Holder | None:
        """Who holds the lock; None when it is free."""


@runtime_checkable
class Several(Protocol):
    """What a store can do beside, when its place keeps the states of several workspaces."""

    def names(self) -> list[str]:
        """The names of all states there, this one's included, as `Setting.name` has them, and no more."""


@runtime_checkable
class Leased(Protocol):
    """What a store can do beside, when its lock ends at a time unless it is renewed."""

    def assure(self) -> None:
        """LockLost unless the lock that this store took is ours this instant: asked right before a send."""


class JournalKept(StateError):
    """The state was written, and the journal that it makes superfluous could not be dropped."""


@contextmanager
def dropping_journal(place: str) -> Iterator[None]:
    """JournalKept when a journal cannot be dropped within, behind a write that has succeeded."""
    try:
        yield
    except (Conflict, LockLost):
        raise
    except StateError as failed:
        why = failed.diagnostics[0]
        raise JournalKept.of(
            "journal-kept",
            f"the state was saved, but the journal {place} could not be dropped: {why.summary}",
            f"{why.detail} The next run drops it.".strip(),
        ) from None


class Conflict(StateError):
    """Somebody else has written the state in the meantime."""


class LockLost(StateError):
    """The lock was taken away in the middle of a run: nothing more may be written."""
