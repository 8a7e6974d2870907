"""A first day's work: scaffold, validate, plan and apply in the sandbox, look around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from rawugc_sync.sandbox import Store
from tests.cli.driver import Tool

CHECKOUT = Path(__file__).parents[2]
BRAND = "personas:\n  p: {name: N, description: D}\n"


@pytest.fixture
def applied(tool: Tool) -> Tool:
    """A workspace of which everything is applied to the sandbox."""
    tool("init")
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    return tool


def test_a_scaffold_validates_and_plans_as_it_stands(tool: Tool) -> None:
    assert tool("init").code == 0
    valid = tool("validate", "--strict")
    assert (valid.code, valid.out, valid.err) == (0, "Valid: 4 resources in 1 file.\n", "")
    planned = tool.sandboxed("plan", "--detailed-exitcode")
    assert planned.code == 2
    assert "Plan: 4 to add, 0 to change, 0 to destroy." in planned.out


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (["rawugc.yaml"], "rawugc.yaml exists already"),
        (["brand.yaml"], "there are manifests here already: brand.yaml, read"),
        (["people.yml"], "there are manifests here already: people.yml, read"),
        (["a.yaml", "posts/b.yaml", "c.yaml"], "already: a.yaml and 2 more YAML files, read"),
        (["deep/down/here.yaml"], "already: deep/down/here.yaml, read"),
        (["docker-compose.yml"], "already: docker-compose.yml, read"),
    ],
)
def test_a_scaffold_leaves_a_folder_with_manifests_alone(tool: Tool, taken: list[str], said: str) -> None:
    tool.write({**dict.fromkeys(taken, "personas: {}\n"), ".gitignore": "mine\n"})
    before = {path: path.is_file() and path.read_bytes() for path in tool.root.rglob("*")}
    run = tool("init")
    assert (run.code, run.out, said in run.err) == (1, "", True)
    assert {path: path.is_file() and path.read_bytes() for path in tool.root.rglob("*")} == before


def test_what_stands_in_the_way_of_a_scaffold_is_a_workspace_as_it_is(tool: Tool) -> None:
    """As the hint says."""
    tool.write({"people.yaml": BRAND})
    assert "run rawugc-sync validate" in tool("init").err
    assert tool("validate").code == 0
    (tool.root / "new").mkdir()
    elsewhere = Tool(tool.root / "new")
    assert elsewhere("init").code == 0
    assert elsewhere("validate").code == 0


@pytest.mark.parametrize(
    "beside", [".github/workflows/ci.yaml", "brands/a/rawugc.yaml", "README.md", "copy/a.md"]
)
def test_a_scaffold_is_at_home_beside_what_is_no_manifest(tool: Tool, beside: str) -> None:
    tool.write({beside: "on: push\n"})
    assert tool("init").code == 0
    assert tool("validate", "--strict").code == 0


def test_a_scaffold_has_its_schema_beside_it(tool: Tool) -> None:
    tool("init")
    first = (tool.root / "brand.yaml").read_text().splitlines()[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads((tool.root / name).read_text()) == tool("schema", "manifest").json
    assert (tool("fmt").out, tool("fmt", "--check").code) == ("", 0)


def test_a_scaffold_keeps_a_gitignore(tool: Tool) -> None:
    tool.write({".gitignore": "mine\n"})
    assert tool("init").code == 0
    assert (tool.root / ".gitignore").read_text() == "mine\n"


def test_the_sandbox_has_a_state_of_its_own(applied: Tool) -> None:
    assert (applied.root / ".rawugc/sandbox/state.json").exists()
    assert not (applied.root / "rawugc.state.json").exists()
    assert applied.sandboxed("plan", "--detailed-exitcode").code == 0


def test_state_list_and_show(applied: Tool) -> None:
    listed = applied.sandboxed("state", "list")
    assert listed.code == 0
    assert listed.out.splitlines()[1].split() == ["personas.first-persona", "per_1"]
    shown = applied.sandboxed("state", "show", "personas.first-persona")
    assert (shown.code, shown.json["id"], shown.json["fields"]["name"]) == (0, "per_1", "First persona")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("personas.first-person", "Did you mean personas.first-persona?"),
        ("zzz", "state list shows them all"),
        ("a\x1b[2Jb", "the state has no a"),
    ],
)
def test_state_show_of_an_unknown_address(applied: Tool, address: str, said: str) -> None:
    run = applied.sandboxed("state", "show", address)
    assert (run.code, run.out) == (1, "")
    assert said in run.err
    assert "\x1b" not in run.err


@pytest.mark.parametrize("command", [("list",), ("show", "personas.p")])
def test_without_a_state_there_is_nothing_to_show(tool: Tool, command: tuple[str, ...]) -> None:
    run = tool("state", *command)
    assert (run.code, run.out) == (1, "")
    assert "there is no state yet at rawugc.state.json" in run.err


def test_whoami_shows_accounts_and_what_the_key_can_read(applied: Tool) -> None:
    shown = applied.sandboxed("whoami")
    assert shown.code == 0
    assert "tiktok/glowlab  acc_1" in shown.out
    found = applied.sandboxed("whoami", "--json").json
    assert (found["organization_id"], found["collections"]["styles"]) == ("org_1", 1)


def test_drift_shows_what_was_changed_outside_and_not_what_git_changed(applied: Tool) -> None:
    text = (applied.root / "brand.yaml").read_text()
    applied.write({"brand.yaml": text.replace("First persona", "Renamed in git")})
    assert applied.sandboxed("drift", "--detailed-exitcode").code == 0
    assert applied.sandboxed("plan", "--detailed-exitcode").code == 2


def test_destroy_deletes_what_the_state_holds(applied: Tool) -> None:
    assert "0 to add, 0 to change, 4 to destroy." in applied.sandboxed("plan", "--destroy").out
    assert applied.sandboxed("destroy", "--auto-approve").code == 0
    assert applied.sandboxed("state", "list").out == ""


# -- without a terminal


@pytest.mark.parametrize("command", ["apply", "destroy"])
def test_without_a_terminal_nothing_asks(tool: Tool, command: str) -> None:
    tool.write({"brand.yaml": BRAND})
    run = tool.sandboxed(command)
    assert (run.code, run.out) == (1, "")
    assert "--auto-approve" in run.err
    assert not (tool.root / ".rawugc/sandbox/state.json").exists()


@pytest.mark.parametrize("command", [("plan",), ("apply", "--auto-approve"), ("whoami",), ("drift",)])
def test_without_a_key_nothing_is_sent(tool: Tool, command: tuple[str, ...]) -> None:
    tool.write({"brand.yaml": BRAND})
    run = tool(*command)
    assert run.code == 1
    assert "RAWUGC_API_KEY is not set" in run.err
    assert "keys come from the RawUGC dashboard" in run.err


# -- saved plans


def test_a_saved_plan_is_shown_offline_and_applied_once(tool: Tool) -> None:
    tool.write({"brand.yaml": BRAND})
    path = str(tool.root / "plan.json")
    planned = tool.sandboxed("plan", "--out", path)
    shown = tool("show", path)
    assert (shown.code, shown.out) == (0, planned.out)
    assert tool("show", path, "--json").json == tool.sandboxed("plan", "--json").json
    assert (tool.root / "plan.json").stat().st_mode & 0o077 == 0
    assert tool.sandboxed("apply", path).code == 0
    again = tool.sandboxed("apply", path)
    assert (again.code, "Make a new plan." in again.err) == (3, True)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b'{"format_version": "2.0"}']
)
@pytest.mark.parametrize("command", ["show", "apply"])
def test_what_is_no_saved_plan_is_refused(tool: Tool, content: bytes, command: str) -> None:
    tool.write({"plan.json": content})
    run = tool.sandboxed(command, str(tool.root / "plan.json"))
    assert (run.code, run.out) == (1, "")
    assert "is not a saved plan" in run.err


def changed_somewhere(value: Any, junk: object) -> Iterator[Any]:
    """The value with junk in place of one of its parts, for every part at every depth."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in list(parts):
        for other in (junk, *changed_somewhere(part, junk)):
            copy = value.copy()
            copy[key] = other
            yield copy


@pytest.mark.parametrize("junk", [None, -1, "\x1b[2J", [7], {"a": 7}])
def test_a_saved_plan_with_a_broken_part_is_refused_or_shown(tool: Tool, junk: object) -> None:
    tool.write({"brand.yaml": BRAND})
    path = tool.root / "plan.json"
    assert tool.sandboxed("plan", "--out", str(path)).code == 0
    for broken in changed_somewhere(json.loads(path.read_text()), junk):
        path.write_text(json.dumps(broken))
        run = tool("show", str(path))
        assert run.code in (0, 1)
        assert (run.code == 0) == (run.err == "")
        assert "\x1b" not in run.out + run.err


def test_a_saved_plan_that_is_not_there_is_named(tool: Tool) -> None:
    for path in (str(tool.root / "none.json"), str(tool.root)):
        run = tool("show", path)
        assert (run.code, path in run.err) == (1, True)


# -- output


def test_a_plan_in_json_is_one_object_also_when_it_fails(tool: Tool) -> None:
    tool.write({"brand.yaml": "persona: {}\n"})
    run = tool.sandboxed("plan", "--json")
    assert (run.code, run.err) == (1, "")
    assert run.json["resource_changes"] == []
    assert [d["code"] for d in run.json["diagnostics"]] == ["unknown-key"]


def test_an_apply_in_json_ends_in_a_result(tool: Tool) -> None:
    tool.write({"brand.yaml": BRAND})
    lines = tool.sandboxed("apply", "--json", "--auto-approve").out.splitlines()
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds == ["planned_change", "change_summary", "apply_start", "apply_complete", "result"]


def test_a_sandbox_that_is_something_else_is_an_error_and_its_way_out_leads_on(applied: Tool) -> None:
    folder = applied.root / ".rawugc/sandbox"
    (folder / "rawugc.db").write_bytes(b"not a database " * 100)
    run = applied.sandboxed("plan")
    assert (run.code, run.out) == (1, "")
    assert ".rawugc/sandbox/rawugc.db cannot be used: file is not a database" in run.err
    assert "Remove .rawugc/sandbox." in run.err
    rmtree(folder)
    assert applied.sandboxed("plan", "--detailed-exitcode").code == 2


def test_hostile_text_from_the_dashboard_is_inert(applied: Tool) -> None:
    hostile = {"name": "a\x1b[2J\u202eb\x9b", "description": "[/x] [link=evil]\x00"}
    with closing(Store.open(applied.root / ".rawugc/sandbox/rawugc.db")) as dashboard:
        dashboard.edit("personas", "per_1", hostile)
    for command in (("plan",), ("plan", "--json"), ("drift",), ("apply", "--auto-approve")):
        run = applied.sandboxed(*command)
        assert run.code == 0
        assert not {"\x1b", "\u202e", "\x9b", "\x00"} & set(run.out + run.err)


def test_the_example_is_copied_whole_and_can_be_applied(tool: Tool) -> None:
    assert tool("init", "--example", "glow-lab").code == 0
    original = CHECKOUT / "examples/glow-lab"
    copied = {path.relative_to(tool.root) for path in tool.root.rglob("*") if path.is_file()}
    assert Path("photos/shelf.jpg") in copied
    assert all((tool.root / name).read_bytes() == (original / name).read_bytes() for name in copied)
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    assert tool.sandboxed("plan", "--detailed-exitcode").code == 0


def test_an_example_takes_the_place_of_nothing(tool: Tool) -> None:
    tool.write({"README.md": "mine\n"})
    run = tool("init", "--example", "glow-lab")
    assert (run.code, "Kept README.md: it was there already" in run.err) == (0, True)
    assert (tool.root / "README.md").read_text(encoding="utf-8") == "mine\n"
    again = tool("init", "--example", "glow-lab")
    assert (again.code, "rawugc.yaml exists already" in again.err) == (1, True)


def test_an_example_that_is_not_shipped_is_answered_with_those_that_are(tool: Tool) -> None:
    run = tool("init", "--example", "nobody")
    assert (run.code, "glow-lab" in run.err, list(tool.root.iterdir())) == (1, True, [])
