"""`--env`: which commands need it, what they say without it, and what environments keep apart on the disk."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from rawugc_sync.manifest.schema import config_schema, manifest_schema
from rawugc_sync.words.documents import APPROVALS
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace
from tests.cli.driver import StandingClock, Tool
from tests.cli.terminal import question

CONFIG: dict[str, Any] = {
    "workspace": "glow-lab",
    "environments": {
        "staging": {
            "keyVariable": "GLOW_STAGING_KEY",
            "organization": "org_staging",
            "state": "state/staging.json",
            "vars": {"claim": "Soon."},
            "defaults": {"posts": {"accounts": ["tiktok/glowlab"]}},
            "collections": ["personas"],
            "folders": ["env/staging"],
            "limits": {"maxDeletes": 2},
            "drift": {"personas": "stop"},
            "api": {"baseUrl": "https://staging.example/api"},
        },
        "production": {"organization": "org_production"},
    },
}
BRAND = "vars: {claim: Now.}\npersonas: {p: {name: P, description: '${vars.claim}'}}\n"
FILES = {"rawugc.yaml": json.dumps(CONFIG), "a.yaml": BRAND, "env/staging/a.yaml": "x-nothing: y\n"}

BOUND = [
    ("plan",),
    ("plan", "--destroy"),
    ("apply", "--auto-approve"),
    ("apply", "it.plan"),
    ("drift",),
    ("destroy", "--auto-approve"),
    ("pull",),
    ("pull", "--dry-run"),
    ("whoami",),
    ("import", "personas.p", "per_1"),
    ("state", "list"),
    ("state", "show", "personas.p"),
    ("state", "mv", "personas.p", "personas.q"),
    ("state", "rm", "personas.p"),
    ("state", "unlock"),
    ("state", "resolve", "personas.p", "--forget"),
]


@pytest.fixture
def brand(tool: Tool) -> Tool:
    tool.write(FILES)
    return tool


@pytest.mark.parametrize("sandbox", [(), ("--sandbox",)], ids=["real", "sandbox"])
@pytest.mark.parametrize("command", BOUND, ids=" ".join)
def test_what_reads_or_writes_live_or_state_needs_an_environment(
    brand: Tool, command: tuple[str, ...], sandbox: tuple[str, ...]
) -> None:
    run = brand(*sandbox, *command)
    assert (run.code, run.out) == (1, "")
    assert "error: which environment? rawugc.yaml has staging, production" in run.err
    assert "--env NAME" in run.err
    assert not (brand.root / ".rawugc").exists()


def test_a_plan_in_json_says_so_in_json(brand: Tool) -> None:
    run = brand("plan", "--json")
    assert (run.code, run.json["environment"]) == (1, None)
    assert [d["code"] for d in run.json["diagnostics"]] == ["no-environment"]


@pytest.mark.parametrize(
    "command", [("fmt", "--check"), ("validate",), ("graph",), ("schema",), ("schema", "config")]
)
def test_what_only_looks_at_files_needs_none(brand: Tool, command: tuple[str, ...]) -> None:
    assert brand(*command).code in (0, 2)


@pytest.mark.parametrize("command", BOUND, ids=" ".join)
def test_an_unknown_environment_is_an_error_with_the_nearest(brand: Tool, command: tuple[str, ...]) -> None:
    run = brand("--env", "stagin", *command)
    assert (run.code, run.out) == (1, "")
    assert "rawugc.yaml has no environment stagin\n  Did you mean staging?" in run.err


@pytest.mark.parametrize("name", ["../../x", "a\x1b[2Jb", ""])
def test_a_hostile_name_is_an_error_and_reaches_no_file(brand: Tool, name: str) -> None:
    run = brand("--sandbox", "--env", name, "apply", "--auto-approve")
    assert run.code == 1
    assert "\x1b" not in run.err
    assert not (brand.root / ".rawugc").exists()


def test_an_environment_where_there_is_none_is_an_error(tool: Tool) -> None:
    tool.write({"a.yaml": BRAND})
    for run in (tool("--env", "x", "plan"), Tool(tool.root, {"RAWUGC_ENV": "x"})("plan")):
        assert run.code == 1
        assert "there is no environment x: rawugc.yaml has no `environments`" in run.err


def test_the_variable_chooses_and_the_option_wins(brand: Tool) -> None:
    staged = Tool(brand.root, {"RAWUGC_ENV": "staging"})
    assert staged("--sandbox", "plan", "--json").json["environment"] == "staging"
    assert staged("--sandbox", "--env", "production", "plan", "--json").json["environment"] == "production"


def test_where_only_workspaces_lie_below_they_are_named_first(tool: Tool) -> None:
    tool.write({f"glow-lab/{name}": text for name, text in FILES.items()})
    run = tool("--env", "staging", "plan")
    assert (run.code, "a workspace lies below it" in run.err) == (1, True)


# -- on the disk


def test_each_environment_has_a_sandbox_a_state_and_a_lock_of_its_own(brand: Tool) -> None:
    for name in ("staging", "production"):
        assert brand("--sandbox", "--env", name, "apply", "--auto-approve").code == 0
        again = brand("--sandbox", "--env", name, "plan", "--json").json
        assert (again["resource_changes"], again["organization_id"]) == ([], f"org_{name}")
    kept = brand.root / ".rawugc"
    assert sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()) == [
        f"env/{name}/sandbox/{file}"
        for name in ("production", "staging")
        for file in (
            *(".gitignore", "lock", "rawugc.db", "rawugc.runs.json", "runs/.gitignore", "runs/lock"),
            "state.json",
        )
    ]
    persona = brand("--sandbox", "--env", "staging", "state", "show", "personas.p").json
    assert persona["fields"]["description"] == "Soon."


def test_whoever_works_in_one_environment_does_not_hold_up_the_other(brand: Tool) -> None:
    staging = Workspace(brand.root, Surroundings({}, StandingClock()), sandbox=True, environment="staging")
    with staging.keeper.held("somebody"):
        held = brand("--sandbox", "--env", "staging", "apply", "--auto-approve")
        free = brand("--sandbox", "--env", "production", "apply", "--auto-approve")
    assert (held.code, free.code) == (5, 0)


@pytest.mark.parametrize(
    ("config", "environment", "sandbox", "place"),
    [
        ({}, None, False, "rawugc.approvals.json"),
        ({"state": "kept/brand.json"}, None, False, "kept/rawugc.approvals.json"),
        ({}, None, True, ".rawugc/sandbox/rawugc.approvals.json"),
        (CONFIG, "staging", False, "state/rawugc.approvals.json"),
        (CONFIG, "production", False, "rawugc.approvals.json"),
        (CONFIG, "production", True, ".rawugc/env/production/sandbox/rawugc.approvals.json"),
    ],
)
def test_approvals_are_kept_beside_the_state_with_lock_and_backups_out_of_sight(
    tool: Tool, config: dict[str, Any], environment: str | None, sandbox: bool, place: str
) -> None:
    tool.write({"rawugc.yaml": json.dumps(config)})
    around = Surroundings({}, StandingClock())
    workspace = Workspace(tool.root, around, sandbox=sandbox, environment=environment)
    assert workspace.document(APPROVALS, None).read() is None
    for text in (b"first", b"second"):
        workspace.document(APPROVALS, None).append(lambda _, text=text: text, "Approve")  # type: ignore[misc]
    assert workspace.document(APPROVALS, None).place == place
    assert (tool.root / place).read_bytes() == b"second"
    private = place.removesuffix("rawugc.approvals.json") if sandbox else ".rawugc/"
    assert (tool.root / private / "approvals/backups/state-000001.json").read_bytes() == b"first"
    assert (tool.root / private / "approvals/lock").exists()


def test_approvals_take_an_environment_where_there_are_some(brand: Tool) -> None:
    with pytest.raises(InvalidInput, match="environment"):
        _ = Workspace(brand.root, Surroundings({}, StandingClock())).document(APPROVALS, None)


def test_the_question_says_what_it_is_about(brand: Tool) -> None:
    said = question(brand.root, "--env", "staging", "apply")
    assert "Do you want to carry this out in glow-lab (staging), organization org_staging?" in said


def test_the_question_says_what_it_costs(brand: Tool) -> None:
    media = "music: {tune: {prompt: A piano}}\nvideos: {v: {model: veo3, prompt: A serum}}"
    brand.write({"media.yaml": media})
    said = question(brand.root, "--env", "production", "apply")
    assert ", for 3 credits and 1 call without a known price?" in said


# -- offline


def test_validate_checks_every_environment_and_tells_each_finding_once(brand: Tool) -> None:
    brand.write({"env/staging/a.yaml": "personas: {p: {naem: N}}", "b.yaml": "messaging: {m: {name: M}}"})
    brand.write({"rawugc.yaml": FILES["rawugc.yaml"].replace('["personas"]', '["personas", "messaging"]')})
    run = brand("validate")
    assert run.code == 1
    assert "b.yaml:1:13: error: messaging.m.body: is required\n" in run.out
    assert (
        "env/staging/a.yaml:1:16: error: personas.p.naem: is not a field of personas (in staging)" in run.out
    )
    assert run.out.endswith("2 errors\n")
    report = brand("validate", "--format", "json").json
    assert (report["environments"], report["error_count"]) == (["staging", "production"], 2)


def test_validate_says_what_is_valid_in_each(brand: Tool) -> None:
    assert brand("validate").out == (
        "Valid in staging: 1 resource in 2 files.\nValid in production: 1 resource in 1 file.\n"
    )
    assert brand("--env", "production", "validate").out == "Valid in production: 1 resource in 1 file.\n"


def test_an_error_of_one_environment_is_not_the_others(brand: Tool) -> None:
    brand.write({"env/staging/a.yaml": "personas: {p: {naem: N}}"})
    assert brand("--env", "production", "validate").code == 0
    alone = brand("--env", "staging", "validate")
    assert alone.code == 1
    assert "(in staging)" not in alone.out


def test_a_graph_is_of_what_is_shared_or_of_one_environment(brand: Tool) -> None:
    brand.write({"env/staging/a.yaml": "personas: {q: {name: Q, description: '${personas.p.name}'}}"})
    assert "personas_q" not in brand("graph").out
    assert '-->|"name → description"| personas_q' in brand("--env", "staging", "graph").out


def test_a_graph_leaves_out_what_is_not_managed(brand: Tool) -> None:
    uses = "messaging: {m: {name: M, body: B}}\npersonas: {q: {name: Q, description: '${messaging.m.body}'}}"
    brand.write({"b.yaml": uses})
    run = brand("--env", "staging", "graph")
    assert (run.code, "messaging" in run.out, "personas_q" in run.out) == (0, False, True)


MESSY = """\
environments:
  b:
    folders: [x]
    vars: {z: 1, y: 2}
    keyVariable: K
  a: {}
workspace: w
"""
NEAT = """\
workspace: w
environments:
  b:
    keyVariable: K
    vars: {z: 1, y: 2}
    folders: [x]
  a: {}
"""


def test_fmt_orders_what_environments_say(brand: Tool) -> None:
    brand.write({"rawugc.yaml": MESSY, "x/a.yaml": "moved: [{env: b, to: personas.r, from: personas.s}]\n"})
    assert brand("fmt").out == "x/a.yaml\nrawugc.yaml\n"
    assert (brand.root / "rawugc.yaml").read_text() == NEAT
    assert (brand.root / "x/a.yaml").read_text() == "moved: [{from: personas.s, to: personas.r, env: b}]\n"


def test_the_schemas_know_environments() -> None:
    validator = jsonschema.Draft202012Validator(config_schema())
    validator.validate(CONFIG)
    assert not validator.is_valid({"environments": {"staging": {"organisation": "x"}}})
    assert not validator.is_valid({"environments": {"Staging": {}}})
    assert not validator.is_valid({"environments": {"staging": {"defaults": {"posts": {"acounts": []}}}}})
    blocks = {"moved": [{"from": "personas.a", "to": "personas.b", "env": ["staging"]}]}
    jsonschema.Draft202012Validator(manifest_schema()).validate(blocks)
