"""The Nth-failure loop: a mixed apply in which each of its requests fails in turn, once and for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.sandbox.faults import Fault
from tests.contract.post_calendar import TOMORROW, draft, post
from tests.contract.project import Project
from tests.contract.samples import DAY, full
from tests.faults.conftest import Brand
from tests.faults.wire import FaultyRawUGC, GuardedProject, page, problem
from tests.sampling import combined


def video(name: str) -> str:
    return f"https://cdn.example.com/{name}.mp4"


def person(name: str, description: str = "d") -> dict[str, str]:
    return {"name": name, "description": description}


STYLE = full("styles")
BEFORE: Mapping[str, Any] = {
    "personas": {"changed": person("Changed"), "gone": person("Gone")},
    "messaging": {"changed": full("messaging")},
    "styles": {"replaced": STYLE},
    "posts": {
        "drafted": draft(videoUrl=video("drafted"), content="drafted"),
        "gone": post(videoUrl=video("gone"), content="gone", scheduledFor=TOMORROW + DAY),
        "moved": post(videoUrl=video("moved"), content="moved"),
        "replaced": post(videoUrl=video("before"), content="replaced"),
    },
}
AFTER: Mapping[str, Any] = {
    "personas": {"changed": person("Changed", "new"), "new": person("New")},
    "messaging": {"changed": full("messaging") | {"body": "Calmer."}},
    "products": {"new": full("products") | {"messaging": "${messaging.changed.body}"}},
    "styles": {"replaced": STYLE | {"type": "image"}},
    "posts": {
        "drafted": draft(videoUrl=video("drafted"), mode="now", content="Now."),
        "moved": post(videoUrl=video("moved"), content="moved", scheduledFor=TOMORROW + 2 * DAY),
        "new": post(videoUrl=video("new"), content="new"),
        "replaced": post(videoUrl=video("after"), content="replaced"),
    },
}
READS = [
    "GET /messaging",
    "GET /personas",
    "GET /products",
    "GET /social/accounts",
    "GET /social/posts",
    "GET /styles",
]
WRITES = [
    "POST /social/posts/post_1/reschedule",
    "DELETE /social/posts/post_2",
    "POST /social/posts 1",
    "DELETE /social/posts/post_3",
    "POST /social/posts 2",
    "PATCH /messaging/msg_1",
    "PATCH /personas/per_1",
    "POST /personas 1",
    "PATCH /social/posts/post_4",
    "POST /social/posts/post_4/publish",
    "POST /products 1",
    "POST /styles 1",
    "DELETE /styles/sty_4",
    "DELETE /personas/per_2",
]
"""Every write of the mixed apply; creates have a number, for their path says nothing else of them."""

AGAIN = [
    "GET /messaging 2",
    "GET /personas 2",
    "GET /social/posts 2",
    "GET /styles 2",
    "GET /personas 3",
]
"""What is read again before it is overwritten, in the second and in the third window."""

FAULTS = {
    "reset-before": Fault("reset", carried_out=False),
    "reset-after": Fault("reset"),
    "500-after": Fault(answer=problem(500)),
    "502-before": Fault(answer=page(502), carried_out=False),
    "cut-after": Fault("cut-by-length"),
    "refused": Fault(answer=problem(403), carried_out=False),
}
LASTING: Mapping[str, Mapping[str, Any]] = {
    "once": {"times": 1},
    "for-ever": {"times": None},
    "and-all-that-follow": {"times": None, "outage": True},
}


@dataclass(frozen=True)
class World:
    """What is there before the mixed apply: every object by collection, and the state."""

    objects: Mapping[str, Mapping[str, Any]]
    state: str

    def put_into(self, project: Project) -> None:
        for collection, objects in self.objects.items():
            for id, fields in objects.items():
                if project.dashboard.find(collection, id) is None:  # no built-in style
                    assert project.dashboard.insert(collection, fields) == id
        project.write({"rawugc.state.json": self.state})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Applied once for all tests, to another RawUGC."""
    root: Path = tmp_path_factory.mktemp("before") / "glow-lab"
    root.mkdir()
    with FaultyRawUGC.serving(Options()) as before:
        before.journal = root / ".rawugc" / "journal.jsonl"
        project = GuardedProject(root, before, before.clock)
        project.write({"brand.yaml": BEFORE})
        assert project.apply().exit_code == 0
        objects = {name: before.store.objects(name) for name in COLLECTIONS}
        return World(objects, (root / "rawugc.state.json").read_text(encoding="utf-8"))


@pytest.fixture
def project(brand: Brand, world: World) -> GuardedProject:
    """Everything that a plan can show is to be done."""
    project = brand({"brand.yaml": AFTER})
    world.put_into(project)
    return project


def striking(fault: Fault, request: str, **lasting: Any) -> Fault:
    method, path, *number = request.split()
    return replace(fault, method=method, path=path, nth=int(*number or ["1"]), **lasting)


def test_the_loop_goes_over_every_request(project: GuardedProject, wire: FaultyRawUGC) -> None:
    assert project.apply().exit_code == 0
    sent = [f"{method} {path}" for method, path in project.requests()]
    assert sorted(sent[: len(READS)]) == READS
    later = sent[len(READS) :]
    assert [one for one in later if not one.startswith("GET")] == [" ".join(w.split()[:2]) for w in WRITES]
    assert [one for one in later if one.startswith("GET")] == [" ".join(r.split()[:2]) for r in AGAIN]
    project.recovers()


@pytest.mark.parametrize(("request_", "fault", "lasting"), combined(3, WRITES, FAULTS, LASTING))
def test_whatever_write_fails_nothing_is_lost_and_nothing_twice(
    project: GuardedProject, wire: FaultyRawUGC, request_: str, fault: str, lasting: str
) -> None:
    wire.faults.set(striking(FAULTS[fault], request_, **LASTING[lasting]))
    project.apply()
    assert [w for w in wire.wire if w.fault]
    project.recovers()


@pytest.mark.parametrize("lasting", ["once", "for-ever"])
@pytest.mark.parametrize("fault", ["reset-after", "500-after", "cut-after", "refused"])
@pytest.mark.parametrize("request_", READS)
def test_whatever_read_fails_nothing_is_done_by_half(
    project: GuardedProject, wire: FaultyRawUGC, request_: str, fault: str, lasting: str
) -> None:
    wire.faults.set(striking(FAULTS[fault], request_, **LASTING[lasting]))
    run = project.apply()
    survives = lasting == "once" and fault != "refused"
    assert run.exit_code == (0 if survives else 1)
    project.recovers()


def test_a_replacement_that_is_found_again_takes_its_old_object_along(
    project: GuardedProject, wire: FaultyRawUGC
) -> None:
    wire.faults.set(striking(FAULTS["reset-after"], "POST /styles 1", **LASTING["and-all-that-follow"]))
    assert project.apply().exit_code == 6
    wire.faults.set()
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("lasting", ["once", "for-ever"])
@pytest.mark.parametrize("fault", ["reset-after", "500-after", "cut-after", "refused"])
@pytest.mark.parametrize("request_", AGAIN)
def test_whatever_cannot_be_read_again_is_not_overwritten(
    project: GuardedProject, wire: FaultyRawUGC, request_: str, fault: str, lasting: str
) -> None:
    wire.faults.set(striking(FAULTS[fault], request_, **LASTING[lasting]))
    run = project.apply()
    assert [w for w in wire.wire if w.fault]
    assert run.exit_code == 0 or {"unchecked"} <= run.codes
    project.recovers()
