"""`--all` of what looks at files alone: `validate` and `fmt`, and the workspaces of files that are named."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from tests.cli.driver import Run, Tool
from tests.git.test_checkout import PLAIN, git
from tests.render.report_schemas import GITLAB, OASIS, SARIF

MESSY = "personas:\n    p: {description: D,   name: N}\n"
NEAT = "personas:\n  p: {name: N, description: D}\n"
WRONG = "personas:\n  p: {name: N, description: D, nam: N}\n"
UNREAD = "personas:\n  p: ~\n"
SHARED_MESSY = "messaging:\n    m: {body: B,   name: M}\n"
SHARED_NEAT = "messaging:\n  m: {name: M, body: B}\n"
SHARED_WRONG = "messaging:\n  m: {name: M, body: B, bod: B}\n"
INCLUDING = "include: [../../shared]\n"


@pytest.fixture
def repository(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Two brands, which share a folder, among files of other programs; called from its root."""
    tool.write(
        {
            "brands/elm/rawugc.yaml": INCLUDING,
            "brands/elm/brand.yaml": NEAT,
            "brands/oak/rawugc.yaml": 'exclude: ["tools/**"]\n' + INCLUDING,
            "brands/oak/brand.yaml": NEAT,
            "brands/oak/tools/compose.yaml": "services:   {}\n",
            "shared/messaging.yaml": SHARED_NEAT,
            ".github/workflows/ci.yml": "jobs:   {}\n",
            "mkdocs.yml": "site_name:   x\n",
            "readme.md": "Brands\n",
        }
    )
    monkeypatch.chdir(tool.root)
    return Tool(Path())


def rows(text: str) -> list[tuple[str, str]]:
    """Workspace and exit code, as the summary at the end has them."""
    lines = text.rstrip().splitlines()
    head = max(at for at, line in enumerate(lines) if line.startswith("WORKSPACE"))
    return [(line.split()[0], line.split()[1]) for line in lines[head + 1 :]]


def committed(repository: Tool) -> Tool:
    git(Path.cwd(), "init", "--quiet")
    git(Path.cwd(), "add", "--all")
    git(Path.cwd(), "commit", "--quiet", "-m", "Brands")
    return replace(repository, variables={**PLAIN, "PATH": os.environ["PATH"]})


def content(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


# -- validate


def test_each_workspace_is_validated_and_summed_up(repository: Tool) -> None:
    repository.write({"brands/elm/brand.yaml": WRONG})
    run = repository("validate", "--all")
    assert (run.code, rows(run.out)) == (1, [("brands/elm", "1"), ("brands/oak", "0")])
    assert "== brands/elm\nbrand.yaml:2:32: error: personas.p.nam: is not a field of personas\n" in run.out
    assert "\n== brands/oak\nValid: 2 resources in 2 files.\n" in run.out


def test_annotations_have_paths_of_the_repository_and_stdout_to_themselves(repository: Tool) -> None:
    repository.write({"brands/elm/brand.yaml": WRONG, "brands/oak/brand.yaml": WRONG})
    run = repository("validate", "--all", "--format", "github")
    lines = run.out.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "::error file=brands/elm/brand.yaml",
        "::error file=brands/oak/brand.yaml",
    ]
    assert rows(run.err) == [("brands/elm", "1"), ("brands/oak", "1")]


def paths_in_gitlab(report: Any) -> list[str]:
    Draft202012Validator(GITLAB).validate(report)
    return [one["location"]["path"] for one in report]


def paths_in_sarif(log: Any) -> list[str]:
    Draft202012Validator(SARIF).validate(log)
    Draft4Validator(OASIS).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[one["ruleIndex"]] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in run["results"]]
    return [place["uri"] for place in places]


FORMS = pytest.mark.parametrize(
    ("form", "paths"), [("gitlab", paths_in_gitlab), ("sarif", paths_in_sarif)], ids=["gitlab", "sarif"]
)


@FORMS
def test_reports_are_one_and_tell_what_is_shared_once(repository: Tool, form: str, paths: Any) -> None:
    repository.write(
        {
            "brands/elm/brand.yaml": WRONG,
            "brands/oak/brand.yaml": WRONG + "  q: {name: N, description: ''}\n",
            "shared/messaging.yaml": SHARED_WRONG,
        }
    )
    run = repository("validate", "--all", "--format", form)
    assert run.code == 1
    assert sorted(paths(run.json)) == [
        "brands/elm/brand.yaml",
        "brands/oak/brand.yaml",
        "brands/oak/brand.yaml",
        "shared/messaging.yaml",
    ]


@FORMS
def test_a_report_of_nothing_is_a_report(repository: Tool, form: str, paths: Any) -> None:
    run = committed(repository)("validate", "--changed-since", "HEAD", "--format", form)
    assert (run.code, paths(run.json)) == (0, [])


@pytest.mark.parametrize(
    ("names", "workspaces"),
    [
        (["brands/oak/brand.yaml"], ["brands/oak"]),
        (["brands/oak/rawugc.yaml", "brands/oak/brand.yaml"], ["brands/oak"]),
        (["brands/oak/brand.yaml", "brands/elm/brand.yaml"], ["brands/elm", "brands/oak"]),
        (["shared/messaging.yaml"], ["brands/elm", "brands/oak"]),
        (["brands/elm"], ["brands/elm"]),
        (["brands"], ["brands/elm", "brands/oak"]),
        (["."], ["brands/elm", "brands/oak"]),
        (["./brands/../brands/elm/brand.yaml"], ["brands/elm"]),
        (["mkdocs.yml", ".github/workflows/ci.yml", "readme.md"], []),
        (["mkdocs.yml", "brands/elm/brand.yaml"], ["brands/elm"]),
    ],
    ids=" ".join,
)
def test_files_stand_for_the_workspaces_that_they_are_part_of(
    repository: Tool, names: list[str], workspaces: list[str]
) -> None:
    run = repository("validate", "--format", "json", *names)
    assert run.code == 0
    assert [one["path"] for one in run.json["workspaces"]] == workspaces


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere.yaml", "does not exist"), ("../x.yaml", "lies outside"), ("/etc/passwd", "lies outside")],
)
@pytest.mark.parametrize("command", [("validate",), ("fmt",), ("fmt", "--all")], ids=" ".join)
def test_what_is_not_there_is_an_error(
    repository: Tool, command: tuple[str, ...], name: str, said: str
) -> None:
    run = repository(*command, name)
    assert (run.code, run.out) == (1, "")
    assert said in run.err


@pytest.mark.parametrize("command", ["validate", "fmt"])
def test_names_and_a_commit_are_one_choice_too_many(repository: Tool, command: str) -> None:
    run = repository(command, "--changed-since", "HEAD", "mkdocs.yml")
    assert (run.code, run.out) == (1, "")
    assert "--changed-since and names both choose: leave one of them out." in run.err


# -- fmt


def test_everything_that_any_workspace_reads_is_formatted_once(repository: Tool) -> None:
    repository.write({"brands/oak/brand.yaml": MESSY, "shared/messaging.yaml": SHARED_MESSY})
    run = repository("fmt", "--all")
    assert (run.code, run.out) == (0, "brands/oak/brand.yaml\nshared/messaging.yaml\n")
    assert rows(run.err) == [("brands/elm", "0"), ("brands/oak", "0"), ("shared", "0")]
    assert (content("brands/oak/brand.yaml"), content("shared/messaging.yaml")) == (NEAT, SHARED_NEAT)
    assert content("brands/oak/tools/compose.yaml") == "services:   {}\n"
    again = repository("fmt", "--all", "--check")
    assert (again.code, again.out) == (0, "")


def test_a_check_of_all_ends_in_2_and_an_error_is_more(repository: Tool) -> None:
    repository.write({"brands/oak/brand.yaml": MESSY})
    run = repository("fmt", "--all", "--check")
    assert (run.code, run.out) == (2, "brands/oak/brand.yaml\n")
    assert rows(run.err) == [("brands/elm", "0"), ("brands/oak", "2"), ("shared", "0")]
    repository.write({"brands/elm/brand.yaml": UNREAD})
    worse = repository("fmt", "--all", "--check")
    assert (worse.code, worse.out) == (1, "brands/oak/brand.yaml\n")
    assert "brands/elm/brand.yaml:2:3: error: `p` is null\n" in worse.err
    assert content("brands/oak/brand.yaml") == MESSY


def test_a_broken_configuration_is_told_and_the_others_are_formatted(repository: Tool) -> None:
    repository.write({"brands/elm/rawugc.yaml": "workspce: x\n", "brands/oak/brand.yaml": MESSY})
    run = repository("fmt", "--all")
    assert (run.code, run.out) == (1, "brands/oak/brand.yaml\n")
    assert "brands/elm/rawugc.yaml:1:1: error: workspce: is not a key of rawugc.yaml" in run.err
    assert rows(run.err) == [("brands/elm", "1"), ("brands/oak", "0"), ("shared", "0")]


def test_an_included_folder_without_manifests_is_nothing_to_format(repository: Tool) -> None:
    Path("shared/messaging.yaml").rename("shared/messaging.txt")
    run = repository("fmt", "--all", "--check")
    assert (run.code, rows(run.err)) == (0, [("brands/elm", "0"), ("brands/oak", "0")])


def test_a_diff_names_files_as_they_are_seen_from_here(repository: Tool) -> None:
    repository.write({"brands/oak/brand.yaml": MESSY})
    assert repository("fmt", "--all", "--diff").out.startswith("--- a/brands/oak/brand.yaml\n")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"brands/oak/brand.yaml": MESSY}, ["brands/oak/brand.yaml"]),
        ({"shared/messaging.yaml": SHARED_MESSY}, ["shared/messaging.yaml"]),
        ({"mkdocs.yml": "site_name:  y\n"}, []),
    ],
    ids=["nothing", "own", "shared", "another program's"],
)
def test_only_workspaces_that_have_changed_are_formatted(
    repository: Tool, changed: dict[str, str], expected: list[str]
) -> None:
    tool = committed(repository)
    tool.write(changed)
    assert tool("fmt", "--changed-since", "HEAD").out.splitlines() == expected


def named(repository: Tool, *names: str) -> Run:
    """Everything is out of style, and `fmt` is told some of it."""
    repository.write(
        {
            "brands/elm/brand.yaml": MESSY,
            "brands/oak/brand.yaml": MESSY,
            "brands/oak/rawugc.yaml": f"exclude:   ['tools/**']\n{INCLUDING}",
            "shared/messaging.yaml": SHARED_MESSY,
        }
    )
    return repository("fmt", "--check", *names)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["brands/oak/brand.yaml"], ["brands/oak/brand.yaml"]),
        (["brands/oak/rawugc.yaml"], ["brands/oak/rawugc.yaml"]),
        (["shared/messaging.yaml"], ["shared/messaging.yaml"]),
        (["brands/oak"], ["brands/oak/brand.yaml", "brands/oak/rawugc.yaml"]),
        (["brands"], ["brands/elm/brand.yaml", "brands/oak/brand.yaml", "brands/oak/rawugc.yaml"]),
        (["brands/elm/brand.yaml", "brands/elm", "./brands/elm/brand.yaml"], ["brands/elm/brand.yaml"]),
        (["mkdocs.yml", ".github/workflows/ci.yml"], []),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("mode", [(), ("--all",)], ids=["alone", "all"])
def test_files_are_formatted_in_the_workspaces_that_they_are_part_of(
    repository: Tool, names: list[str], expected: list[str], mode: tuple[str, ...]
) -> None:
    run = named(repository, *mode, *names)
    assert (run.code, run.out.splitlines()) == (2 if expected else 0, expected)


def test_what_is_part_of_no_workspace_is_said(repository: Tool) -> None:
    assert named(repository, "mkdocs.yml").err == "mkdocs.yml is part of no workspace.\n"


def test_what_no_workspace_reads_is_passed_over_with_all_alone(repository: Tool) -> None:
    """Who names a file means it; what hands over every file of a commit does not."""
    excluded = "brands/oak/tools/compose.yaml"
    assert repository("fmt", "--check", excluded).code != 0
    assert repository("fmt", "--check", "--all", excluded).code == 0


def test_stdin_is_alone(repository: Tool) -> None:
    run = repository("fmt", "--all", "-")
    assert (run.code, "- stands for stdin, and alone" in run.err) == (1, True)
