"""A store in memory, a RawUGC that keeps to a script, and an observer that remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.pacing import Allowance
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.applying.rereading import Rereading
from rawugc_sync.applying.run import apply
from rawugc_sync.applying.step import Stepping
from rawugc_sync.applying.underway import Underway
from rawugc_sync.resources import registered
from rawugc_sync.state.fold import fold
from rawugc_sync.words.budget import RATE
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import BadAnswer, OutcomeUnknown, Problem, StateError
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change, Plan
from rawugc_sync.words.recorded import State
from tests.planning.worlds import NOW

Trace = list[str]
"""What happened, in order: kinds of journal entries, calls, `state` for a save, `cleared`."""


class MemoryJournal:
    """Keeps its entries; from append number `full_after` on it refuses more."""

    def __init__(self, trace: Trace, full_after: int | None) -> None:
        self.entries: list[Mapping[str, Any]] = []
        self._trace = trace
        self._full_after = full_after

    def append(self, entry: Mapping[str, Any], *, urgent: bool = False) -> None:
        if self._full_after is not None and len(self.entries) >= self._full_after:
            raise StateError.of("journal-unwritable", "the disk is full")
        self.entries.append(entry)
        self._trace.append(entry["kind"])

    def clear(self) -> None:
        self.entries = []
        self._trace.append("cleared")


class MemoryStore:
    """Keeps every state that was written; the `full` store refuses to. Its lock is never lost."""

    def assure(self) -> None:
        pass

    def __init__(self, *, full: bool = False, full_after: int | None = None) -> None:
        self.trace: Trace = []
        self.written: list[State] = []
        self.journal = MemoryJournal(self.trace, full_after)
        self.full = full

    def write(self, state: State, note: str) -> None:
        if self.full:
            raise StateError.of("state-unwritable", "the disk is full")
        self.written.append(state)
        self.trace.append("state")
        self.journal.clear()

    @property
    def last(self) -> State:
        return self.written[-1]

    def recovered(self, before: State | None) -> State | None:
        """What the next start makes of the journal as it is."""
        return fold(before, self.journal.entries, "journal")


PLATFORMS = {"acc_1": "tiktok", "acc_2": "instagram"}
STATUS = {"schedule": "scheduled", "draft": "draft", "now": "published"}

Step = Callable[["ScriptedServer", Call], Answer]


def accepted(server: ScriptedServer, call: Call) -> Answer:
    """Does what it is asked, and says so."""
    id = server.carry_out(call)
    return Answer(201, {call.id_fields[0]: id} if call.id_fields else None)


def dropped(failure: BaseException) -> Step:
    """Does nothing, and the client sees `failure`."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        raise failure

    return step


def committed(failure: BaseException, *, late: float = 0, **rewritten: Any) -> Step:
    """Does what it is asked, shows it `late` seconds later, and the client sees `failure`."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        server.carry_out(call, late=late, **rewritten)
        raise failure

    return step


def answering(body: Any, *, late: float = 0) -> Step:
    """Does what it is asked, shows it `late` seconds later, and answers 201 with this body."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        server.carry_out(call, late=late)
        return Answer(201, body)

    return step


def saying(body: Any) -> Step:
    """Does nothing, and answers 200 with this body."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        return Answer(200, body, server.seconds)

    return step


def lost(status: int | None = None) -> OutcomeUnknown:
    return OutcomeUnknown(error("outcome-unknown", "the answer was lost"), status)


def unreadable(status: int = 201) -> BadAnswer:
    return BadAnswer(error("bad-answer", "the answer is not JSON"), status)


def problem(status: int, **fields: list[str]) -> Problem:
    return Problem(error("refused", "RawUGC says no"), status, fields)


@dataclass
class ScriptedServer:
    """Follows a script, call by call, and does as it is asked once that has ended.

    `script`: method and path → what becomes of each such call in turn. `objects`: path of a
    collection → id → what the API shows. Time passes only by `sleep`.
    """

    script: Mapping[tuple[str, str], list[Step]] = field(default_factory=dict)
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    trace: Trace = field(default_factory=list)
    seconds: float = 0.0
    _shown_at: dict[str, float] = field(default_factory=dict)
    _made: int = 0
    _asked: dict[tuple[str, str], int] = field(default_factory=dict)

    # -- the client's side

    def send(self, call: Call, ready: Callable[[], None] | None = None) -> Answer:
        if ready:
            ready()
        self.trace.append(f"{call.method} {call.path}")
        return self._next(call, accepted)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        self.trace.append(f"GET {path}")
        return self._next(Call(method="GET", path=path), _shown)

    def server_time(self) -> float:
        return NOW / 1000 + self.seconds

    def allowance(self) -> Allowance:
        return Allowance(RATE, RATE.requests, RATE.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.trace.append(f"sleep {seconds:g}")
        self.seconds += seconds

    # -- the server's side

    def carry_out(self, call: Call, *, late: float = 0, **rewritten: Any) -> str | None:
        """Create, publish, change or delete; the id of the object."""
        collection, _, id = call.path.removeprefix("/social").strip("/").partition("/")
        objects = self.objects.setdefault(_list_path(collection), {})
        if call.id_fields:
            self._made += 1
            id = f"new_{self._made}"
            objects[id] = {**_seen(call), call.id_fields[0]: id, **rewritten}
            self._shown_at[id] = self.seconds + late
        elif call.path.endswith("/publish"):
            objects[id.partition("/")[0]]["status"] = "published"
        elif call.method == "DELETE":
            objects.pop(id, None)
        else:
            objects.get(id, {}).update(call.body or {})
        return id or None

    def listed(self, path: str) -> list[dict[str, Any]]:
        return [
            o for id, o in self.objects.get(path, {}).items() if self._shown_at.get(id, 0) <= self.seconds
        ]

    def names(self, path: str) -> list[str]:
        """Of everything that exists, shown or not."""
        return [o.get("name", o.get("content")) for o in self.objects.get(path, {}).values()]

    @property
    def writes(self) -> list[str]:
        return [said for said in self.trace if said.partition(" ")[0] in ("POST", "PATCH", "DELETE")]

    def _next(self, call: Call, usual: Step) -> Answer:
        asked = (call.method, call.path)
        at = self._asked[asked] = self._asked.get(asked, -1) + 1
        steps = self.script.get(asked, [])
        return (steps[at] if at < len(steps) else usual)(self, call)


def _list_path(collection: str) -> str:
    return next(
        type_.calls.path for type_ in registered().values() if type_.calls.path.endswith(f"/{collection}")
    )


def _seen(call: Call) -> dict[str, Any]:
    """An object as the API shows it after this create."""
    body = dict(call.body or {})
    if "videoUrl" not in body:
        return body
    platforms = [PLATFORMS[id] for id in body.pop("accountIds")]
    return {**body, "platforms": platforms, "status": STATUS[body.pop("mode")]}


def _shown(server: ScriptedServer, call: Call) -> Answer:
    type_ = next(t for t in registered().values() if call.path.startswith(t.calls.path))
    if call.path == type_.calls.path:
        return Answer(200, {type_.calls.array: server.listed(call.path)}, server.seconds)
    found = server.objects.get(type_.calls.path, {}).get(call.path.rpartition("/")[2])
    if found is None:
        raise problem(404)
    return Answer(200, found)


class Witness:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def started(self, change: Change) -> None:
        self.heard.append(("started", str(change.address)))

    def finished(self, result: Result) -> None:
        self.heard.append((str(result.fate), str(result.change.address)))

    def waiting(self, underway: Sequence[Underway]) -> None:
        self.heard.extend(("waiting", str(one.change.address)) for one in underway)


def run(
    made: Plan,
    server: ScriptedServer,
    store: MemoryStore | None = None,
    before: State | None = None,
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Apply a plan; the store and the server write into one trace."""
    store = store or MemoryStore()
    server.trace = store.trace
    types = registered()
    known = {t.collection: frozenset(server.objects.get(t.calls.path, {})) for t in types.values()}
    ledger = Ledger(store, before, made.organization_id)
    read = dict.fromkeys(types, server.seconds)
    rereading = Rereading(server, types, _as_read(server), read, lambda: ledger.book.urls)
    stepping = Stepping(server, ledger, known, types, server.sleep, rereading)
    return apply(made, stepping, ledger, Witness(), stopping)


def _as_read(server: ScriptedServer) -> dict[str, dict[str, Live]]:
    """What a plan read just before this run."""
    read: dict[str, dict[str, Live]] = {}
    for type_ in registered().values():
        found = (type_.spelling.live(raw, id) for id, raw in server.objects.get(type_.calls.path, {}).items())
        read[type_.collection] = {live.id: live for live in found if live is not None}
    return read


def fates(outcome: Outcome) -> dict[str, str]:
    return {str(result.change.address): str(result.fate) for result in outcome.results}
