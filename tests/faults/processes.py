"""Processes for the tests of faults, the work that they are at, and what must be true when it is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from threading import Event
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options, Request, Response
from rawugc_sync.sandbox.transport import SandboxTransport
from tests.contract.project import KEY, START, Exchange, Project, RawUGC, Run
from tests.faults.runner import Clock, Fault, Order, carry_out
from tests.forks import FORKS

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals, fork and limits are POSIX")

DAY = 86_400_000
_SECONDS = 60


# -- RawUGC


@dataclass
class Watched(RawUGC):
    """A RawUGC where a test may act once a request is carried out and before its answer leaves."""

    upon: Callable[[Exchange], object] = field(default=lambda _exchange: None)

    @classmethod
    def reached_both_ways(cls, options: Options) -> Watched:
        """Over a socket for processes, and directly, which is faster, for runs in this one."""
        made = cls.over_http(options)
        assert isinstance(made, Watched)
        made.transport = SandboxTransport(made.store, options, lambda: made.clock.ms, made.record)
        return made

    def record(self, request: Request, response: Response) -> None:
        super().record(request, response)
        self.upon(self.log[-1])

    def writes(self, *statuses: int) -> list[Exchange]:
        """What was written, or what of it was answered so."""
        return [e for e in self.log if e.method != "GET" and (not statuses or e.status in statuses)]


@pytest.fixture
def rawugc(options: Options, backstage: ThreadPoolExecutor) -> Iterator[Watched]:
    """One that processes and runs in this one reach; tests import it over the one of memory alone."""
    server = Watched.reached_both_ways(options)
    yield server
    backstage.submit(server.stop)


class Held:
    """RawUGC has carried out one request, and does not answer until it is let go."""

    def __init__(self, rawugc: Watched, which: Callable[[Exchange], bool]) -> None:
        self._here, self._go = Event(), Event()
        self._which = which
        rawugc.upon = self._hold

    def _hold(self, exchange: Exchange) -> None:
        if not self._go.is_set() and self._which(exchange):
            self._here.set()
            assert self._go.wait(60)

    def arrived(self) -> None:
        assert self._here.wait(60)

    def let_go(self) -> None:
        self._go.set()


# -- processes


@dataclass(frozen=True)
class Fork:
    """One run, forked, with the made-up clock of its RawUGC; -9 is the exit code of a killed one."""

    order: Order
    process: Any

    @classmethod
    def start(cls, project: Project, *command: str, fault: Fault | None = None) -> Fork:
        root, rawugc = project.root, project.rawugc
        number = len(list(root.parent.glob("run-*")))
        order = Order(
            ("-C", str(root), *command),
            variables(project),
            Clock(rawugc.clock.now()),
            root.parent / f"run-{number}",
            fault,
        )
        process = FORKS.Process(target=carry_out, args=(order,))
        process.start()
        return cls(order, process)

    def kill(self) -> None:
        os.kill(self.process.pid, 9)

    def end(self) -> Run:
        """The run as it has ended."""
        self.process.join(_SECONDS)
        out, err = ((self.order.output / name).read_text("utf-8") for name in ("stdout", "stderr"))
        return _shown_if_it_fails(Run(self.order.arguments, self.process.exitcode, out, err))


def variables(project: Project) -> dict[str, str]:
    return {"RAWUGC_API_KEY": KEY, "RAWUGC_BASE_URL": project.rawugc.url}


def start(project: Project, *command: str, shell: str = "", **options: Any) -> subprocess.Popen[str]:
    """`python -m rawugc_sync …` on the real clock; `shell` is a script that ends in running "$@"."""
    run = [sys.executable, "-m", "rawugc_sync", "-C", str(project.root), *command]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    environment = {**os.environ, **variables(project), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        ["/bin/sh", "-c", shell, "sh", *run] if shell else run, env=environment, text=True, **streams
    )


def ended(process: subprocess.Popen[str]) -> Run:
    """The run as it has ended."""
    out, err = process.communicate(timeout=_SECONDS)
    assert isinstance(process.args, list)
    return _shown_if_it_fails(Run(process.args, process.returncode, out or "", err or ""))


def _shown_if_it_fails(run: Run) -> Run:
    """pytest shows what a test has printed when the test fails."""
    sys.stdout.write(str(run))
    return run


# -- the work


def work(done: bool) -> dict[str, Any]:
    """A workspace before and after a change that takes every kind of call."""
    return {"all.yaml": _AFTER if done else _BEFORE}


def _persona(name: str, text: str = "Skin.") -> dict[str, str]:
    return {"name": name, "description": text}


def _post(video: str, **more: Any) -> dict[str, Any]:
    fields = {
        "videoUrl": f"https://cdn.example.com/{video}.mp4",
        "accounts": ["tiktok/glowlab"],
        "mode": "schedule",
        "scheduledFor": START + DAY,
        "content": f"About {video}.",
    }
    return {name: value for name, value in {**fields, **more}.items() if value is not None}


_BEFORE: dict[str, Any] = {
    "personas": {"stays": _persona("Stays"), "goes": _persona("Goes"), "grows": _persona("Grows")},
    "styles": {"shelf": {"name": "Shelf", "description": "A shelf.", "type": "video"}},
    "posts": {
        "moves": _post("moves"),
        "goes-out": _post("goes-out", mode="draft", scheduledFor=None),
        "changes": _post("old", scheduledFor=START + 2 * DAY),
    },
}
_AFTER: dict[str, Any] = {
    "personas": {
        "stays": _persona("Stays"),
        "grows": _persona("Grows", "More skin."),
        "comes": _persona("Comes"),
    },
    "products": {"serum": {"name": "Serum", "photos": ["https://cdn.example.com/serum.jpg"]}},
    "styles": {"shelf": {"name": "Shelf", "description": "A shelf.", "type": "image"}},
    "posts": {
        "moves": _post("moves", scheduledFor=START + 3 * DAY),
        "goes-out": _post("goes-out", mode="now", scheduledFor=None),
        "changes": _post("new", scheduledFor=START + 2 * DAY),
        "comes": _post("comes", scheduledFor=START + 4 * DAY),
    },
}

# -- what must be true in the end


def assert_as_if_nothing_had_happened(project: Project) -> None:
    """The work is done: RawUGC holds what it should, every address knows its object, nothing came twice."""
    rawugc = project.rawugc
    done = [e for e in rawugc.log if e.method != "GET" and e.status < 300]
    assert live(project) == _LIVE
    assert sum(e.path.endswith("/publish") for e in done) == 1
    assert len(created(done)) == len(set(created(done)))
    assert_each_has_one(project)
    project.assert_settled()


def assert_on_record(project: Project, but: Sequence[str] = ()) -> None:
    """Whatever was done is in a run, each run is there once, and what goes out has one receipt.

    `but` are what a person has settled: whose that was is not on record.
    """
    (begun, *since) = json.loads((project.root / "rawugc.runs.json").read_text("utf-8"))["runs"]
    done = [one for run in since for one in run["changes"] if one["fate"] in ("applied", "unresolved")]
    ids = [run["id"] for run in since]
    assert len(set(ids)) == len({(run["at"], run["digest"]) for run in since}) == len(since)
    assert {change["address"] for change in done} == _CHANGED
    carried_on = [after if run["taken_over"] else None for run, after in zip_longest(since, ids[1:])]
    assert [run["carried_on"] for run in since] == carried_on
    receipts = json.loads((project.root / "rawugc.receipts.json").read_text("utf-8"))["receipts"]
    posts = {address for address in _CHANGED if address.startswith("posts.")} - {*but}
    assert sorted(one["address"] for one in receipts if one["address"] not in but) == sorted(posts)
    assert {one["run"] for one in receipts} <= {begun["id"], *ids}


def live(project: Project) -> dict[str, list[dict[str, Any]]]:
    """What RawUGC holds, but for ids and times, ordered by name or caption."""
    return {name: sorted(map(_shown, _ours(project, name).values()), key=_title) for name in COLLECTIONS}


def assert_each_has_one(project: Project) -> None:
    """Every live object is the one of an address, and every address has a live one."""
    records = project.state["resources"]
    recorded = sorted((address.partition(".")[0], record["id"]) for address, record in records.items())
    assert recorded == sorted((name, id) for name in COLLECTIONS for id in _ours(project, name))
    assert [address for address, record in records.items() if "deposed" in record] == []
    assert project.state["unresolved"] == {}


def created(log: Sequence[Exchange]) -> list[tuple[str, str]]:
    """What was created: path, and name or caption."""
    return [(e.path, _title(e.body)) for e in log if e.method == "POST" and e.status == 201]


def _title(fields: Mapping[str, Any]) -> str:
    return str(fields.get("name") or fields.get("content"))


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    unsteady = ("createdAt", "updatedAt", "publishedAt", "accountIds", "mode")
    return {name: value for name, value in fields.items() if name not in unsteady}


def _ours(project: Project, collection: str) -> dict[str, Any]:
    objects = project.dashboard.objects(collection)
    return {id: o for id, o in objects.items() if not (o.get("isAdmin") or o.get("isStandard"))}


def _expected(collection: str) -> list[dict[str, Any]]:
    resources = [_shown(fields) for fields in _AFTER.get(collection, {}).values()]
    return sorted(({n: v for n, v in r.items() if n != "accounts"} for r in resources), key=_title)


_CHANGED = {
    f"{collection}.{key}"
    for collection in {*_BEFORE, *_AFTER}
    for key in {*_BEFORE.get(collection, {}), *_AFTER.get(collection, {})}
    if _BEFORE.get(collection, {}).get(key) != _AFTER.get(collection, {}).get(key)
}
"""The addresses whose objects the work changes."""
_LIVE = {name: _expected(name) for name in COLLECTIONS}
(_GONE_OUT,) = [post for post in _LIVE["posts"] if "scheduledFor" not in post]
_GONE_OUT["status"] = "published"

# -- the way there


@contextmanager
def killing(rawugc: Watched, call: int) -> Iterator[list[Fork]]:
    """Kill the victim once that many calls are carried out, before it hears of the last one."""
    victim: list[Fork] = []

    def upon(exchange: Exchange) -> None:
        if exchange.method != "GET" and len(rawugc.writes()) == call:
            victim[0].kill()

    rawugc.upon = upon
    yield victim
    rawugc.upon = lambda _exchange: None


def recover(project: Project) -> list[str]:
    """Plan and apply until nothing is left; what only a person can settle is settled by looking.

    Returns the addresses that took a person.
    """
    project.rawugc.clock.sleep(_SECONDS)
    asked: list[str] = []
    for _ in range(3):
        if project.plan().exit_code == 0 and project.apply().exit_code == 0:
            return asked
        if project.apply().exit_code == 6:
            asked += [_settled(project, address) for address in project.state["unresolved"]]
    raise AssertionError("it does not come to rest")


def _settled(project: Project, address: str) -> str:
    collection = address.partition(".")[0]
    taken = {record["id"] for record in project.state["resources"].values()}
    sent = project.state["unresolved"][address]["record"]["fields"]
    alike = [
        id
        for id, o in _ours(project, collection).items()
        if id not in taken and o["content"] == sent["content"]
    ]
    answer = ("--adopt", *alike) if alike else ("--recreate",)
    assert project.run("state", "resolve", address, *answer).exit_code == 0
    return address
