"""`init --ci`: the example of `examples/ci`, for the folder of the workspace."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.ci_kit.files import PIPELINE, WORKFLOW
from tests.cli.driver import Tool

WHERE = {"github": ".github/workflows/rawugc.yml", "gitlab": ".gitlab-ci.yml"}
EXAMPLES = {"github": WORKFLOW, "gitlab": PIPELINE}


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", WHERE)
def test_it_comes_with_the_scaffold_and_is_no_manifest(tool: Tool, place: str) -> None:
    run = tool("init", "--ci", place)
    assert (run.code, f"Wrote {WHERE[place]}" in run.err) == (0, True)
    assert tool("validate", "--strict").out == "Valid: 4 resources in 1 file.\n"
    written = read(tool.root / WHERE[place])
    assert {"jobs", "include"} & {*written}


@pytest.mark.parametrize(("place", "example"), EXAMPLES.items(), ids=list(EXAMPLES))
def test_it_is_the_example_that_is_shown_and_whose_steps_are_run(
    tool: Tool, place: str, example: Path
) -> None:
    assert tool("init", "--ci", place).code == 0
    assert (tool.root / WHERE[place]).read_bytes() == example.read_bytes()


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


def told(place: str, written: Any) -> tuple[str, set[str]]:
    """What it is called, and in which folders it works."""
    if place == "gitlab":
        inputs = written["include"][0]["inputs"]
        return inputs["name"], {inputs["folder"]}
    steps = [step["with"] for job in written["jobs"].values() for step in job["steps"]]
    return written["name"], {one["working-directory"] for one in steps if "mode" in one}


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
    assert told(place, read(path)) == ("rawugc-brands-a", {"brands/a"})


@pytest.mark.parametrize("folder", ["a b", "${{ github.token }}", "$(id)", "é"])
def test_a_folder_that_would_mean_something_there_is_refused(tool: Tool, folder: str) -> None:
    subprocess.run(["git", "init", "--quiet", str(tool.root)], check=True)
    (tool.root / folder).mkdir()
    run = Tool(tool.root / folder)("init", "--ci", "github")
    assert (run.code, "Rename it" in run.err) == (1, True)
    assert list((tool.root / folder).iterdir()) == []
