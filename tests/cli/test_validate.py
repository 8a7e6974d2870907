"""`validate`: everything that can be checked offline, in its formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.driver import Tool
from tests.git.test_checkout import git

WRONG = "personas:\n  p:\n    name: N\n    descripton: x\n"
LATE = """\
posts:
  p:
    videoUrl: https://x.example/v.mp4
    accounts: [tiktok/glowlab]
    scheduledFor: 1700000000000
"""


def test_text_names_the_place_the_line_and_the_way_out(tool: Tool) -> None:
    tool.write({"brand.yaml": WRONG})
    run = tool("validate")
    assert (run.code, run.err) == (1, "")
    assert "brand.yaml:4:5: error: personas.p.descripton: is not a field of personas" in run.out
    assert "\n      descripton: x\n      ^\n" in run.out
    assert "Did you mean description?" in run.out
    assert run.out.endswith("2 errors\n")


def test_json_is_one_object(tool: Tool) -> None:
    tool.write({"brand.yaml": WRONG})
    run = tool("validate", "--format", "json")
    assert (run.code, run.err) == (1, "")
    report = run.json
    assert (report["format_version"], report["valid"], report["error_count"], report["warning_count"]) == (
        "1.0",
        False,
        2,
        0,
    )
    assert {"file": "brand.yaml", "line": 4, "column": 5} in [d["source"] for d in report["diagnostics"]]


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ("github", "file=brands/glow/brand.yaml,"),
        ("gitlab", '"path": "brands/glow/brand.yaml"'),
        ("sarif", '"uri": "brands/glow/brand.yaml"'),
    ],
)
@pytest.mark.parametrize("more", [(), ("--all",)], ids=["here", "all"])
def test_reports_have_paths_of_the_repository_wherever_in_it_the_job_stands(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, form: str, named: str, more: tuple[str, ...]
) -> None:
    git(tool.root, "init", "--quiet")
    tool.write(
        {
            "brands/glow/rawugc.yaml": "workspace: glow\n",
            "brands/glow/brand.yaml": "personas: {p: {nam: N}}\n",
        }
    )
    monkeypatch.chdir(tool.root / "brands/glow")
    assert named in Tool(Path())("validate", "--format", form, *more).out


def test_github_annotations_have_paths_of_the_repository(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    tool.write({"brands/glow/brand.yaml": WRONG})
    monkeypatch.chdir(tool.root)
    run = Tool(Path("brands/glow"))("validate", "--format", "github")
    assert run.code == 1
    assert "::error file=brands/glow/brand.yaml,line=4,col=5,title=personas.p.descripton::" in run.out


@pytest.mark.parametrize("form", ["gitlab", "sarif"])
def test_reports_for_others_have_paths_of_the_repository(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    tool.write({"brands/glow/brand.yaml": WRONG})
    monkeypatch.chdir(tool.root)
    run = Tool(Path("brands/glow"))("validate", "--format", form)
    assert (run.code, run.err) == (1, "")
    if form == "gitlab":
        paths = [one["location"]["path"] for one in run.json]
    else:
        places = [one["locations"][0]["physicalLocation"] for one in run.json["runs"][0]["results"]]
        paths = [place["artifactLocation"]["uri"] for place in places]
    assert paths == ["brands/glow/brand.yaml", "brands/glow/brand.yaml"]


def test_reports_of_what_is_valid_are_empty_and_name_the_rules(tool: Tool) -> None:
    tool.write(
        {
            "rawugc.yaml": "rules: {few: {hashtags: {max: 3}, link: https://x.example/tags}}\n",
            "brand.yaml": "personas: {p: {name: N, description: D}}\n",
        }
    )
    assert tool("validate", "--format", "gitlab").json == []
    (run,) = tool("validate", "--format", "sarif").json["runs"]
    assert run["results"] == []
    assert [(one["id"], one["helpUri"]) for one in run["tool"]["driver"]["rules"]] == [
        ("rule/few", "https://x.example/tags")
    ]


@pytest.mark.parametrize("strict", [(), ("--strict",)])
@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif"])
def test_a_time_in_the_past_may_be_history_and_is_a_note(
    tool: Tool, form: str, strict: tuple[str, ...]
) -> None:
    tool.write({"brand.yaml": LATE})
    run = tool("validate", "--format", form, *strict)
    assert run.code == 0
    assert "lies in the past" in run.out
    assert "warning file" not in run.out


@pytest.mark.parametrize("count", [2, 3, 200])
def test_times_in_the_past_are_one_note(tool: Tool, count: int) -> None:
    post = LATE.removeprefix("posts:\n")
    text = "posts:\n" + "".join(post.replace("  p:", f"  p{n}:") for n in range(count))
    tool.write({"brand.yaml": text.replace("1700000000000", "170000000000${vars.n}") + "vars: {n: 0}\n"})
    report = tool("validate", "--format", "json", "--strict").json
    missed = [one for one in report["diagnostics"] if one["code"] == "missed"]
    assert [one["severity"] for one in missed] == ["note"]
    assert missed[0]["summary"].startswith("lies in the past: posts.p0, posts.p1")
    assert (f" and {count - 3} more" in missed[0]["summary"]) == (count > 3)


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif"])
def test_strict_fails_on_warnings(tool: Tool, form: str, strict: tuple[str, ...], code: int) -> None:
    tool.write({"brand.yaml": "styles: {s: {name: S, promptTemplate: 'a {mood}'}}\n"})
    run = tool("validate", "--format", form, *strict)
    assert run.code == code
    assert "has {mood}" in run.out


@pytest.mark.parametrize(
    ("config", "hidden"),
    [
        ("workspce: x\n", False),
        ("exclude: [foreign.yaml]\nlimits: {maxDeletes: many}\n", False),
        ("state: x\n", False),
        ("drift: {person: keep}\n", False),
        ("environments: {staging: {limitz: {}}}\n", True),
        ("workspace: [\n", True),
    ],
)
def test_an_error_in_the_configuration_does_not_hide_those_of_the_manifests(
    tool: Tool, config: str, hidden: bool
) -> None:
    files = {"brand.yaml": WRONG, "yaml.yaml": "personas: {q: @x}\n"}
    tool.write({"rawugc.yaml": config, **files, **({"foreign.yaml": "a: b"} if "exclude" in config else {})})
    run = tool("validate")
    assert run.code == 1
    assert "rawugc.yaml:" in run.out
    assert "yaml.yaml:1:11: error" in run.out
    # What an environment might add to a resource is unknown then.
    assert ("brand.yaml:4:5: error" in run.out) is not hidden
    assert "foreign.yaml" not in run.out


@pytest.mark.parametrize(
    "config",
    [
        "limts: {}\nrules: {few: {hashtags: {max: 3}}}\n",
        "rules: {few: {hashtags: {max: three}}}\n",
    ],
    ids=["elsewhere", "in-the-rule"],
)
def test_an_error_in_the_configuration_makes_no_other_of_the_waivers_of_its_rules(
    tool: Tool, config: str
) -> None:
    waiver = "# rawugc: allow few until 2027-01-31 Why."
    tool.write(
        {"rawugc.yaml": config, "brand.yaml": f"personas:\n  {waiver}\n  p: {{name: P, description: D}}\n"}
    )
    assert tool("validate").out.count("error: ") == 1


def test_a_broken_configuration_is_reported_like_any_error(tool: Tool) -> None:
    tool.write({"rawugc.yaml": "workspce: x\n"})
    assert "rawugc.yaml:1:1: error: workspce" in tool("validate").out
    assert tool("validate", "--format", "json").json["valid"] is False


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("git+branch://a b", "error: state: 'a b' cannot be the name of a branch"),
        ("ftp://a.b/c", "error: state: ftp:// is no place that can keep a state"),
        ("https://me:pw@a.b/c", "error: state: must not hold a user or a password"),
        ("git+branch://states", "Valid: "),
        ("env://TF_HTTP_ADDRESS", "Valid: "),
    ],
)
def test_the_place_of_the_state_is_checked_as_far_as_this_machine_can(
    tool: Tool, state: str, said: str
) -> None:
    tool.write(
        {"rawugc.yaml": f"state: '{state}'\n", "brand.yaml": "personas: {p: {name: P, description: D}}\n"}
    )
    run = tool("validate")
    assert run.out.startswith(said)
    assert (run.code, "pw" in run.out) == (0 if said == "Valid: " else 1, False)
