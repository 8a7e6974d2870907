"""A new collection is one new file: validated, planned, applied, shown and drifting like the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Collection, Field, Options, Store
from rawugc_sync.sandbox.transport import SandboxTransport
from tests.cli.driver import Tool
from tests.extending import one_collection_more

MODULE = '''"""Gadgets: made up."""

from typing import Annotated, Literal

from pydantic import Field

from rawugc_sync.resources.resource_type import plain
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text


class Gadget(Manifest):
    """A thing that does something."""

    name: Annotated[str, text(200, required=True), Trait()] = Field(description="What it is called.")
    body: Annotated[str, text(100), Trait(clearable=True, kind=Kind.TEXT)] = Field("", description="Does.")
    size: Annotated[Literal["small", "large"], Trait(updatable=False)] = Field("small", description="Size.")


RESOURCE = plain("gadgets", Gadget, path="/gadgets", array="gadgets")
'''

SERVED = Collection(
    name="gadgets",
    path="/gadgets",
    array="gadgets",
    id_prefix="gad",
    fields=(
        Field("name", "text", required=True, limit=200),
        Field("body", "text", limit=100),
        Field("size", "choice", "CR", choices=("small", "large")),
    ),
    server=("organizationId",),
)

BRAND = """\
gadgets:
  lamp:
    name: Lamp
    body: ${personas.p.name} likes light.
    size: large
personas:
  p: {name: P, description: D}
"""


@pytest.fixture
def gadgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with one_collection_more(tmp_path / "more", "gadgets", MODULE, monkeypatch):
        yield


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open()
    yield opened
    opened.close()


@pytest.fixture
def tool(gadgets: None, tmp_path: Path, store: Store) -> Tool:
    """The tool in a workspace with a gadget, on a RawUGC that serves gadgets."""
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "brand.yaml").write_text(BRAND)
    options = replace(Options(), collections={**COLLECTIONS, "gadgets": SERVED})
    transport = SandboxTransport(store, options, lambda: 1_800_000_000_000)
    return Tool(root, {"RAWUGC_API_KEY": "key"}, transport)


def test_a_gadget_is_validated(tool: Tool) -> None:
    assert tool("validate").out == "Valid: 2 resources in 1 file.\n"
    tool.write({"wrong.yaml": "gadgets:\n  fan: {name: F, siz: small, body: '" + "x" * 101 + "'}\n"})
    said = tool("validate").out
    assert "gadgets.fan.siz: is not a field of gadgets" in said
    assert "Did you mean size?" in said
    assert "gadgets.fan.body: is 101 characters long" in said


def test_a_gadget_is_planned_in_text_and_json(tool: Tool) -> None:
    shown = tool("plan").out
    assert "+ gadgets.lamp" in shown
    assert '"P likes light."' in shown
    gadget = tool("plan", "--json").json["resource_changes"][0]
    assert (gadget["type"], gadget["depends_on"]) == ("gadgets", ["personas.p"])
    assert gadget["calls"] == [
        {
            "method": "POST",
            "path": "/gadgets",
            "body": {"name": "Lamp", "body": "P likes light.", "size": "large"},
        }
    ]


def test_a_gadget_is_applied_changed_replaced_and_deleted(tool: Tool, store: Store) -> None:
    assert tool("apply", "--auto-approve").code == 0
    assert tool("plan", "--detailed-exitcode").code == 0
    assert store.objects("gadgets")["gad_1"]["body"] == "P likes light."

    tool.write({"brand.yaml": BRAND.replace("likes light", "likes lamps")})
    assert tool("apply", "--auto-approve").code == 0
    assert store.objects("gadgets")["gad_1"]["body"] == "P likes lamps."

    tool.write({"brand.yaml": BRAND.replace("large", "small")})
    assert "# forces replacement" in tool("plan").out
    assert tool("apply", "--auto-approve").code == 0
    assert [gadget["size"] for gadget in store.objects("gadgets").values()] == ["small"]

    tool.write({"brand.yaml": "gadgets: {}\n" + BRAND[BRAND.index("personas:") :]})
    assert tool("apply", "--auto-approve").code == 0
    assert store.objects("gadgets") == {}


def test_a_gadget_that_lives_already_is_adopted(tool: Tool, store: Store) -> None:
    store.insert("gadgets", {"name": "Lamp", "body": "Old", "size": "large"}, prefix="gad")
    assert tool("apply", "--auto-approve").code == 0
    assert [gadget["body"] for gadget in store.objects("gadgets").values()] == ["P likes light."]


def test_a_gadget_drifts(tool: Tool, store: Store) -> None:
    assert tool("apply", "--auto-approve").code == 0
    store.edit("gadgets", "gad_1", {"body": "Changed in the dashboard"})
    drifted = tool("drift", "--detailed-exitcode")
    assert (drifted.code, "Changed in the dashboard" in drifted.out) == (2, True)
    tool.write({"rawugc.yaml": "drift: {gadgets: keep}\n"})
    assert tool("plan", "--detailed-exitcode").code == 0


def test_a_gadget_is_pulled(tool: Tool, store: Store) -> None:
    assert tool("apply", "--auto-approve").code == 0
    store.edit("gadgets", "gad_1", {"name": "Light"})
    store.insert("gadgets", {"name": "Fan", "body": "Blows", "size": "small"}, prefix="gad")
    pulled = tool("pull")
    assert (pulled.code, pulled.err) == (0, "")
    assert "+ gadgets.fan (gad_2) → gadgets.yaml\n~ gadgets.lamp.name → brand.yaml\n" in pulled.out
    assert tool("plan", "--detailed-exitcode").code == 0


def test_a_gadget_can_be_targeted_listed_and_surveyed(tool: Tool) -> None:
    assert tool("apply", "--auto-approve", "--target", "gadgets").code == 0
    assert tool("state", "list").out.split() == ["gadgets.lamp", "gad_1", "personas.p", "per_1"]
    assert tool("whoami", "--json").json["collections"]["gadgets"] == 1


def test_a_gadget_is_in_the_schema(tool: Tool) -> None:
    assert "gadgets" in tool("schema").json["properties"]
