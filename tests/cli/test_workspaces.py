"""`workspaces`, and commands in a folder that only holds some: over real git repositories."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.driver import Run, Tool

NOW = 1_800_000_000_000
DAY = 86_400_000
PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
}
PERSON = "personas:\n  {0}: {{name: {0}, description: D}}\n"
REPOSITORY = {
    "shared/words.yaml": PERSON.format("everybody"),
    "shared/copy/text.md": "Text\n",
    "brands/glow/rawugc.yaml": "workspace: glow-lab\norganization: org_1\ninclude: [../../shared]\n",
    "brands/glow/brand.yaml": PERSON.format("glow"),
    "brands/other/rawugc.yaml": "pause: true\nstate: https://states.example/o\n",
    "brands/other/deep/brand.yaml": PERSON.format("other"),
    "docs/page.md": "Page\n",
}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", folder, *arguments]
    done = subprocess.run(command, env={**os.environ, **PLAIN}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "more")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Tool:
    """The top folder of a repository with two workspaces and what one of them includes."""
    tool = Tool(tmp_path / "repository", {**PLAIN, "GIT_CEILING_DIRECTORIES": str(tmp_path)})
    tool.root.mkdir()
    tool.write(REPOSITORY)
    git(tool.root, "init", "--quiet", "--initial-branch", "main")
    commit(tool.root)
    return tool


def paths(run: Run) -> list[str]:
    return [one["path"] for one in run.json["workspaces"]]


def changed(tool: Tool, ref: str = "main") -> list[str]:
    run = tool("workspaces", "--json", "--changed-since", ref)
    assert run.code == 0
    return paths(run)


# -- the list


def test_every_folder_with_a_configuration_is_listed_with_what_it_says(repository: Tool) -> None:
    run = repository("workspaces", "--json")
    assert (run.code, run.err) == (0, "")
    assert run.json == {
        "format_version": "1.0",
        "workspaces": [
            {
                "path": "brands/glow",
                "name": "glow-lab",
                "organization": "org_1",
                "environments": [],
                "organizations": {},
                "paused": False,
                "include": ["../../shared"],
                "state": "rawugc.state.json",
            },
            {
                "path": "brands/other",
                "name": "other",
                "organization": None,
                "environments": [],
                "organizations": {},
                "paused": True,
                "include": [],
                "state": "https://states.example/o",
            },
        ],
        "diagnostics": [],
    }


def test_people_get_a_line_for_each(repository: Tool) -> None:
    run = repository("workspaces")
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "brands/glow   glow-lab  org_1             rawugc.state.json, includes ../../shared\n"
        "brands/other  other     any organization  https://states.example/o, paused\n"
    )


def test_a_workspace_lists_itself_and_those_inside(repository: Tool) -> None:
    repository.write({"rawugc.yaml": "", "brands/other/inner/rawugc.yaml": ""})
    assert paths(repository("workspaces", "--json")) == [
        ".",
        "brands/glow",
        "brands/other",
        "brands/other/inner",
    ]


@pytest.mark.parametrize(
    "folder", [".hidden", "node_modules/package", "a/venv/x", "/".join("abcdefghijklm"), "link/inside"]
)
def test_some_folders_are_never_looked_into(repository: Tool, folder: str) -> None:
    (repository.root / "real").mkdir()
    (repository.root / "link").symlink_to("real")
    repository.write({f"{folder.replace('link', 'real/.x')}/rawugc.yaml": ""})
    assert paths(repository("workspaces", "--json")) == ["brands/glow", "brands/other"]


def test_nothing_to_list_is_no_error(tool: Tool) -> None:
    run = tool("workspaces")
    assert (run.code, run.out, run.err) == (0, "", "No workspaces.\n")


def test_a_broken_configuration_is_told_and_the_others_are_listed(repository: Tool) -> None:
    repository.write({"brands/bad/rawugc.yaml": "workspce: x\n"})
    run = repository("workspaces")
    assert (run.code, len(run.out.splitlines())) == (1, 2)
    assert "brands/bad/rawugc.yaml:1:1: error: workspce: is not a key of rawugc.yaml" in run.err
    machine = repository("workspaces", "--json", "--changed-since", "HEAD")
    assert (machine.code, paths(machine)) == (1, [])
    assert machine.json["diagnostics"][0]["source"]["file"] == "brands/bad/rawugc.yaml"


@pytest.mark.parametrize("state", ["postgres://ana:secret@db/x", "https://state.test/x?token=secret"])
def test_no_secret_of_a_url_and_no_control_character_is_shown(repository: Tool, state: str) -> None:
    config = f'state: "{state}"\norganization: "\\e[2J"\n'
    repository.write({"brands/glow/rawugc.yaml": config})
    run = repository("workspaces")
    assert run.code == 0
    assert "secret" not in run.out
    assert "\x1b" not in run.out


# -- what has changed


@pytest.mark.parametrize(
    ("edited", "listed"),
    [
        ("brands/glow/brand.yaml", ["brands/glow"]),
        ("brands/glow/new/deep.md", ["brands/glow"]),
        ("brands/glow2/notes.md", []),
        ("shared/copy/text.md", ["brands/glow"]),
        ("shared/new.yaml", ["brands/glow"]),
        ("docs/page.md", []),
        ("brands/other/.rawugc/journal.jsonl", []),
        ("brands/ä ö/rawugc.yaml", ["brands/ä ö"]),
    ],
)
@pytest.mark.parametrize("stage", ["untracked", "staged", "committed", "merged before"])
def test_a_changed_file_lists_the_workspaces_that_it_is_part_of(
    repository: Tool, stage: str, edited: str, listed: list[str]
) -> None:
    git(repository.root, "checkout", "--quiet", "-b", "topic")
    repository.write({edited: "# edited\n"})
    if stage != "untracked":
        git(repository.root, "add", "--all")
    if stage in ("committed", "merged before"):
        commit(repository.root)
    if stage == "merged before":
        git(repository.root, "checkout", "--quiet", "main")
        repository.write({"brands/other/x.md": "elsewhere"})
        commit(repository.root)
        git(repository.root, "checkout", "--quiet", "topic")
    assert changed(repository) == listed


def test_nothing_changed_lists_nothing(repository: Tool) -> None:
    run = repository("workspaces", "--changed-since", "main")
    assert (run.code, run.out, run.err) == (0, "", "No workspace has changed.\n")


def test_a_workspace_that_was_moved_is_listed_where_it_is_now(repository: Tool) -> None:
    git(repository.root, "mv", "brands/glow", "brands/glow-lab")
    assert changed(repository, "HEAD") == ["brands/glow-lab"]


def test_what_is_deleted_is_not_listed(repository: Tool) -> None:
    git(repository.root, "rm", "-r", "--quiet", "brands/other")
    assert changed(repository, "HEAD") == []


def test_from_a_folder_further_down_the_same_is_told(repository: Tool) -> None:
    repository.write({"shared/words.yaml": PERSON.format("anybody")})
    below = Tool(repository.root / "brands", repository.variables)
    assert changed(below) == ["glow"]


def test_a_submodule_that_moved_counts_for_who_includes_it(repository: Tool, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    git(words, "init", "--quiet")
    (words / "words.yaml").write_text(PERSON.format("anybody"))
    commit(words)
    top = repository.root
    git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(words), "words")
    repository.write({"brands/other/rawugc.yaml": "include: [../../words]\n"})
    commit(top)
    commit(top / "words")
    assert changed(repository, "HEAD") == ["brands/other"]


@pytest.mark.parametrize("ref", ["nowhere", "--help", "", "-x", "f" * 40, "HEAD:docs"])
def test_an_unknown_commit_is_an_error(repository: Tool, ref: str) -> None:
    run = repository("workspaces", f"--changed-since={ref}")
    assert (run.code, run.out) == (1, "")
    assert "this checkout has no such commit" in run.err


def test_histories_without_a_common_commit_are_an_error(repository: Tool) -> None:
    git(repository.root, "checkout", "--quiet", "--orphan", "island")
    repository.write({"docs/page.md": "Another beginning\n"})
    commit(repository.root)
    run = repository("workspaces", "--changed-since", "main")
    assert (run.code, "it shares no commit with this checkout" in run.err) == (1, True)


def test_a_shallow_clone_says_how_to_get_the_rest(repository: Tool, tmp_path: Path) -> None:
    first = git(repository.root, "rev-parse", "HEAD")
    commit(repository.root)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository.root}", "clone")
    run = Tool(tmp_path / "clone", repository.variables)("workspaces", "--changed-since", first)
    assert (run.code, "fetch-depth: 0" in run.err) == (1, True)


def test_outside_of_git_it_cannot_be_told(tmp_path: Path) -> None:
    outside = Tool(tmp_path, {**PLAIN, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    run = outside("workspaces", "--changed-since", "main")
    assert (run.code, "this is no checkout of git" in run.err) == (1, True)


# -- what was left behind


def scheduled(at: int, **more: Any) -> dict[str, Any]:
    fields = {"videoUrl": "https://x.example/v.mp4", "accounts": ["tiktok/glow"], "mode": "schedule"}
    return {"id": f"post_{at}", "fields": {**fields, "scheduledFor": at, "timezone": "UTC", **more}}


def state(*times: int, lineage: str = "one", **more: Any) -> str:
    posts = {f"posts.p{number}": scheduled(at, **more) for number, at in enumerate(times)}
    person = {"personas.p": {"id": "per_1", "fields": {"name": "N", "description": "D"}}}
    document = {"version": 1, "serial": 1, "lineage": lineage, "organizationId": "org_1"}
    return json.dumps({**document, "resources": {**posts, **person}})


COMING = state(NOW + 3 * DAY, NOW + DAY, NOW - DAY)
SAID = (
    "records 2 resources that are still to be published, and the manifests are gone: "
    "the next is posts.p1, Sat 2027-01-16 08:00 UTC"
)


def orphans(tool: Tool, *more: str) -> list[str]:
    run = tool("workspaces", "--json", *more)
    assert run.code == 0
    found = [d for d in run.json["diagnostics"] if d["code"] == "orphaned-state"]
    assert [d["severity"] for d in found] == ["warning"] * len(found)
    return [d["summary"] for d in found]


@pytest.mark.parametrize("name", ["rawugc.state.json", "rawugc.state.staging.json", "brand.state.json"])
def test_a_state_without_its_workspace_is_told_with_what_is_still_to_come(
    repository: Tool, name: str
) -> None:
    repository.write({f"brands/gone/{name}": COMING})
    assert orphans(repository) == [f"brands/gone/{name} {SAID}"]


def test_a_workspace_whose_manifests_are_gone_is_listed_and_its_state_told(repository: Tool) -> None:
    repository.write(
        {"brands/empty/rawugc.yaml": "state: kept/it.json\n", "brands/empty/kept/it.json": COMING}
    )
    assert orphans(repository) == [f"brands/empty/kept/it.json {SAID}"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("brands/glow/rawugc.state.json", COMING),
        ("plain/rawugc.state.json", COMING),
        ("brands/other/rawugc.state.json", COMING),
        ("brands/bad/rawugc.state.json", COMING),
        ("brands/gone/rawugc.state.json", state(NOW - DAY)),
        ("brands/gone/rawugc.state.json", state(NOW + DAY, mode="draft")),
        ("brands/gone/rawugc.state.json", state(NOW + DAY, scheduledFor="soon")),
        ("brands/gone/other.state.json", '{"made": "by another tool"}'),
        ("brands/gone/rawugc.json", COMING),
    ],
    ids=[
        "of a workspace",
        "of a workspace without a configuration",
        "left behind by a migration",
        "of a broken workspace",
        "with the past alone",
        "with drafts alone",
        "edited by hand",
        "another tool's",
        "by another name",
    ],
)
def test_nothing_is_told_of_a_state(repository: Tool, path: str, text: str) -> None:
    repository.write({"plain/brand.yaml": PERSON.format("p"), path: text})
    if "bad" in path:
        repository.write({"brands/bad/rawugc.yaml": "bad: 1\n"})
    assert "orphaned-state" not in repository("workspaces", "--json").out


def test_a_state_that_cannot_be_read_is_told_where_it_is_surely_ours(repository: Tool) -> None:
    repository.write({"brands/gone/rawugc.state.json": "{"})
    (told,) = repository("workspaces", "--json").json["diagnostics"]
    assert (told["severity"], told["code"]) == ("warning", "state-broken")


def test_a_state_that_is_deleted_with_its_workspace_is_told(repository: Tool) -> None:
    repository.write({"brands/glow/rawugc.state.json": COMING})
    commit(repository.root)
    git(repository.root, "checkout", "--quiet", "-b", "topic")
    git(repository.root, "rm", "-r", "--quiet", "brands/glow")
    for _ in ("not committed", "committed"):
        assert orphans(repository, "--changed-since", "main") == [f"brands/glow/rawugc.state.json {SAID}"]
        commit(repository.root)
    assert orphans(repository) == []


def test_a_workspace_that_moves_with_its_state_leaves_none_behind(repository: Tool) -> None:
    repository.write({"brands/glow/rawugc.state.json": COMING})
    commit(repository.root)
    git(repository.root, "mv", "brands/glow", "brands/glow-lab")
    assert orphans(repository, "--changed-since", "HEAD") == []


def test_an_environment_that_is_gone_leaves_its_state_behind(repository: Tool) -> None:
    repository.write({"brands/glow/rawugc.state.json": state(NOW + DAY, lineage="another")})
    repository.write({"brands/glow/rawugc.state.staging.json": COMING})
    assert orphans(repository) == [f"brands/glow/rawugc.state.staging.json {SAID}"]


def test_the_last_workspace_of_a_branch_is_named_by_the_commit_that_had_it(
    repository: Tool, tmp_path: Path
) -> None:
    """Nobody names the branch any more once its last workspace is deleted."""
    states = tmp_path / "states"
    states.mkdir()
    git(states, "init", "--quiet", "--initial-branch", "rawugc-state")
    (states / "glow-lab.json").write_text(COMING)
    commit(states)
    git(repository.root, "remote", "add", "origin", str(states))
    repository.write({"brands/glow/rawugc.yaml": "workspace: glow-lab\nstate: git+branch://rawugc-state\n"})
    commit(repository.root)
    git(repository.root, "checkout", "--quiet", "-b", "topic")
    git(repository.root, "rm", "-r", "--quiet", "brands/glow")
    told = orphans(repository, "--changed-since", "main")
    assert told == [f"glow-lab.json on branch rawugc-state of origin {SAID}"]


# -- where only workspaces lie below


@pytest.mark.parametrize(
    "command",
    [
        "plan",
        "apply --auto-approve",
        "destroy --auto-approve",
        "drift",
        "pull",
        "import personas.p per_1",
        "state list",
        "whoami",
        "validate",
        "fmt",
        "graph",
    ],
)
def test_a_folder_that_only_holds_workspaces_stops_every_command(repository: Tool, command: str) -> None:
    run = repository(*command.split())
    said = run.out + run.err
    assert run.code == 1
    assert "this folder is no workspace, and 2 workspaces lie below it" in said
    for path in ("brands/glow", "brands/other"):
        assert f"  -C {repository.root}/{path}\n" in said


@pytest.mark.parametrize("include", ["[../../shared]", "[../../shared"])
def test_what_they_share_makes_no_workspace_of_the_folder_even_if_that_cannot_be_read(
    tool: Tool, include: str
) -> None:
    tool.write({"brands/oak/rawugc.yaml": f"include: {include}\n", "brands/oak/brand.yaml": "personas: {}\n"})
    tool.write({"shared/messaging.yaml": "messaging: {}\n"})
    run = tool("plan", "--json")
    assert (run.code, [d["code"] for d in run.json["diagnostics"]]) == (1, ["workspaces-below"])


def test_a_script_is_told_by_a_code(repository: Tool) -> None:
    run = repository("plan", "--json")
    assert (run.code, [d["code"] for d in run.json["diagnostics"]]) == (1, ["workspaces-below"])


def test_many_are_named_in_part(tool: Tool) -> None:
    tool.write({f"brands/b{number:03} x/rawugc.yaml": "" for number in range(25)})
    run = tool("plan")
    assert run.err.count("  -C ") == 20
    assert f"-C '{tool.root}/brands/b000 x'\n" in run.err
    assert "and 5 more: rawugc-sync workspaces lists them" in run.err


@pytest.mark.parametrize("own", ["brand.yaml", "catalog/deep/brand.yml", "rawugc.yaml"])
def test_a_folder_with_something_of_its_own_is_a_workspace(repository: Tool, own: str) -> None:
    repository.write({own: PERSON.format("p") if own != "rawugc.yaml" else "workspace: all\n"})
    assert repository("validate").code == 0


def test_a_folder_without_any_is_told_to_begin_one(tool: Tool) -> None:
    assert "there are no manifests in this folder" in tool.sandboxed("plan").err


# -- two workspaces, one state

BRANCH = "state: git+branch://rawugc-state\n"


def twins(tool: Tool, first: str, second: str) -> None:
    tool.write(
        {
            "a/brand/rawugc.yaml": first,
            "a/brand/brand.yaml": PERSON.format("a"),
            "b/brand/rawugc.yaml": second,
            "b/brand/brand.yaml": PERSON.format("b"),
        }
    )


def second_of(tool: Tool) -> Tool:
    return Tool(tool.root / "b/brand", {**tool.variables, "RAWUGC_API_KEY": "rawugc_key"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BRANCH, BRANCH),
        (BRANCH, "state: git+branch://rawugc-state?remote=origin\nworkspace: brand\n"),
        (
            "workspace: x\nstate: https://states.example/s\n",
            "workspace: y\nstate: https://states.example/s\n",
        ),
        (f"{BRANCH}environments: {{eu: {{}}}}\n", f"{BRANCH}environments: {{eu: {{}}}}\n"),
    ],
)
def test_two_workspaces_with_one_state_are_refused(repository: Tool, first: str, second: str) -> None:
    twins(repository, first, second)
    environment = ("--env", "eu") if "eu" in first else ()
    for command in (("plan",), ("apply", "--auto-approve"), ("validate",), ("state", "list")):
        run = second_of(repository)(*environment, *command)
        assert run.code == 1, command
        assert "share one state" in run.out + run.err, command
        assert "../../a/brand/rawugc.yaml" in run.out + run.err, command
    listed = repository("workspaces")
    assert "a/brand/rawugc.yaml and b/brand/rawugc.yaml share one state" in listed.out + listed.err
    assert listed.code == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BRANCH, f"{BRANCH}workspace: other\n"),
        (BRANCH, "state: git+branch://elsewhere\n"),
        (BRANCH, f"{BRANCH}environments: {{eu: {{}}}}\n"),
        ("", ""),
        ("state: env://\n", "state: env://\n"),
    ],
)
def test_states_of_their_own_are_fine(repository: Tool, first: str, second: str) -> None:
    twins(repository, first, second)
    assert second_of(repository)("validate").code == 0
    listed = repository("workspaces")
    assert "share one state" not in listed.out + listed.err


def test_what_git_ignores_is_no_second_workspace(repository: Tool) -> None:
    twins(repository, BRANCH, BRANCH)
    repository.write({".gitignore": "a/\n"})
    assert second_of(repository)("validate").code == 0
