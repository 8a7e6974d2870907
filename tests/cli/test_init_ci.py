"""`init --ci`: a file that its CI can read, whose commands do what they say, and that asks for little."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rawugc_sync import __version__
from tests.cli.driver import Tool
from tests.conftest import Workspace

WHERE = {"github": ".github/workflows/rawugc.yml", "gitlab": ".gitlab-ci.yml"}
KEY = "RAWUGC_API_KEY"


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.fixture
def github(tool: Tool) -> Mapping[str, Any]:
    assert tool("init", "--ci", "github").code == 0
    jobs: Mapping[str, Any] = read(tool.root / WHERE["github"])
    return jobs


@pytest.mark.parametrize("place", WHERE)
def test_it_comes_with_the_scaffold_and_is_no_manifest(tool: Tool, place: str) -> None:
    run = tool("init", "--ci", place)
    assert (run.code, f"Wrote {WHERE[place]}" in run.err) == (0, True)
    assert tool("validate", "--strict").out == "Valid: 4 resources in 1 file.\n"
    written = read(tool.root / WHERE[place])
    assert {"validate", "plan", "apply"} <= {*written, *written.get("jobs", ())}


@pytest.mark.parametrize("there", ["rawugc.yaml", "people.yaml"], ids=["configured", "manifests alone"])
@pytest.mark.parametrize("place", WHERE)
def test_where_a_workspace_is_already_it_comes_alone(tool: Tool, place: str, there: str) -> None:
    tool.write({there: "x-mine: glow\n"})
    run = tool("init", "--ci", place)
    assert (run.code, run.err.count("Wrote ")) == (0, 1)
    files = {path.relative_to(tool.root).as_posix() for path in tool.root.rglob("*") if path.is_file()}
    assert files == {there, WHERE[place]}
    assert (tool.root / there).read_text() == "x-mine: glow\n"


@pytest.mark.parametrize("place", WHERE)
def test_one_that_is_there_is_left_alone_and_the_way_out_works(tool: Tool, place: str) -> None:
    tool.write({WHERE[place]: "mine: true\n"})
    run = tool("init", "--ci", place)
    assert (run.code, f"{WHERE[place]} exists already" in run.err) == (1, True)
    assert not (tool.root / "rawugc.yaml").exists()
    assert (tool.root / WHERE[place]).read_text() == "mine: true\n"
    (tool.root / "FOLDER").mkdir()
    assert Tool(tool.root / "FOLDER")("init", "--ci", place).code == 0
    assert (tool.root / "FOLDER" / WHERE[place]).exists()


@pytest.mark.parametrize("place", WHERE)
def test_in_a_repository_the_way_out_lies_outside_of_it(tmp_path: Path, place: str) -> None:
    repository, folder = Tool(tmp_path / "repository"), Tool(tmp_path / "folder")
    repository.write({".git/HEAD": "", WHERE[place]: "mine: true\n"})
    folder.root.mkdir()
    found = repository("init", "--ci", place)
    assert (found.code, "with an empty folder outside of this repository." in found.err) == (1, True)
    assert folder("init", "--ci", place).code == 0
    assert (folder.root / WHERE[place]).exists()
    assert (repository.root / WHERE[place]).read_text() == "mine: true\n"


@pytest.mark.parametrize("there", [".github", ".github/workflows"])
def test_a_file_in_the_place_of_its_folder_is_an_error(tool: Tool, there: str) -> None:
    tool.write({there: "mine", "rawugc.yaml": "workspace: glow\n"})
    run = tool("init", "--ci", "github")
    assert (run.code, "rawugc.yml cannot be written: " in run.err) == (1, True)
    assert (tool.root / there).read_text() == "mine"


@pytest.mark.parametrize("place", WHERE)
def test_in_a_repository_of_many_it_goes_to_the_top_and_works_below(tool: Tool, place: str) -> None:
    subprocess.run(["git", "init", "--quiet", str(tool.root)], check=True)
    (tool.root / "brands/a").mkdir(parents=True)
    assert Tool(tool.root / "brands/a")("init", "--ci", place).code == 0
    path = tool.root / WHERE[place].replace("rawugc.yml", "rawugc-brands-a.yml")
    told = {
        "github": lambda jobs: jobs["defaults"]["run"]["working-directory"],
        "gitlab": lambda jobs: jobs["default"]["before_script"][-1].removeprefix("cd "),
    }
    assert told[place](read(path)) == "brands/a"


@pytest.mark.parametrize("folder", ["a b", "${{ github.token }}", "$(id)", "é"])
def test_a_folder_that_would_mean_something_there_is_refused(tool: Tool, folder: str) -> None:
    subprocess.run(["git", "init", "--quiet", str(tool.root)], check=True)
    (tool.root / folder).mkdir()
    run = Tool(tool.root / folder)("init", "--ci", "github")
    assert (run.code, "Rename it" in run.err) == (1, True)
    assert list((tool.root / folder).iterdir()) == []


def steps(jobs: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = jobs["jobs"][name]["steps"]
    return found


def test_the_key_is_in_one_step_of_a_job_and_validate_has_none(github: Mapping[str, Any]) -> None:
    with_key = {
        name: [step["run"] for step in steps(github, name) if KEY in step.get("env", {})]
        for name in github["jobs"]
    }
    assert with_key == {
        "validate": [],
        "plan": ["rawugc-sync plan --markdown comment.md"],
        "apply": ["exec rawugc-sync apply --auto-approve --only-approved --lock-timeout 600"],
    }
    assert all(KEY not in job.get("env", {}) for job in github["jobs"].values())
    assert "env" not in github


def test_permissions_are_the_least_and_a_fork_gets_no_key(github: Mapping[str, Any]) -> None:
    jobs = github["jobs"]
    assert github["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "validate": {"contents": "read"},
        "plan": {"contents": "read", "pull-requests": "write"},
        "apply": {"contents": "write"},
    }
    assert jobs["plan"]["if"] == "github.event.pull_request.head.repo.full_name == github.repository"
    assert jobs["apply"]["concurrency"]["cancel-in-progress"] is False
    assert {step["uses"] for name in jobs for step in steps(github, name) if "uses" in step} == {
        "actions/checkout@v4"
    }


def test_nothing_of_an_event_is_put_into_a_script(github: Mapping[str, Any]) -> None:
    scripts = [step["run"] for name in github["jobs"] for step in steps(github, name) if "run" in step]
    assert [one for one in scripts if "${{" in one] == []
    assert f"pipx install rawugc-sync=={__version__}" in scripts


@pytest.mark.parametrize("place", WHERE)
def test_its_commands_validate_plan_and_apply(workspace: Workspace, place: str) -> None:
    live = workspace({})
    assert live.run("init", "--ci", place).exit_code == 0
    written = (live.root / WHERE[place]).read_text(encoding="utf-8")
    commands = re.findall(
        r"rawugc-sync ((?:validate|fmt|plan|apply)[^|\n]*?)(?: \|\|.*)?$", written, re.MULTILINE
    )
    assert [one.split()[0] for one in commands] == ["validate", "fmt", "plan", "apply"]
    assert [live.run(*one.split()).exit_code for one in commands] == [0, 0, 0, 0]
    assert "first-persona" in (live.root / "comment.md").read_text(encoding="utf-8")
    live.assert_settled()
