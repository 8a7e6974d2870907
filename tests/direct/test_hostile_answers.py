"""Answers of another shape than the API page promises are reported or shown, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from rawugc_sync.sandbox.transport import SandboxTransport
from tests.cli.wire import WiredProject
from tests.direct.conftest import Generate
from tests.sampling import combined

JUNK: list[Any] = [7, True, 1e300, -1, None, "", "\x1b[2J::error::", {"a": 1}, [], [[]], [None], ["x", 7]]
COMMANDS = [
    "media list",
    "media show vid_1",
    "media wait vid_1",
    "media download vid_1 mus_1 --dir out",
    "accounts list",
    "accounts sync",
    "accounts disconnect acc_1 --yes",
    "characters list",
    "characters show rawugc.mia",
    "library search skin",
    "library show viral_1",
    "research scrape skin --yes",
    "research plan scr_1 --brief b --yes",
    "research plans",
    "research analyze https://cdn.example.com/a.mp4 --yes",
]


def changed(value: Any, key: str, junk: Any) -> Any:
    """The same answer, with junk wherever it has this key."""
    if isinstance(value, dict):
        return {name: junk if name == key else changed(inner, key, junk) for name, inner in value.items()}
    return [changed(inner, key, junk) for inner in value] if isinstance(value, list) else value


def keys(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for one in inner:
        yield from keys(one)


class Mangling(SandboxTransport):
    """Puts `junk` into the answers wherever they have `key`, and remembers which keys they have."""

    def __init__(self, inner: SandboxTransport) -> None:
        self._inner = inner
        self.seen: set[str] = set()
        self.key = ""
        self.junk: Any = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if answer.headers.get("content-type") != "application/json":
            return answer
        body = json.loads(answer.content)
        self.seen.update(keys(body))
        return httpx.Response(answer.status_code, json=changed(body, self.key, self.junk))


@pytest.mark.parametrize("command", COMMANDS)
def test_junk_anywhere_is_no_traceback(project: WiredProject, generate: Generate, command: str) -> None:
    generate("videos")
    generate("music")
    project.clock.sleep(60)
    project.run("research", "scrape", "skin", "--yes")
    project.run("research", "plan", "scr_1", "--brief", "b", "--yes")
    project.rawugc.transport = wire = Mangling(project.wire)
    project.run(*command.split())
    assert wire.seen
    for key, junk in combined(4, sorted(wire.seen), JUNK):
        wire.key, wire.junk = key, junk
        run = project.run(*command.split())
        assert run.exit_code in (0, 1)
        assert "\x1b" not in run.stdout + run.stderr
        assert "\n::" not in run.stdout + run.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"{}", b'{"a":' * 400 + b"1" + b"}" * 400])
def test_an_answer_that_is_none_is_no_traceback(project: WiredProject, command: str, content: bytes) -> None:
    class Other(SandboxTransport):
        def __init__(self) -> None:
            """It has no sandbox behind it."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=content, headers={"Content-Type": "application/json"})

    project.rawugc.transport = Other()
    run = project.run(*command.split())
    assert run.exit_code in (0, 1)
    assert run.stdout or run.stderr
