"""The state on an HTTP server that speaks Terraform's protocol for states, such as GitLab."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from rawugc_sync.state.lock import Clock
from rawugc_sync.state.store import Conflict, Holder, Stored
from rawugc_sync.state.stores._http_document import EMPTY, Envelope, parse
from rawugc_sync.state.stores._http_lock import HttpLock, with_id
from rawugc_sync.state.stores._http_settings import HttpSettings, settings_of
from rawugc_sync.state.stores._http_wire import Reply, Unanswered, Wire
from rawugc_sync.state.stores.complaints import conflict
from rawugc_sync.words.errors import StateError

if TYPE_CHECKING:
    from rawugc_sync.state.places import Setting


def opened(setting: Setting) -> HttpStore:
    """The store at a URL; InvalidInput when the URL or a variable of the environment is wrong."""
    return HttpStore(settings_of(setting), setting.clock)


class HttpStore:
    """One address, which holds the state and its journal in one document.

    The protocol knows no compare-and-swap: what makes a save safe is the lock, which the server checks
    again with every save, and a look at what is there.
    """

    def __init__(self, settings: HttpSettings, clock: Clock) -> None:
        self.place = settings.place
        self.journal_place = f"the journal in {settings.place}"
        self._settings = settings
        self._clock = clock
        self._wire = Wire(settings, clock)
        self._lock = HttpLock(settings, self._wire, clock)

    def read(self) -> Stored | None:
        found = self._document()
        data, version = found.data, found.version
        return None if data is None or version is None else Stored(data, version)

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        self._lock.check()
        found = self._document()
        if found.version != expected:
            raise conflict(self.place)
        new = found.with_state(data)
        self._save(new, found)
        version = new.version
        assert version is not None
        return version

    def read_journal(self) -> bytes:
        return self._document().journal

    def append(self, lines: bytes) -> None:
        self._lock.check()
        found = self._document()
        self._save(found.with_journal(found.journal + lines), found)

    def drop_journal(self) -> None:
        found = self._document()
        if found.journal:
            self._lock.check()
            self._save(found.with_journal(b""), found)

    def lock(self, holder: Holder) -> None:
        self._lock.take(holder)

    def unlock(self, id: str) -> None:
        self._lock.give_up(id)

    def holder(self) -> Holder | None:
        taken = self._lock.look()
        return taken.holder if taken else None

    def _document(self) -> Envelope:
        reply = self._wire.read()
        if reply.status == HTTPStatus.NOT_FOUND and "project" in self._wire.message(reply).lower():
            raise self._wire.refused(reply, "found")  # GitLab: no such project, or none that we may see
        if reply.status == HTTPStatus.NOT_FOUND or (reply.is_good and not reply.body):
            return EMPTY
        if not reply.is_good:
            raise self._wire.refused(reply, "read")
        return parse(reply.body, self.place)

    def _save(self, new: Envelope, old: Envelope) -> None:
        """Put `new` in the place of `old`. What became of a lost save is read back before anything else."""
        for pause in self._wire.tries():
            try:
                refusal = self._post(new)
            except Unanswered as lost:
                refusal = lost
            if refusal is None or self._is_there(new, old):
                return
            self._lock.check()  # GitLab answers 500 to whoever has lost it
            if pause is None or not isinstance(refusal, Unanswered):
                raise refusal
            self._clock.sleep(pause)

    def _post(self, new: Envelope) -> StateError | None:
        """None when it is saved; the error when the server says no."""
        url = with_id(self._settings.address, self._lock.token or "")
        reply = self._wire.ask(self._settings.update_method, url, new.dump())
        return None if reply.is_good else self._not_saved(reply)

    def _is_there(self, new: Envelope, old: Envelope) -> bool:
        found = self._document()
        if found not in (new, old):
            raise conflict(self.place)
        return found == new

    def _not_saved(self, reply: Reply) -> StateError:
        if reply.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            return self._wire.refused(reply, "written")
        return Conflict.of(
            "state-conflict",
            f"{self.place} does not take the state with this serial ({reply.status})",
            f"The server may have had one of this serial before. {self._wire.message(reply)}".strip(),
        )
