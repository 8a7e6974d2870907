"""The lock of an HTTP state server: Terraform's protocol, which has no question for who holds it.

A server gives the id of a lock back to whoever finds it taken; the rest of what was said about the holder
some keep, and GitLab replaces by what the asker said. So the id that is sent is the whole holder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote, unquote

from rawugc_sync import __version__
from rawugc_sync.state.lock import UNKNOWN, Clock, in_use, this_process
from rawugc_sync.state.store import Holder, LockLost
from rawugc_sync.state.stores._http_settings import Endpoint, HttpSettings
from rawugc_sync.state.stores._http_wire import Reply, Unanswered, Wire
from rawugc_sync.words.errors import LockHeld, StateError

_LOOKING = "rawugc-sync, which only looks who holds the lock,"
_LONGEST = 45
"""Characters of a part of an id, escapes included: GitLab takes 255 for all of it."""

_UNSUPPORTED = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)


@dataclass(frozen=True, slots=True)
class Taken:
    """A lock that somebody has; `token` is its id on the server, empty when that did not say."""

    token: str
    holder: Holder


class HttpLock:
    """The lock of one state; `token` is what we hold it by. Every method raises StateError on a fault."""

    def __init__(self, settings: HttpSettings, wire: Wire, clock: Clock) -> None:
        self._settings = settings
        self._wire = wire
        self._clock = clock
        self.token: str | None = None
        self._lost_id: str | None = None

    def take(self, holder: Holder) -> None:
        """LockHeld names who has it."""
        taken = self._try(holder)
        if taken is not None:
            raise self._held_by(taken)
        self.token = token_of(holder)

    def look(self) -> Taken | None:
        """Who has it. A free lock is taken for a moment, which is the only way to see that it is free."""
        own = this_process(_LOOKING, self._clock)
        taken = self._try(own)
        if taken is None:
            self._release(token_of(own), own)
        return taken

    def check(self) -> None:
        """LockLost when it is not ours any more. A server that does not say who has it will check itself."""
        if self.token is None:
            raise self._lost("this run does not hold it")
        taken = self.look()
        if taken is None or taken.token not in ("", self.token):
            self._lost_id, self.token = holder_of(self.token).id, None
            raise self._lost(f"now it is held: {taken.holder}" if taken else "somebody has given it up")

    def give_up(self, id: str) -> None:
        """Free the lock with this id; LockHeld when it has another one."""
        if id == self._lost_id:
            return  # its run knows already that there is nothing left to free
        taken = self.look()
        if taken is not None and not self._free(taken, id):
            taken = self.look()  # the answer to an unlock may have been lost before
            if taken is not None:
                raise self._held_by(taken)
        self.token = None

    def _free(self, taken: Taken, id: str) -> bool:
        if taken.token:
            named = id in (taken.token, taken.holder.id)
            return named and self._release(taken.token, taken.holder)
        ours = self.token if self.token and holder_of(self.token).id == id else None
        return self._release(ours or id, Holder(id))

    def _try(self, holder: Holder) -> Taken | None:
        """Ask for the lock; None when we have it, also when an earlier answer to the same was lost."""
        token = token_of(holder)
        reply = self._ask(self._settings.lock, token, holder)
        if reply.is_locked:
            taken = _taken_in(reply)
            return None if taken.token == token else taken
        if not reply.is_good:
            raise self._unlockable(reply)
        return None

    def _release(self, token: str, holder: Holder) -> bool:
        """Whether it is free now; not when the server says that it has another id."""
        unlock = self._settings.unlock
        reply = self._ask(replace(unlock, url=with_id(unlock.url, token)), token, holder)
        if reply.is_locked:
            return False
        if not reply.is_good and reply.status != HTTPStatus.NOT_FOUND:
            raise self._wire.refused(reply, "unlocked")
        return True

    def _ask(self, target: Endpoint, token: str, holder: Holder) -> Reply:
        """The answer, once there is one; the same request may arrive twice by then."""
        info = {
            "ID": token,
            "Operation": holder.command,
            "Info": f"process {holder.pid}",
            "Who": f"{holder.user}@{holder.host}",
            "Version": __version__,
            "Created": holder.since,
            "Path": self._settings.place,
        }
        for pause in self._wire.tries():
            try:
                return self._wire.ask(target.method, target.url, json.dumps(info).encode())
            except Unanswered as lost:
                if pause is None:
                    raise self._unsettled(lost, holder) from None
                self._clock.sleep(pause)
        raise AssertionError("the last try has no pause")

    def _held_by(self, taken: Taken) -> LockHeld:
        place = self._settings.place
        if taken.token:
            return in_use(place, taken.holder, frees_itself=False)
        detail = (
            "Wait for it to end, or wait here with --lock-timeout SECONDS. If that run is dead: "
            f"rawugc-sync state unlock {UNKNOWN}, or the lock's id if the server insists on it."
        )
        return LockHeld.of("locked", f"another run works on {place}; the server does not say which", detail)

    def _unsettled(self, lost: Unanswered, asked: Holder) -> StateError:
        """While a lock is ours, it is the one that may stay behind, and no other can have been taken."""
        why = lost.diagnostics[0]
        id = holder_of(self.token).id if self.token else asked.id
        detail = f"{why.detail} If the lock stays behind: rawugc-sync state unlock {id}"
        return StateError.of(why.code, why.summary, detail)

    def _lost(self, why: str) -> LockLost:
        return LockLost.of(
            "lock-lost",
            f"the lock on {self._settings.place} is not ours any more: {why}",
            "Nothing more is written. The next run takes over what was done.",
        )

    def _unlockable(self, reply: Reply) -> StateError:
        if reply.status not in _UNSUPPORTED:
            return self._wire.refused(reply, "locked")
        return StateError.of(
            "lock-unsupported",
            f"{self._settings.place} cannot be locked with {self._settings.lock.method} ({reply.status})",
            "Without a lock nothing is written. Set TF_HTTP_LOCK_ADDRESS, TF_HTTP_LOCK_METHOD, "
            "TF_HTTP_UNLOCK_ADDRESS and TF_HTTP_UNLOCK_METHOD as the server's manual says.",
        )


def token_of(holder: Holder) -> str:
    """A holder as the id of a lock; only the id is kept whole."""
    parts = (holder.command, holder.host, holder.pid, holder.user, holder.since)
    return "/".join([quote(holder.id), *(quote(str(part), safe=" :+@,")[:_LONGEST] for part in parts)])


def holder_of(token: str) -> Holder:
    """The holder behind the id of a lock; of another tool nothing but the id."""
    parts = [unquote(part) for part in token.split("/")]
    if len(parts) != len(Holder.__slots__):
        return Holder(token)
    id, command, host, pid, who, since = parts
    return Holder(id, command, host, int(pid) if pid.isdecimal() and pid.isascii() else pid, who, since)


def with_id(url: str, token: str) -> str:
    """A URL that says which lock we hold."""
    return f"{url}{'&' if '?' in url else '?'}ID={quote(token, safe='')}"


def _taken_in(reply: Reply) -> Taken:
    try:
        info = json.loads(reply.body)
    except (ValueError, RecursionError):
        info = None
    token = info.get("ID") if isinstance(info, dict) else None
    if not isinstance(token, str) or not token:
        return Taken("", Holder(""))
    holder = holder_of(token)
    if holder == Holder(token):
        who, since = (str(info.get(name) or "?") for name in ("Who", "Created"))
        holder = Holder(token, "another tool", user=who, since=since)
    return Taken(token, holder)
