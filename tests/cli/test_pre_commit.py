"""`.pre-commit-hooks.yaml`: each entry is run as pre-commit would, with the files of a commit behind it."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cli.driver import Run, Tool
from tests.git.test_checkout import git

ROOT = Path(__file__).parents[2]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook
    for hook in YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
VALIDATE, FMT = "rawugc-sync-validate", "rawugc-sync-fmt"

MESSY = "personas:\n    p: {description: D,   name: N}\n"
NEAT = "personas:\n  p: {name: N, description: D}\n"
WRONG = "personas:\n  p: {name: N, description: D, nam: N}\n"
OTHERS = {
    ".github/workflows/ci.yml": "jobs:   {}\n",
    "compose.yaml": "services:   {}\n",
    "readme.md": "Brands\n",
}

YAML_FILES = (".yaml", ".yml")
"""What pre-commit knows as `yaml`, by the ends of names."""


@pytest.fixture
def repository(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Two brands among files of other programs, in a checkout whose root is where hooks run."""
    tool.write(
        {
            "brands/elm/rawugc.yaml": "include: [../../shared]\n",
            "brands/elm/brand.yaml": NEAT,
            "brands/oak/rawugc.yaml": "include: [../../shared]\n",
            "brands/oak/brand.yaml": NEAT,
            "shared/messaging.yaml": "messaging:\n  m: {name: M, body: B}\n",
            **OTHERS,
        }
    )
    git(tool.root, "init", "--quiet")
    monkeypatch.chdir(tool.root)
    return Tool(Path())


def hook(repository: Tool, name: str, *files: str) -> Run:
    """Stage everything, and run a hook on these files of it, or on all."""
    git(Path.cwd(), "add", "--all")
    known = git(Path.cwd(), "ls-files").splitlines()
    assert set(files) <= set(known)
    kinds = HOOKS[name].get("types", ["file"])
    fitting = [one for one in files or known if kinds == ["file"] or one.endswith(YAML_FILES)]
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert program == "rawugc-sync"
    return repository(*arguments, *fitting)


def test_the_hooks_say_all_that_pre_commit_asks_of_them() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert set(HOOKS) == {VALIDATE, FMT}
    for one in HOOKS.values():
        assert {"id", "name", "entry", "language"} <= set(one)
        assert (one["language"], one["require_serial"]) == ("python", True)
        assert one["entry"].split()[0] in scripts
        assert one.get("types", ["yaml"]) == ["yaml"]


@pytest.mark.parametrize("name", HOOKS)
def test_a_neat_repository_passes_with_the_files_of_other_programs_in_it(repository: Tool, name: str) -> None:
    assert hook(repository, name).code == 0
    assert hook(repository, name, *OTHERS).code == 0


def test_only_the_workspaces_of_the_commit_are_validated_each_once(repository: Tool) -> None:
    repository.write({"brands/elm/brand.yaml": WRONG})
    assert hook(repository, VALIDATE, "brands/oak/brand.yaml", "brands/oak/rawugc.yaml").code == 0
    run = hook(repository, VALIDATE, "brands/elm/brand.yaml", "brands/elm/rawugc.yaml")
    assert (run.code, run.out.count("== ")) == (1, 1)
    assert hook(repository, VALIDATE, "shared/messaging.yaml").code == 1


def test_the_files_of_the_commit_are_formatted_and_no_others(repository: Tool) -> None:
    repository.write({"brands/elm/brand.yaml": MESSY, "brands/oak/brand.yaml": MESSY})
    run = hook(repository, FMT, "brands/oak/brand.yaml", *OTHERS)
    assert (run.code, run.out) == (0, "brands/oak/brand.yaml\n")
    assert git(Path.cwd(), "diff", "--name-only").splitlines() == ["brands/oak/brand.yaml"]
    assert hook(repository, FMT, "brands/oak/brand.yaml").out == ""


@pytest.mark.parametrize("configuration", [{}, {"rawugc.yaml": 'exclude: ["compose.yaml"]\n'}])
def test_a_repository_that_is_one_workspace_works_as_well(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, configuration: dict[str, str]
) -> None:
    others = {name: text for name, text in OTHERS.items() if configuration or name != "compose.yaml"}
    tool.write({"brand.yaml": MESSY, **configuration, **others})
    git(tool.root, "init", "--quiet")
    monkeypatch.chdir(tool.root)
    here = Tool(Path())
    assert hook(here, VALIDATE).code == 0
    run = hook(here, FMT)
    assert (run.code, run.out) == (0, "brand.yaml\n")
    assert Path("brand.yaml").read_text(encoding="utf-8") == NEAT
