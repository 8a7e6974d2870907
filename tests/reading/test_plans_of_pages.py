"""A plan of a collection in pages reads what it needs of them, and its budget counts each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from rawugc_sync.resources import collections, registered
from tests.cli.driver import Run, Tool
from tests.reading.paged import clip, page, said

MODULE = '''"""Clips: made up, and listed in pages of three."""

from dataclasses import replace

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.collections.personas import RESOURCE as PERSONAS
from rawugc_sync.resources.pages import Pages

RESOURCE = replace(PERSONAS, collection="clips", calls=Calls("/clips", "clips", pages=Pages(most=3)))
'''

INTRO = "clips:\n  intro: {name: Intro, description: D}\n"


@dataclass
class Clips:
    """A RawUGC with clips, the newest first; `asked` is what it was asked, a page as `GET /clips 2`."""

    objects: list[dict[str, str]] = field(default_factory=lambda: [clip(id) for id in "abcdefg"])
    asked: list[str] = field(default_factory=list)
    loses: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query, id = request.url.params, request.url.path.rpartition("/")[2]
        path = request.url.path.removeprefix("/api/v1")
        self.asked.append(f"{request.method} {path} {query.get('page', '')}".strip())
        if path == "/social/accounts":
            return httpx.Response(200, json={"accounts": []})
        if request.method == "POST":
            self.objects.insert(0, {"_id": f"new_{len(self.objects)}", **json.loads(request.content)})
            return httpx.Response(503 if self.loses else 201, json={"id": self.objects[0]["_id"]})
        if request.method == "DELETE":
            self.objects = [one for one in self.objects if one["_id"] != id]
        if request.method == "PATCH":
            next(one for one in self.objects if one["_id"] == id).update(json.loads(request.content))
        if request.method != "GET":
            return httpx.Response(200, json={"success": True})
        if path != "/clips":
            return httpx.Response(200, json=next(one for one in self.objects if one["_id"] == id))
        number, size = int(query["page"]), int(query["limit"])
        shown = page("", said(len(self.objects), number, number * size < len(self.objects)))
        entries = self.objects[(number - 1) * size : number * size]
        return httpx.Response(200, json={**shown.json(), "clips": entries})


@pytest.fixture
def live() -> Clips:
    return Clips()


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, live: Clips) -> Iterator[Tool]:
    """The tool with one collection more, in a workspace that has one of it."""
    folder, root = tmp_path / "more", tmp_path / "workspace"
    folder.mkdir()
    root.mkdir()
    (folder / "clips.py").write_text(MODULE)
    (root / "brand.yaml").write_text(INTRO)
    monkeypatch.setattr(collections, "__path__", [*collections.__path__, str(folder)])
    registered.cache_clear()
    yield Tool(root, {"RAWUGC_API_KEY": "key"}, httpx.MockTransport(live))
    registered.cache_clear()
    sys.modules.pop("rawugc_sync.resources.collections.clips", None)
    vars(collections).pop("clips", None)


@pytest.fixture
def applied(tool: Tool, live: Clips) -> Tool:
    """The tool once its one clip is live, before the seven of others."""
    assert tool("apply", "--auto-approve").code == 0
    live.asked.clear()
    return tool


def pages(*numbers: int) -> list[str]:
    return [f"GET /clips {number}" for number in numbers]


def budgeted(run: Run) -> int:
    reads: int = run.json["budget"]["reads"]
    return reads


def test_what_is_not_recorded_is_looked_for_on_all_pages(tool: Tool, live: Clips) -> None:
    first = [*pages(1, 2, 3), "GET /social/accounts"]
    assert budgeted(tool("plan", "--json")) == len(first)
    assert live.asked == first
    tool.write({"brand.yaml": INTRO.replace("Intro", "f").replace("D}", "E}")})
    (change,) = tool("plan", "--json").json["resource_changes"]
    assert (change["change"]["actions"], live.asked) == (["update"], first * 2)


def test_what_is_recorded_and_as_it_was_applied_is_looked_for_until_it_was_seen(
    applied: Tool, live: Clips
) -> None:
    assert budgeted(applied("plan", "--json")) == 1
    assert live.asked == pages(1)
    live.objects.append(live.objects.pop(0))
    assert budgeted(applied("plan", "--json")) == 3
    assert live.asked == pages(1, 1, 2, 3)


@pytest.mark.parametrize(
    ("options", "reads", "writes"),
    [
        ((), pages(1, 2, 3), ["PATCH /clips/new_7"]),
        (("--replace", "clips.intro"), pages(1, 2, 3), ["POST /clips", "DELETE /clips/new_7"]),
    ],
    ids=["changed", "changed and replaced"],
)
def test_what_is_changed_is_planned_with_all_pages(
    applied: Tool, live: Clips, options: tuple[str, ...], reads: list[str], writes: list[str]
) -> None:
    applied.write({"brand.yaml": INTRO.replace("D}", "E}")})
    assert budgeted(applied("plan", "--json", *options)) == len(reads)
    assert live.asked == reads
    live.asked.clear()
    assert applied("apply", "--auto-approve", *options).code == 0
    assert live.asked == [*reads, *writes]


def test_what_turns_out_to_be_created_has_the_rest_read_first(applied: Tool, live: Clips) -> None:
    options = ("--replace", "clips.intro")
    assert budgeted(applied("plan", "--json", *options)) == 4
    assert live.asked == pages(1, 1, 2, 3)
    live.asked.clear()
    assert applied("apply", "--auto-approve", *options).code == 0
    assert live.asked == [*pages(1, 1, 2, 3), "POST /clips", "DELETE /clips/new_7"]


def test_a_create_that_was_not_answered_is_not_mistaken_for_an_older_one_on_a_later_page(
    applied: Tool, live: Clips
) -> None:
    live.objects.append({"_id": "twin", "name": "Intro", "description": "D"})
    live.loses = True
    assert applied("apply", "--auto-approve", "--replace", "clips.intro").code == 0
    assert {"_id": "twin", "name": "Intro", "description": "D"} in live.objects
    shown = applied("state", "list").out.split()
    assert shown[1] == next(one["_id"] for one in live.objects if one["name"] == "Intro")


def test_what_is_overwritten_late_is_looked_at_again_and_no_further_than_it_stands(
    tool: Tool, live: Clips
) -> None:
    many = "clips:\n" + "".join(f"  c{n}: {{name: C{n}, description: D}}\n" for n in range(8))
    tool.write({"brand.yaml": many})
    assert tool("apply", "--auto-approve").code == 0
    live.asked.clear()
    live.objects.append(live.objects.pop(1))  # new_13
    tool.write({"brand.yaml": many.replace("D}", "E}")})
    assert tool("apply", "--auto-approve").code == 0
    before, after = live.asked[:10], live.asked[10:]  # the limit lies between
    assert before == [*pages(1, 2, 3, 4, 5), *(f"PATCH /clips/new_{n}" for n in range(7, 12))]
    assert after == [
        *("GET /clips 1", "PATCH /clips/new_12"),
        *("GET /clips/new_13", "PATCH /clips/new_13"),
        "PATCH /clips/new_14",
    ]
