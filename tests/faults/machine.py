"""A small world for long stories: a workspace, a RawUGC whose answers get lost, and what must always hold.

Everything happens in one process, by a clock that only moves when somebody sleeps. Faults enter at
the wire. After each run of the tool the invariants I1 to I11 of the fault catalogue are checked.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Literal

import httpx

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import COLLECTIONS, Options, Request, Response, Store
from rawugc_sync.sandbox.transport import SandboxTransport
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.recorded import State, Unresolved
from rawugc_sync.workspace.surroundings import Surroundings
from tests.contract.project import HandClock
from tests.faults.mishaps import FAULTS, KEY, Befall, Fault, Killed, Late
from tests.faults.takedowns import Takedowns

BASE = "/api/v1"
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
SAFETY = 2 * MINUTE
LIMIT = 10
WINDOW = MINUTE

Fields = dict[str, Any]

_LISTS = {f"{BASE}{spec.path}": name for name, spec in COLLECTIONS.items()}
_ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?m:^::)")


Meanwhile = Sequence[tuple[int, Callable[["World"], None]]]
"""What people do while a run goes on, each after so many of its requests."""


class Wire(httpx.BaseTransport):
    """The way to RawUGC for one run: `faults` befall what goes over it, `meanwhile` people do things."""

    def __init__(self, world: World, faults: Sequence[Fault], meanwhile: Meanwhile) -> None:
        self._world = world
        self._faults = faults
        self._meanwhile = meanwhile
        self._requests = 0
        self._lock = Lock()
        self._seen: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            self._world.about_to_write(request)
        befall = self._fault(request)
        try:
            return befall(self._world.serve, request) if befall else self._world.serve(request)
        except Late:
            self._world.delay(request)
            raise
        finally:
            self._people_act()

    def _people_act(self) -> None:
        with self._lock:
            number, self._requests = self._requests, self._requests + 1
            for after, deed in self._meanwhile:
                if after == number:
                    deed(self._world)

    def _fault(self, request: httpx.Request) -> Befall | None:
        kind = "write" if request.method != "GET" else _LISTS.get(request.url.path, "other")
        with self._lock:
            number = self._seen[kind]
            self._seen[kind] += 1
        for fault in self._faults:
            if fault.on == kind and fault.nth <= number < fault.nth + fault.times:
                return FAULTS[fault.what]
        return None


# -- the world


@dataclass(frozen=True)
class Conditions:
    """How this RawUGC behaves: its rate-limit window, and for how many seconds lists hide new objects."""

    window: Literal["fixed", "sliding"] | None = None
    hides: int = 0

    @property
    def options(self) -> Options:
        if self.window is None:
            return Options()
        return Options(rate_limit=LIMIT, rate_window=self.window)


@dataclass(frozen=True)
class Created:
    """An object that came into being by a request of the tool."""

    collection: str
    body: Any
    at: int
    late: bool


@dataclass(frozen=True)
class Exchange:
    """One request that reached the server, the moment, and the status that it was given."""

    method: str
    path: str
    body: Any
    status: int
    at: int


@dataclass(frozen=True)
class DashboardEdit:
    """What somebody changed in an object while a run went on: when, and the fields as they were before."""

    collection: str
    path: str
    at: int
    was: Fields


@dataclass(frozen=True)
class Run:
    """One run of the tool, and the ids that it made. `code` is None when it was killed."""

    command: Sequence[str]
    code: int | None
    out: str
    err: str
    log: Sequence[Exchange]
    made: frozenset[str]

    @property
    def result(self) -> Fields:
        """The last JSON event of an apply; nothing when there is none."""
        with suppress(ValueError, IndexError):
            event = json.loads(self.out.splitlines()[-1])
            return event if event.get("type") == "result" else {}
        return {}

    @property
    def writes(self) -> list[Exchange]:
        return [one for one in self.log if one.method != "GET"]


class LocalClock:
    """The clock of the tool's machine, `world.skew` seconds off the server's."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> float:
        return self._world.clock.now() + self._world.skew

    def monotonic(self) -> float:
        return self._world.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """As long as asked, and `world.oversleeps` longer the first time."""
        self._world.clock.sleep(seconds + self._world.oversleeps)
        self._world.oversleeps = 0.0


@dataclass
class World:
    """A workspace in `root`, the manifests as they should be in it, and the RawUGC that it manages.

    `created` and `strangers` are ids: what the tool made, and what it cannot be expected to know as
    its own. `late` is still on its way. `mask` may change the headers of an answer.
    """

    root: Path
    conditions: Conditions = field(default_factory=Conditions)
    manifests: dict[str, dict[str, Fields]] = field(
        default_factory=lambda: {name: {} for name in COLLECTIONS}
    )
    clock: HandClock = field(default_factory=HandClock)
    store: Store = field(default_factory=Store.open)
    created: dict[str, Created] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    takedowns: Takedowns = field(default_factory=Takedowns)
    story: list[str] = field(default_factory=list)
    log: list[Exchange] = field(default_factory=list)
    late: list[tuple[int, httpx.Request]] = field(default_factory=list)
    edits: dict[str, DashboardEdit] = field(default_factory=dict)
    skew: float = 0.0
    oversleeps: float = 0.0
    crowded: bool = False
    mask: Callable[[httpx.Headers], None] = lambda _headers: None

    def __post_init__(self) -> None:
        self._landing: int | None = None
        self._server = SandboxTransport(self.store, self.conditions.options, self._now, self._exchanged)
        self._write("rawugc.yaml", {"limits": {"maxDeletes": 99}})
        self.save_manifests()

    # -- the workspace

    def save_manifests(self) -> None:
        self._write("brand.yaml", {**self.manifests, **self.takedowns.written(self.manifests)})

    def state(self) -> State | None:
        """What the next run would know."""
        store = LocalStore(self.root / "rawugc.state.json", self.root / ".rawugc", "state")
        return Keeper(store, SystemClock()).read()

    def unresolved(self) -> dict[str, Unresolved]:
        state = self.state()
        return {str(address): one for address, one in state.unresolved.items()} if state else {}

    # -- the tool

    def run(self, *command: str, faults: Sequence[Fault] = (), meanwhile: Meanwhile = ()) -> Run:
        """Run the tool, and check what must hold after every run."""
        self.log, self.edits, before = [], {}, frozenset(self.created)
        self.takedowns.run_begins(self.state(), self.manifests["posts"], command)
        out, err, code = StringIO(), StringIO(), None
        variables = {"RAWUGC_API_KEY": KEY, "RAWUGC_BASE_URL": f"http://rawugc.localhost{BASE}"}
        around = Surroundings(variables, LocalClock(self), Wire(self, faults, meanwhile))
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main(["-C", str(self.root), *command], around)
            except Killed as killed:
                self._bury(killed)
        made = frozenset(id for id in self.created.keys() - before if not self.created[id].late)
        run = Run(command, code, out.getvalue(), err.getvalue(), self.log, made)
        self.story.append(f"$ {' '.join(command)} {list(faults) or ''}\n{run.out}{run.err}exit {code}")
        self._check(run, faults)
        return run

    def _bury(self, killed: Killed) -> None:
        """What the system does after a death: it closes files. And what a death in a write leaves behind."""
        for handle in Path("/proc/self/fd").glob("*"):
            with suppress(OSError):
                if handle.readlink().is_relative_to(self.root.resolve()):
                    os.close(int(handle.name))
        journal = self.root / ".rawugc" / "journal.jsonl"
        if killed.torn and journal.exists():
            with journal.open("ab") as file:
                file.write(b'{"kind":"done","addre')

    # -- RawUGC

    def remove(self, collection: str, id: str) -> None:
        """Somebody deletes an object in the dashboard."""
        if collection == "posts":
            self.takedowns.removed(id, self.state())
        self.store.remove(collection, id)

    def serve(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, as honest as its conditions allow."""
        self._land()
        answer = self._server.handle_request(request)
        self.mask(answer.headers)
        name = _LISTS.get(request.url.path)
        if request.method != "GET" or name is None or not self.conditions.hides or answer.status_code != 200:
            return answer
        spec, since = COLLECTIONS[name], self.clock.ms - self.conditions.hides * 1000
        content = answer.json()
        content[spec.array] = [
            one for one in content[spec.array] if not self._hidden(one[spec.id_field], since)
        ]
        content["count"] = len(content[spec.array])  # an old list is whole, as of then
        headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
        return httpx.Response(200, headers=headers, json=content)

    def delay(self, request: httpx.Request) -> None:
        """A create that reaches the server later: a post much later, others in time for the second look."""
        name = _LISTS.get(request.url.path)
        if request.method == "POST" and name:
            self.late.append((self.clock.ms + (60 * MINUTE if name == "posts" else 1000), request))

    def edited(self, collection: str, id: str, fields: Fields) -> None:
        """Somebody changes an object in the dashboard. What fails was sent out there at once."""
        if fields.get("status") == "failed":
            fields = {**fields, "scheduledFor": self.clock.ms, "mode": "now"}
            self._has_changed(id, fields)
        before = self.store.find(collection, id) or {}
        was, path = {name: before.get(name) for name in fields}, f"{COLLECTIONS[collection].path}/{id}"
        self.edits.setdefault(id, DashboardEdit(collection, path, self.clock.ms, was))
        self.store.edit(collection, id, fields)

    def barge_in(self) -> None:
        """Somebody else asks for something with the same key."""
        url, headers = f"http://rawugc.localhost{BASE}/social/accounts", {"Authorization": f"Bearer {KEY}"}
        log, self.log, self.crowded = self.log, [], True
        self._server.handle_request(httpx.Request("GET", url, headers=headers))
        self.log = log

    def arrive(self) -> None:
        """Wait until nothing is on its way."""
        if self.late:
            self.clock.sleep(3600)
            self._land()

    def _now(self) -> int:
        return self._landing or self.clock.ms

    def _land(self) -> None:
        landing = [one for one in self.late if one[0] <= self.clock.ms]
        self.late = [one for one in self.late if one[0] > self.clock.ms]
        for due, request in landing:
            self._landing = due
            self._server.handle_request(request)
        self._landing = None

    def _hidden(self, id: str, since: int) -> bool:
        """Whether lists do not show an object yet; one that is out is not new any more."""
        made = self.created.get(id)
        if made is None or made.at <= since:
            return False
        return (self.store.find(made.collection, id) or {}).get("status") not in ("published", "failed")

    def _exchanged(self, request: Request, response: Response) -> None:
        body = json.loads(request.body) if request.body else None
        exchange = Exchange(request.method, request.path, body, response.status, self._now())
        if self._landing is None:  # what an earlier run sent is none of this one's doing
            self.log.append(exchange)
            self._seen_by_the_plan(exchange)
        if exchange.method in ("PATCH", "POST") and body and response.status == 200:
            self._has_changed(request.path, body)
        if request.method == "DELETE":
            self.takedowns.deleted(request.path.rpartition("/")[2])
        name = _LISTS.get(f"{BASE}{request.path}")
        if exchange.method == "POST" and name and response.status == 201:
            self._check_new(name, body)
            answer = json.loads(response.body)
            id = answer.get("id") or answer[COLLECTIONS[name].id_field]
            self.created[id] = Created(name, body, self._now(), late=self._landing is not None)

    def _has_changed(self, path: str, body: Fields) -> None:
        """An object is what has become of it since it was created."""
        for id in path.split("/"):
            if id in self.created:
                self.created[id] = replace(self.created[id], body={**self.created[id].body, **body})

    def live(self, collection: str) -> dict[str, Fields]:
        """The objects that are not built in and not history, oldest first."""
        return {
            id: fields
            for id, fields in self.store.objects(collection).items()
            if not (fields.get("isAdmin") or fields.get("isStandard") or self.over(collection, fields))
        }

    def over(self, collection: str, fields: Fields) -> bool:
        """Whether it is a post that is published or has failed."""
        if collection != "posts":
            return False
        scheduled = fields.get("mode") == "schedule" and fields.get("status") in (None, "scheduled")
        due = scheduled and fields["scheduledFor"] <= self.clock.ms
        return due or fields.get("status") in ("published", "failed") or fields.get("mode") == "now"

    def orphans(self) -> dict[str, Created]:
        """Live objects that the tool created, and that it does not know of any more."""
        state = self.state()
        records = state.records.values() if state else ()
        known = {id for record in records for id in (record.id, *record.deposed)} | self.strangers
        live = {id for name in COLLECTIONS for id in self.live(name)}
        return {id: made for id, made in self.created.items() if id in live - known}

    # -- what must hold

    def about_to_write(self, request: httpx.Request) -> None:
        """I3: no write without its intent on disk. I4: no delete of what is not ours. I9: no late post."""
        path = request.url.path.removeprefix(BASE)
        lines = (self.root / ".rawugc" / "journal.jsonl").read_bytes().splitlines()
        intent = json.loads(lines[-1])
        assert (intent["kind"], intent["call"]) == ("intent", {"method": request.method, "path": path})
        if request.method == "DELETE":
            state = self.state()
            ids = [id for r in state.records.values() for id in (r.id, *r.deposed)] if state else []
            assert path.rpartition("/")[2] in ids
        body = json.loads(request.content or b"{}")
        self._check_due(path, body)
        self._check_unseen(path)
        if (request.method, path) == ("POST", COLLECTIONS["posts"].path):
            self.takedowns.check_new(intent["address"], body)

    def _check_unseen(self, path: str) -> None:
        """No edit that was made more than one window before a call is overwritten unseen."""
        found = next(
            (id for id, edit in self.edits.items() if edit.path in (path, path.rpartition("/")[0])), ""
        )
        edit = self.edits.pop(found, None)
        now = self.store.find(edit.collection, found) if edit else None
        if edit and now and any(now.get(name) != value for name, value in edit.was.items()):
            assert self.clock.ms - edit.at <= WINDOW, f"{path} overwrites what was edited at {edit.at}"

    def _seen_by_the_plan(self, exchange: Exchange) -> None:
        """What a plan reads is what it shows; what is read later is compared with that."""
        if exchange.method == "GET" and not any(one.method != "GET" for one in self.log):
            self.edits = {
                id: edit
                for id, edit in self.edits.items()
                if exchange.path not in (COLLECTIONS[edit.collection].path, edit.path)
            }

    def _check_due(self, path: str, body: Fields) -> None:
        """I9: nothing is sent for a post that is due in less than two minutes, or was due before."""
        if not path.startswith(COLLECTIONS["posts"].path):
            return
        stored = self.store.find("posts", path.split("/")[3]) if path.count("/") > 2 else None
        for post in filter(None, (stored, body)):
            if "scheduledFor" in post and {**(stored or {}), **post}.get("mode") == "schedule":
                assert post["scheduledFor"] - self.clock.ms >= SAFETY

    def _check_new(self, collection: str, body: Any) -> None:
        """I9: no post twice."""
        if collection != "posts":
            return
        what = ("videoUrl", "content", "scheduledFor", "accountIds", "mode")
        for id, made in self.created.items():
            if made.collection == collection and self.store.find(collection, id) and id not in self.strangers:
                assert [made.body.get(name) for name in what] != [body.get(name) for name in what], id

    def _check(self, run: Run, faults: Sequence[Fault]) -> None:
        self._check_ownership()
        self._check_words(run)
        self._check_pace(run, faults)
        if run.command[0] != "apply" or run.code == 3:
            assert run.writes == []
        if run.command[0] == "apply" and run.code is not None:
            self._check_result(run)

    def _check_ownership(self) -> None:
        """I1, I3: whatever the tool created and is still there is recorded, or listed as unresolved."""
        lost = Counter(made.collection for made in self.orphans().values())
        open_ = Counter(address.partition(".")[0] for address in self.unresolved())
        assert lost <= open_, f"{self.orphans()} are nobody's, unresolved: {dict(open_)}"

    def _check_words(self, run: Run) -> None:
        """I7, I10: no key in what is printed, and nothing in it that acts."""
        assert KEY not in run.out + run.err
        assert not _ACTIVE.search(run.out), run.out
        assert not _ACTIVE.search(run.err), run.err

    def _check_pace(self, run: Run, faults: Sequence[Fault]) -> None:
        """I6: alone, and with every answer heard, only the first request may find a full window."""
        if not (faults or self.crowded):
            assert 429 not in [one.status for one in run.log[1:]]

    def _check_result(self, run: Run) -> None:
        """I8: the exit code and the summary are what the server saw."""
        result = run.result
        applied = {one["id"] for one in result.get("applied", ())}
        if run.code == 0 and result:
            made = {id for id in run.made if self.store.find(self.created[id].collection, id)}
            assert made - self.edits.keys() <= applied  # what was made another meanwhile, nobody can find
        if run.code == 0 and "--target" not in run.command:
            assert self.unresolved() == {}
        if run.code == 1:
            assert not applied
        for one in result.get("applied", ()):
            if one["action"] in ("create", "replace"):
                assert one["id"] in self.created

    def _write(self, name: str, content: Any) -> None:
        (self.root / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


@contextmanager
def opened(conditions: Conditions) -> Iterator[World]:
    """An empty workspace; a failure inside tells the whole story."""
    with TemporaryDirectory() as folder, ExitStack() as closing:
        world = World(Path(folder), conditions)
        closing.callback(world.store.close)
        try:
            yield world
        except BaseException as failed:
            failed.add_note("\n".join(world.story))
            raise
