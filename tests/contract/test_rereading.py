"""What changes while an apply waits for the rate limit is seen before it is overwritten, and left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.contract.project import START, HandClock, Project, RawUGC, Run
from tests.contract.samples import DAY

Fields = dict[str, Any]
Deed = Callable[[Project], None]
MINUTE_S, HOUR = 60, 3_600_000
TARGET = "zz"


class Meanwhile(HandClock):
    """A clock by which somebody does something at a moment that a sleep goes past."""

    def __init__(self) -> None:
        super().__init__()
        self._due: tuple[float, Callable[[], None]] | None = None

    def after(self, seconds: float, deed: Callable[[], None]) -> None:
        self._due = (self.monotonic() + seconds, deed)

    @property
    def has_happened(self) -> bool:
        return self._due is None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self._due and self._due[0] <= self.monotonic():
            (_, deed), self._due = self._due, None
            deed()


@contextmanager
def opened() -> Iterator[Project]:
    with TemporaryDirectory() as folder:
        made = RawUGC.in_process(Options(rate_limit=10), Meanwhile())
        try:
            yield Project(Path(folder), made, made.clock)
        finally:
            made.stop()


def post(number: int, **fields: Any) -> Fields:
    base = {
        "videoUrl": f"https://cdn.example.com/{number}.mp4",
        "accountIds": ["acc_1"],
        "scheduledFor": START + DAY + number * HOUR,
        "timezone": "UTC",
        "content": f"Caption {number}",
    }
    return {name: value for name, value in {**base, **fields}.items() if value is not None}


def draft(**fields: Any) -> Fields:
    return post(90, mode="draft", scheduledFor=None, **fields)


FILLERS = 10
STOPPED = {f"a{number}": post(number) for number in range(FILLERS)}
"""Posts that are taken back: they go first, and fill the first window."""


@dataclass(frozen=True)
class Case:
    """A resource before and after (None: it leaves), what somebody does meanwhile, and what is sent for it.

    `told` is the code of the diagnostic; None where the change is carried out.
    """

    collection: str
    before: Fields
    after: Fields | None
    deed: Fields | None
    told: str | None
    calls: tuple[str, ...] = ()
    fillers: int = FILLERS


PERSONA, STYLE = {"name": "P", "description": "old"}, {"name": "S", "type": "video", "description": "old"}
NEW = {"description": "new"}
EDITED = {"description": "of the dashboard"}
POST = post(90)
SOON = START + 3 * 60_000

CASES = {
    "an update of a field that was edited": Case("personas", PERSONA, PERSONA | NEW, EDITED, "stale"),
    "an update beside a field that was edited": Case(
        "personas", PERSONA, PERSONA | NEW, {"name": "Of the dashboard"}, "stale"
    ),
    "an update of what was deleted": Case("personas", PERSONA, PERSONA | NEW, None, "stale"),
    "an update of what was edited to just that": Case("personas", PERSONA, PERSONA | NEW, NEW, "stale"),
    "an update of what nobody touched": Case(
        "personas", PERSONA, PERSONA | NEW, {}, None, ("PATCH /personas/{id}",)
    ),
    "a delete of what was edited": Case("personas", PERSONA, None, EDITED, "stale"),
    "a delete of what was deleted": Case("personas", PERSONA, None, None, None, ("DELETE /personas/{id}",)),
    "a replace of what was edited": Case("styles", STYLE, STYLE | {"type": "image"}, EDITED, "stale"),
    "a replace of what was deleted": Case("styles", STYLE, STYLE | {"type": "image"}, None, "stale"),
    "a replace of what nobody touched": Case(
        "styles", STYLE, STYLE | {"type": "image"}, {}, None, ("POST /styles", "DELETE /styles/{id}")
    ),
    "a caption of a post that was edited": Case(
        "posts", POST, POST | {"content": "new"}, {"content": "of the dashboard"}, "stale"
    ),
    "a caption of a post that was moved": Case(
        "posts", POST, POST | {"content": "new"}, {"scheduledFor": START + 9 * DAY}, "stale"
    ),
    "a reschedule of a post that was moved": Case(
        "posts", POST, POST | {"scheduledFor": START + 8 * DAY}, {"scheduledFor": START + 9 * DAY}, "stale"
    ),
    "a reschedule of a post that was stopped": Case(
        "posts", POST, POST | {"scheduledFor": START + 8 * DAY}, {"status": "draft"}, "stale"
    ),
    "a takedown of a post that was fixed": Case("posts", POST, None, {"content": "fixed"}, "stale"),
    "a takedown of a post that was taken down": Case(
        "posts", POST, None, None, None, ("DELETE /social/posts/{id}",)
    ),
    "another video for a post whose caption was fixed": Case(
        "posts", POST, POST | {"videoUrl": "https://cdn.example.com/new.mp4"}, {"content": "fixed"}, "stale"
    ),
    "another video for a post that was taken down": Case(
        "posts", POST, POST | {"videoUrl": "https://cdn.example.com/new.mp4"}, None, "stale"
    ),
    "a publish of a draft that was edited": Case(
        "posts", draft(), draft() | {"mode": "now"}, {"content": "not yet"}, "stale"
    ),
    "a publish in the window after its own caption": Case(
        "posts",
        draft(),
        draft() | {"mode": "now", "content": "new"},
        {},
        None,
        ("PATCH /social/posts/{id}", "POST /social/posts/{id}/publish"),
        fillers=8,
    ),
    "a publish after its own caption, and somebody else's": Case(
        "posts",
        draft(),
        draft() | {"mode": "now", "content": "new"},
        {"content": "not yet"},
        "stale",
        ("PATCH /social/posts/{id}",),
        fillers=8,
    ),
    "a caption of a post that was published": Case(
        "posts", POST, POST | {"content": "new"}, {"status": "published"}, "due-now"
    ),
    "a takedown of a post that was published": Case("posts", POST, None, {"status": "published"}, "due-now"),
    "a caption of a post that was moved ahead and came due": Case(
        "posts", POST, POST | {"content": "new"}, {"scheduledFor": START + 1}, "due-now"
    ),
    "an update of what cannot be read back": Case(
        "posts",
        POST | {"content": "old"},
        POST | {"content": "old", "accountIds": ["acc_2"]},
        {"content": "of the dashboard"},
        "stale",
    ),
    "accounts of a post that were changed": Case(
        "posts",
        {**{n: v for n, v in POST.items() if n != "accountIds"}, "accounts": ["tiktok/glowlab"]},
        {
            **{n: v for n, v in POST.items() if n != "accountIds"},
            "accounts": ["tiktok/glowlab", "instagram/glow.lab"],
        },
        {"accountIds": ["acc_2"]},
        "stale",
    ),
}


def files(case: Case, target: Fields | None, stopped: dict[str, Fields]) -> dict[str, Any]:
    manifest: dict[str, dict[str, Fields]] = {case.collection: {}, "posts": dict(stopped)}
    if target is not None:
        manifest[case.collection][TARGET] = target
    return {"rawugc.yaml": {"limits": {"maxDeletes": 99}}, "brand.yaml": manifest}


def begin(project: Project, case: Case) -> str:
    """Everything applied, then the manifests as they are to be; the id of the target."""
    project.write(files(case, case.before, dict(list(STOPPED.items())[: case.fillers])))
    assert project.apply().exit_code == 0
    id: str = project.state["resources"][f"{case.collection}.{TARGET}"]["id"]
    project.write(files(case, case.after, {}))
    return id


def at_a_fresh_window(project: Project) -> None:
    clock = project.rawugc.clock
    clock.sleep(2 * MINUTE_S - clock.monotonic() % MINUTE_S)
    project.reset()


def do(project: Project, case: Case, id: str) -> None:
    if case.deed is None:
        project.dashboard.remove(case.collection, id)
    elif case.deed:
        project.dashboard.edit(case.collection, id, case.deed)


def result_of(run: Run, case: Case) -> dict[str, Any]:
    results = [one for fate in ("applied", "failed", "skipped") for one in run.result[fate]]
    (found,) = [one for one in results if one["address"] == f"{case.collection}.{TARGET}"]
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_moved_meanwhile_is_left_alone_and_the_rest_goes_on(case: Case) -> None:
    with opened() as project:
        id = begin(project, case)
        at_a_fresh_window(project)
        budget = project.plan().json["budget"]
        at_a_fresh_window(project)
        clock = project.rawugc.clock
        assert isinstance(clock, Meanwhile)
        clock.after(MINUTE_S / 2, lambda: do(project, case, id))
        run = project.apply()
        assert clock.has_happened
        told = result_of(run, case)
        assert [one["code"] for one in told["diagnostics"] if one["code"] != "partly"] == (
            [case.told] if case.told else []
        )
        mine = [f"{method} {path}" for method, path, _ in project.calls()[case.fillers :]]
        assert mine == [call.format(id=id) for call in case.calls]
        assert run.exit_code == (4 if case.told else 0)
        assert len(project.calls()) == case.fillers + len(case.calls)
        if case.told is None:
            asked_by_id = case.deed is None  # what its list does not show
            assert len(project.requests()) == budget["requests"] + asked_by_id
            project.assert_settled()
