"""Whose lines each change of a plan rests on, and which run made the plan, in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Files, Project
from tests.files.samples import png
from tests.git.test_checkout import PLAIN, git

ANA, BO, ME = "Ana <ana@example.com>", "Bo <bo@example.com>", "Vera <vera@example.com>"
DAY = "2027-01-01T00:00:{:02}Z"
BRAND = """
personas:
  first:
    name: First
    description: One.

  second:
    name: Second
    description: Two.
"""
EDITED = BRAND.replace("Two.", "2.")
Signed = tuple[str | None, str | None]


def commit(project: Project, files: Files, author: str = BO, second: int = 1) -> str:
    """Somebody commits files, in a second of a day; returns the id."""
    project.write(files)
    name, _, email = author.rstrip(">").partition(" <")
    date = DAY.format(second)
    who = {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
    }
    for command in (["add", "."], ["commit", "--quiet", "--allow-empty", "-m", "Edit"]):
        subprocess.run(["git", *command], cwd=project.root, env={**os.environ, **PLAIN, **who}, check=True)
    return git(project.root, "rev-parse", "HEAD")


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A workspace that is a repository, where Vera works."""
    made = workspace({})
    git(made.root, "init", "--quiet", "--initial-branch", "main")
    git(made.root, "config", "user.name", "Vera")
    git(made.root, "config", "user.email", "vera@example.com")
    made.write({".gitignore": ".rawugc/\nrawugc.state.json\n"})
    return replace(made, variables=PLAIN)


def signed(project: Project, *more: str) -> dict[str, Signed]:
    """Address → author and commit, of what a plan changes."""
    changes = project.plan(*more).json["resource_changes"]
    return {one["address"]: (one["author"], one["commit"]) for one in changes}


# -- lines that are there


def test_each_block_has_the_newest_of_its_commits(project: Project) -> None:
    first = commit(project, {"brand.yaml": BRAND}, ANA, 1)
    second = commit(project, {"brand.yaml": EDITED}, BO, 2)
    assert signed(project) == {"personas.first": (ANA, first), "personas.second": (BO, second)}


def test_of_two_commits_in_one_second_the_later_one_counts(project: Project) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    commit(project, {"brand.yaml": BRAND.replace("Second", "2nd")}, BO, 1)
    last = commit(project, {"brand.yaml": EDITED.replace("Second", "2nd")}, ANA, 1)
    assert signed(project)["personas.second"] == (ANA, last)


RESTING: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a-variable": ({"x.yaml": "vars:\n  it: One\n"}, {"x.yaml": "vars:\n  it: Other\n"}),
    "a-variable-of-several-lines": (
        {"x.yaml": "vars:\n  it: |\n    One\n    two\n"},
        {"x.yaml": "vars:\n  it: |\n    One\n    other\n"},
    ),
}


@pytest.mark.parametrize(("before", "after"), RESTING.values(), ids=RESTING)
def test_a_change_rests_on_the_variables_in_its_fields(project: Project, before: Files, after: Files) -> None:
    brand = {"brand.yaml": {"personas": {"p": {"name": "P", "description": "${vars.it}"}}}}
    commit(project, {**brand, **before}, ANA, 1)
    last = commit(project, after, BO, 2)
    assert signed(project) == {"personas.p": (BO, last)}


def serum(**fields: Any) -> dict[str, Any]:
    whole = {"name": "Serum", "description": "D", "photos": ["https://cdn.example.com/a.jpg"], **fields}
    return {"products": {"serum": whole}}


def test_an_update_rests_on_what_changed_and_on_nothing_else_that_it_refers_to(project: Project) -> None:
    brand = {
        "brand.yaml": serum(messaging="${messaging.m.body}", description="${vars.it}"),
        "m.yaml": {"messaging": {"m": {"name": "M", "body": "One"}}},
        "v.yaml": {"vars": {"it": "Same"}},
    }
    commit(project, brand, ANA, 1)
    project.applied()
    edited = commit(project, {"m.yaml": {"messaging": {"m": {"name": "M", "body": "Two"}}}}, BO, 2)
    commit(project, {"v.yaml": "# Said anew.\nvars: {it: Same}\n"}, ANA, 3)
    assert signed(project) == {"messaging.m": (BO, edited), "products.serum": (BO, edited)}


def test_a_change_rests_on_the_text_file_that_a_field_comes_from(project: Project) -> None:
    commit(project, {"brand.yaml": serum(messaging={"file": "copy.md"}), "copy.md": "One\n\nTwo\n"}, ANA, 1)
    last = commit(project, {"copy.md": "One\n\nThree\n"}, BO, 2)
    assert signed(project) == {"products.serum": (BO, last)}


def test_a_change_rests_on_the_photo_that_it_uploads(project: Project) -> None:
    photo = project.root / "a.png"
    photo.write_bytes(png("one"))
    commit(project, {"brand.yaml": serum(photos=[{"file": "a.png"}])}, ANA, 1)
    photo.write_bytes(png("another"))
    last = commit(project, {}, BO, 2)
    assert signed(project) == {"products.serum": (BO, last)}
    photo.write_bytes(png("a third"))
    assert signed(project) == {"products.serum": (ME, None)}


def test_a_change_rests_on_the_defaults_of_its_folder(project: Project) -> None:
    brand = {"brand.yaml": {"personas": {"p": {"name": "P"}}}}
    commit(project, {**brand, "x.yaml": {"defaults": {"personas": {"description": "One"}}}}, ANA, 1)
    last = commit(project, {"x.yaml": {"defaults": {"personas": {"description": "Two"}}}}, BO, 2)
    assert signed(project) == {"personas.p": (BO, last)}


def test_an_adoption_rests_on_the_block_that_names_its_object(project: Project) -> None:
    id = project.dashboard.insert("personas", {"name": "P", "description": "D"}, at=0)
    commit(project, {"brand.yaml": {"personas": {"p": {"name": "P", "description": "D"}}}}, ANA, 1)
    last = commit(project, {"imports.yaml": f"imports:\n- to: personas.p\n  id: {id}\n"}, BO, 2)
    assert signed(project) == {"personas.p": (BO, last)}


# -- lines that are not committed


def test_lines_that_are_not_committed_are_of_who_works_there(project: Project) -> None:
    first = commit(project, {"brand.yaml": BRAND}, ANA)
    project.write({"brand.yaml": EDITED, "new.yaml": {"personas": {"p": {"name": "P", "description": "D"}}}})
    assert signed(project) == {
        "personas.first": (ANA, first),
        "personas.second": (ME, None),
        "personas.p": (ME, None),
    }


def test_before_the_first_commit_all_lines_are(project: Project) -> None:
    project.write({"brand.yaml": BRAND})
    assert signed(project) == {"personas.first": (ME, None), "personas.second": (ME, None)}


def test_nobody_is_named_where_git_knows_no_user(project: Project) -> None:
    git(project.root, "config", "--unset", "user.name")
    git(project.root, "config", "--unset", "user.email")
    project.write({"brand.yaml": BRAND})
    assert signed(project)["personas.first"] == (None, None)


def test_outside_of_git_nobody_is_known(workspace: Workspace) -> None:
    plan = workspace({"brand.yaml": BRAND}).plan().json
    assert {(one["author"], one["commit"]) for one in plan["resource_changes"]} == {(None, None)}
    assert plan["made"] == {"at": plan["made"]["at"], "author": None, "commit": None, "link": None}


# -- lines that are gone


@pytest.fixture
def emptied(project: Project) -> Project:
    """One persona of two has left the manifests, in a commit of Bo's; Ana has gone on since."""
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    project.applied()
    commit(project, {"brand.yaml": BRAND.partition("\n  second:")[0] + "\n"}, BO, 2)
    commit(project, {"notes.md": "second: of no interest"}, ANA, 3)
    return project


def test_a_delete_is_of_the_commit_that_took_the_block_out(emptied: Project) -> None:
    assert signed(emptied) == {"personas.second": (BO, git(emptied.root, "rev-parse", "HEAD^"))}


def test_a_delete_that_is_not_committed_is_of_who_works_there(project: Project) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA)
    project.applied()
    project.write({"brand.yaml": BRAND.partition("\n  second:")[0] + "\n"})
    assert signed(project) == {"personas.second": (ME, None)}


def test_a_delete_with_its_whole_file_is_found_beside_a_file_that_was_renamed(project: Project) -> None:
    other = {"personas": {"gone": {"name": "Gone", "description": "D"}}}
    commit(project, {"brand.yaml": BRAND, "sub/other.yaml": other}, ANA, 1)
    project.applied()
    last = commit(project, {"sub/other.yaml": None}, BO, 2)
    git(project.root, "mv", "brand.yaml", "sub/brand.yaml")
    commit(project, {}, ANA, 3)
    assert signed(project) == {"personas.gone": (BO, last)}


def test_a_key_of_another_collection_is_not_taken_for_it(project: Project) -> None:
    both = {
        "personas": {"x": {"name": "X", "description": "D"}},
        "messaging": {"x": {"name": "X", "body": "B"}},
    }
    commit(project, {"brand.yaml": both}, ANA, 1)
    project.applied()
    last = commit(project, {"brand.yaml": {"messaging": both["messaging"], "personas": {}}}, BO, 2)
    project.write({"brand.yaml": {"messaging": {}, "personas": {}}})
    assert signed(project) == {"personas.x": (BO, last), "messaging.x": (ME, None)}


def test_a_delete_that_a_block_asks_for_is_of_the_block(emptied: Project) -> None:
    last = commit(emptied, {"blocks.yaml": "removed:\n- {from: personas.second}\n"}, ANA, 4)
    assert signed(emptied) == {"personas.second": (ANA, last)}


def test_nobody_has_written_what_an_option_destroys(project: Project) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA)
    project.applied()
    assert set(signed(project, "--destroy").values()) == {(None, None)}


# -- odd repositories


def test_the_workspace_may_be_a_folder_of_the_repository_and_take_another_one_in(project: Project) -> None:
    brand = replace(project, root=project.root / "brands" / "glow")
    shared = {"messaging": {"m": {"name": "M", "body": "One"}}}
    commit(project, {"shared/m.yaml": shared, "brands/glow/brand.yaml": BRAND}, ANA, 1)
    last = commit(project, {"brands/glow/rawugc.yaml": "include: [../../shared]\n"}, BO, 2)
    edited = commit(project, {"shared/m.yaml": {"messaging": {"m": {"name": "M", "body": "Two"}}}}, BO, 3)
    assert signed(brand)["messaging.m"] == (BO, edited)
    assert signed(brand)["personas.first"][0] == ANA
    assert brand.plan().json["made"]["commit"] == edited != last


def test_a_removal_from_a_folder_that_is_taken_in_is_found(project: Project) -> None:
    brand = replace(project, root=project.root / "glow")
    rest = {"glow/rawugc.yaml": "include: [../shared]\n", "glow/brand.yaml": BRAND}
    commit(project, {"shared/m.yaml": {"messaging": {"m": {"name": "M", "body": "One"}}}, **rest}, ANA, 1)
    brand.applied()
    project.write({".gitignore": ".rawugc/\nrawugc.state.json\n"})
    last = commit(project, {"shared/m.yaml": {"messaging": {}}}, BO, 2)
    assert signed(brand) == {"messaging.m": (BO, last)}


def test_lines_end_as_they_do_elsewhere(project: Project) -> None:
    git(project.root, "config", "core.autocrlf", "true")
    (project.root / "brand.yaml").write_bytes(BRAND.replace("\n", "\r\n").encode())
    first = commit(project, {}, ANA, 1)
    (project.root / "brand.yaml").write_bytes(EDITED.replace("\n", "\r\n").encode())
    second = commit(project, {}, BO, 2)
    assert signed(project) == {"personas.first": (ANA, first), "personas.second": (BO, second)}


def test_a_file_keeps_its_authors_when_it_is_renamed(project: Project) -> None:
    first = commit(project, {"brand.yaml": BRAND}, ANA, 1)
    git(project.root, "mv", "brand.yaml", "other.yaml")
    commit(project, {}, BO, 2)
    assert signed(project)["personas.first"] == (ANA, first)


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_does_not_know_whose_the_lines_are_with_which_it_begins(
    project: Project, tmp_path: Path, depth: int
) -> None:
    photo = project.root / "a.png"
    photo.write_bytes(png("one"))
    commit(project, {"photo.yaml": serum(photos=[{"file": "a.png"}])}, ANA, 1)
    commit(project, {"brand.yaml": BRAND}, ANA, 2)
    last = commit(project, {"brand.yaml": EDITED}, BO, 3)
    git(tmp_path, "clone", "--quiet", f"--depth={depth}", project.root.as_uri(), "shallow")
    shallow = replace(project, root=tmp_path / "shallow")
    assert signed(shallow) == {
        "personas.first": (None, None),
        "personas.second": (BO, last) if depth == 2 else (None, None),
        "products.serum": (None, None),
    }


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_signature_that_git_shows_is_nobodys_name(project: Project, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "signers"
    signers.write_text(f"bo@example.com {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingKey": str(key),
        "commit.gpgSign": "true",
        "gpg.ssh.allowedSignersFile": str(signers),
        "log.showSignature": "true",
    }.items():
        git(project.root, "config", name, value)
    (project.root / "a.png").write_bytes(png("one"))
    gone = {"personas": {"gone": {"name": "Gone", "description": "D"}}}
    first = commit(project, {"photo.yaml": serum(photos=[{"file": "a.png"}])}, ANA, 1)
    assert signed(project) == {"products.serum": (ANA, first)}
    commit(project, {"gone.yaml": gone}, ANA, 2)
    project.applied()
    last = commit(project, {"gone.yaml": {"personas": {}}}, BO, 3)
    assert signed(project) == {"personas.gone": (BO, last)}
    assert project.plan().json["made"]["author"] == BO


def test_a_removal_is_found_however_git_shows_paths(project: Project) -> None:
    git(project.root, "config", "diff.relative", "true")
    brand = replace(project, root=project.root / "glow")
    commit(project, {"glow/brand.yaml": BRAND}, ANA, 1)
    brand.applied()
    last = commit(project, {"glow/brand.yaml": BRAND.partition("\n  second:")[0] + "\n"}, BO, 2)
    assert signed(brand) == {"personas.second": (BO, last)}


@pytest.mark.parametrize("name", ["\x1b[31mRed", "‮evil", "<script>", "author A\tB", "Zoë 🌱"])  # noqa: PLE2502
def test_a_name_is_data(project: Project, name: str) -> None:
    commit(project, {"brand.yaml": BRAND}, f"{name} <x@example.com>")
    shown = git(project.root, "log", "-1", "--format=%an")
    assert signed(project)["personas.first"][0] == f"{shown} <x@example.com>"


# -- the run


GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "glow/brand",
    "GITHUB_REF": "refs/pull/7/merge",
}


def test_a_plan_says_when_from_which_commit_and_by_whom_it_was_made(project: Project) -> None:
    id = commit(project, {"brand.yaml": BRAND}, BO)
    made = project.plan().json["made"]
    assert made == {"at": project.rawugc.clock.ms, "author": BO, "commit": id, "link": None}


@pytest.mark.parametrize("depth", ["1", "9"])
def test_a_pull_request_is_of_its_head_not_of_the_merge_that_ci_made(
    project: Project, tmp_path: Path, depth: str
) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    git(project.root, "checkout", "--quiet", "-b", "edit")
    head = commit(project, {"brand.yaml": EDITED}, BO, 2)
    git(project.root, "checkout", "--quiet", "main")
    commit(project, {"notes.md": "Meanwhile."}, ANA, 3)
    git(project.root, "merge", "--quiet", "--no-ff", "edit")
    git(tmp_path, "clone", "--quiet", "--depth", depth, project.root.as_uri(), "clone")
    clone = replace(project, root=tmp_path / "clone", variables={**PLAIN, **GITHUB})
    made = clone.plan().json["made"]
    assert (made["commit"], made["link"]) == (head, "https://github.com/glow/brand/pull/7")
    assert made["author"] == (None if depth == "1" else BO)
