"""All who wrote what the changes of a plan rest on since the last apply, in real repositories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.words.planned import Change
from rawugc_sync.workspace.authors import Authors, authors_of, policy_authors
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace as Ours
from tests.contract.project import Files, Project
from tests.contract.test_authorship import ANA, BO, BRAND, GITHUB, ME, commit, project, serum
from tests.files.samples import png
from tests.git.test_checkout import bare_inside, git

__all__ = ["project"]

CY = "Cy <cy@example.com>"
Who = list[str] | None


def authors(project: Project, *more: str) -> dict[str, Who]:
    """Address → all authors, of what a plan changes."""
    changes = project.plan(*more).json["resource_changes"]
    return {one["address"]: one["authors"] for one in changes}


def opened(project: Project) -> Ours:
    """The workspace, for what no command asks yet."""
    around = replace(Surroundings.real(), variables=project.variables)
    return Ours(project.root, around, environment=project.variables.get("RAWUGC_ENV"))


def asked(project: Project, *fields: str) -> dict[str, Who]:
    """Address → who wrote what some fields rest on."""
    workspace, plan = opened(project), from_json(project.plan().json)
    since = plan.state.applied.commit if plan.state.applied else None
    found: Authors = authors_of(workspace, workspace.manifests(), since, plan.changes)

    def told(change: Change) -> Who:
        names = found.of(change, fields)
        return None if names is None else list(names)

    return {str(one.address): told(one) for one in plan.changes}


def applied(project: Project, files: Files, author: str = ANA) -> str:
    """Somebody commits files, and they are applied."""
    id = commit(project, files, author, 1)
    project.applied()
    return id


# -- lines


def test_before_the_first_apply_all_who_wrote_a_line_count_the_newest_first(project: Project) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, BO, 2)
    assert authors(project) == {"personas.first": [ANA], "personas.second": [BO, ANA]}


def test_who_wrote_a_line_up_to_the_last_apply_does_not_count(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, BO, 2)
    assert authors(project) == {"personas.second": [BO]}


def test_nobody_wrote_what_changed_in_the_dashboard(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    project.dashboard.edit("personas", "per_2", {"description": "Mine."})
    assert authors(project) == {"personas.second": []}


def test_uncommitted_lines_come_first(project: Project) -> None:
    applied(project, {"brand.yaml": serum(description="One")})
    edited = serum(description="Two")
    commit(project, {"brand.yaml": edited}, BO, 2)
    edited["products"]["serum"]["name"] = "Serum 2"
    project.write({"brand.yaml": edited})
    assert authors(project) == {"products.serum": [ME, BO]}


def test_outside_of_git_nobody_is_an_author(workspace: Any) -> None:
    assert authors(workspace({"brand.yaml": BRAND})) == {"personas.first": [], "personas.second": []}


def test_uncommitted_lines_of_nobody_cannot_be_told(project: Project) -> None:
    git(project.root, "config", "--unset", "user.name")
    git(project.root, "config", "--unset", "user.email")
    project.write({"brand.yaml": BRAND})
    assert authors(project)["personas.first"] is None


def test_a_folder_that_git_refuses_to_read_hides_no_author(project: Project) -> None:
    ran = project.root.parent / "ran"
    bare_inside(project.root / "inside", f"touch {ran}; false")
    commit(project, {"inside/brand.yaml": BRAND}, ANA, 1)
    assert authors(project) == {"personas.first": None, "personas.second": None}
    assert not ran.exists()


def test_a_workspace_in_a_folder_that_git_refuses_to_read_hides_no_author(project: Project) -> None:
    ran = project.root.parent / "ran"
    bare_inside(project.root / "inside", f"touch {ran}; false")
    commit(project, {"inside/brand.yaml": BRAND}, ANA, 1)
    within = replace(project, root=project.root / "inside")
    assert authors(within) == {"personas.first": None, "personas.second": None}
    assert policy_authors(opened(within), None) is None
    assert not ran.exists()


# -- co-authors


def message(project: Project, text: str) -> None:
    git(project.root, "commit", "--quiet", "--amend", "--no-edit", "-m", text)


@pytest.mark.parametrize(
    ("trailer", "names"),
    [
        ("Co-authored-by: Cy <cy@example.com>", [BO, CY]),
        ("co-AUTHORED-by: Cy <cy@example.com>", [BO, CY]),
        (f"Co-authored-by: {CY}\nCo-authored-by: {ANA}\nSigned-off-by: D <d@x.example>", [BO, CY, ANA]),
        ("Co-authored-by: Cy\n  <cy@example.com>", [BO, CY]),
        ("Co-authored-by: cy", [BO, "cy"]),
        (f"Co-authored-by: {BO}", [BO]),
        ("Co-authored-by:", [BO]),
        ("Signed-off-by: Cy <cy@example.com>", [BO]),
    ],
)
def test_co_authors_stand_behind_their_author(project: Project, trailer: str, names: list[str]) -> None:
    commit(project, {"brand.yaml": BRAND}, BO, 1)
    message(project, f"Edit\n\nWhy.\n\n{trailer}")
    assert authors(project)["personas.first"] == names


def test_a_squashed_commit_has_all_who_are_named_in_it(project: Project) -> None:
    base = applied(project, {"brand.yaml": BRAND})
    git(project.root, "checkout", "--quiet", "-b", "edit")
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, CY, 2)
    git(project.root, "checkout", "--quiet", "main")
    git(project.root, "merge", "--quiet", "--squash", "edit")
    assert git(project.root, "rev-parse", "HEAD") == base
    commit(project, {}, BO, 3)
    message(project, f"Edit (#7)\n\nCo-authored-by: {CY}")
    assert authors(project) == {"personas.second": [BO, CY]}


def test_the_mailmap_says_who_somebody_is(project: Project) -> None:
    mailmap = "Ana <ana@example.com> <old-ana@example.com>\nCy <cy@example.com> <old-cy@example.com>\n"
    commit(project, {"brand.yaml": BRAND, ".mailmap": mailmap}, "A. <old-ana@example.com>", 1)
    message(project, "Edit\n\nCo-authored-by: C. <old-cy@example.com>")
    assert authors(project)["personas.first"] == [ANA, CY]


def test_a_merge_adds_those_of_both_sides(project: Project) -> None:
    two = {"a.yaml": {"vars": {"a": "One"}}, "b.yaml": {"vars": {"b": "One"}}}
    brand = {"brand.yaml": {"personas": {"p": {"name": "P", "description": "${vars.a} ${vars.b}"}}}}
    applied(project, {**two, **brand})
    git(project.root, "checkout", "--quiet", "-b", "edit")
    commit(project, {"a.yaml": {"vars": {"a": "Two"}}}, BO, 2)
    git(project.root, "checkout", "--quiet", "main")
    commit(project, {"b.yaml": {"vars": {"b": "Two"}}}, CY, 3)
    git(project.root, "merge", "--quiet", "--no-edit", "edit")
    assert sorted(authors(project)["personas.p"] or []) == [BO, CY]


# -- what some fields rest on


def persona(**fields: Any) -> dict[str, Any]:
    return {"personas": {"p": {"name": "P", "description": "One", **fields}}}


ALIASED = """
personas:
  q:
    name: &one One
    description: &two Two
  r:
    name: *one
    description: *two
  p:
    name: P
    description: *one
"""
RESTING: Mapping[str, tuple[Files, Files]] = {
    "its-own-line": ({"brand.yaml": persona()}, {"brand.yaml": persona(description="Two")}),
    "a-variable": (
        {"brand.yaml": persona(description="${vars.it}"), "x.yaml": {"vars": {"it": "One"}}},
        {"x.yaml": {"vars": {"it": "Two"}}},
    ),
    "a-variable-through-another": (
        {
            "brand.yaml": persona(description="${vars.a}"),
            "a.yaml": {"vars": {"a": "so ${vars.b}"}},
            "b.yaml": {"vars": {"b": "One"}},
        },
        {"b.yaml": {"vars": {"b": "Two"}}},
    ),
    "another-resource": (
        {
            "brand.yaml": persona(description="${messaging.m.body}"),
            "m.yaml": {"messaging": {"m": {"name": "M", "body": "One"}}},
        },
        {"m.yaml": {"messaging": {"m": {"name": "M", "body": "Two"}}}},
    ),
    "a-file": (
        {"brand.yaml": persona(description={"file": "copy.md"}), "copy.md": "One\n"},
        {"copy.md": "Two\n"},
    ),
    "defaults": (
        {
            "brand.yaml": {"personas": {"p": {"name": "P"}}},
            "d.yaml": {"defaults": {"personas": {"description": "One"}}},
        },
        {"d.yaml": {"defaults": {"personas": {"description": "Two"}}}},
    ),
    "another-alias": (
        {"brand.yaml": ALIASED},
        {"brand.yaml": ALIASED.replace("P\n    description: *one", "P\n    description: *two")},
    ),
}


@pytest.mark.parametrize(("before", "after"), RESTING.values(), ids=RESTING)
def test_a_field_rests_on(project: Project, before: Files, after: Files) -> None:
    applied(project, before)
    commit(project, after, BO, 2)
    assert asked(project, "description")["personas.p"] == [BO]


def test_who_edits_one_field_is_no_author_of_another(project: Project) -> None:
    applied(project, {"brand.yaml": serum(messaging="One", description="One")})
    commit(project, {"brand.yaml": serum(messaging="One", description="Two")}, BO, 2)
    commit(project, {"brand.yaml": serum(messaging="Two", description="Two")}, CY, 3)
    assert asked(project, "messaging") == {"products.serum": [CY]}
    assert asked(project, "description") == {"products.serum": [BO]}
    assert asked(project, "messaging", "description") == {"products.serum": [CY, BO]}
    assert asked(project, "name") == {"products.serum": []}
    assert asked(project) == {"products.serum": []}


def test_a_photo_is_of_who_committed_it(project: Project) -> None:
    photo = project.root / "a.png"
    photo.write_bytes(png("one"))
    applied(project, {"brand.yaml": serum(photos=[{"file": "a.png"}])})
    photo.write_bytes(png("two"))
    commit(project, {}, BO, 2)
    assert asked(project, "photos") == {"products.serum": [BO]}


def test_what_an_environment_says_counts(project: Project) -> None:
    config = {"environments": {"live": {"vars": {"it": "One"}}}}
    brand = {"brand.yaml": persona(description="${vars.it}"), "v.yaml": {"vars": {"it": "Some"}}}
    commit(project, {"rawugc.yaml": config, **brand}, ANA, 1)
    commit(project, {"rawugc.yaml": {"environments": {"live": {"vars": {"it": "Two"}}}}}, BO, 2)
    live = replace(project, variables={**project.variables, "RAWUGC_ENV": "live"})
    assert authors(live) == {"personas.p": [BO, ANA]}


def test_a_folder_that_is_taken_in_counts(project: Project) -> None:
    brand = replace(project, root=project.root / "glow")
    shared = {"shared/v.yaml": {"vars": {"it": "One"}}}
    rest = {"glow/rawugc.yaml": "include: [../shared]\n", "glow/b.yaml": persona(description="${vars.it}")}
    commit(project, {**shared, **rest}, ANA, 1)
    brand.applied()
    project.write({".gitignore": ".rawugc/\nrawugc.state.json\n"})
    commit(project, {"shared/v.yaml": {"vars": {"it": "Two"}}}, BO, 2)
    assert authors(brand) == {"personas.p": [BO]}


def test_who_renames_a_file_has_not_written_it(project: Project) -> None:
    applied(project, {"other.yaml": persona(description="One")})
    commit(project, {"other.yaml": persona(description="Two")}, BO, 2)
    git(project.root, "mv", "other.yaml", "brand.yaml")
    commit(project, {}, CY, 3)
    assert authors(project) == {"personas.p": [BO]}


# -- lines that are gone


def test_a_delete_is_of_whoever_took_the_block_out(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    commit(project, {"brand.yaml": BRAND.partition("\n  second:")[0] + "\n"}, BO, 2)
    message(project, f"Edit\n\nCo-authored-by: {CY}")
    assert authors(project) == {"personas.second": [BO, CY]}
    assert asked(project, "description") == {"personas.second": [BO, CY]}


def test_a_delete_that_a_block_asks_for_is_of_both(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    commit(project, {"brand.yaml": BRAND.partition("\n  second:")[0] + "\n"}, BO, 2)
    commit(project, {"blocks.yaml": "removed:\n- {from: personas.second}\n"}, CY, 3)
    assert authors(project) == {"personas.second": [CY, BO]}


def test_a_delete_for_a_folder_that_is_no_longer_taken_in_is_of_all_who_touched_it(project: Project) -> None:
    brand = replace(project, root=project.root / "glow")
    shared = {"shared/m.yaml": {"messaging": {"m": {"name": "M", "body": "One"}}}}
    files = {**shared, "glow/rawugc.yaml": "include: [../shared]\n", "glow/b.yaml": persona()}
    commit(project, files, ANA, 1)
    brand.applied()
    project.write({".gitignore": ".rawugc/\nrawugc.state.json\n"})
    commit(project, {"glow/rawugc.yaml": "{}\n"}, BO, 2)
    commit(project, {"elsewhere.md": "Of no interest"}, CY, 3)
    assert authors(brand) == {"messaging.m": [BO]}


def test_what_was_undone_by_taking_a_line_out_is_of_all_who_touched_the_workspace(project: Project) -> None:
    default = {"d.yaml": {"defaults": {"personas": {"description": "Old"}}}}
    brand = "personas:\n  p:\n    name: P\n    description: One\n"
    applied(project, {**default, "brand.yaml": brand})
    commit(project, {"brand.yaml": brand.replace("    description: One\n", "")}, BO, 2)
    assert asked(project, "description") == {"personas.p": [BO]}
    assert asked(project, "name") == {"personas.p": []}


TEXT = """
personas:
  p:
    name: P
    description: |
      Never tested on animals.
      Not a medicine.
"""
Step = tuple[str, str, str]


@pytest.mark.parametrize(
    "steps",
    [
        # a line is taken out, and somebody adds another one
        [(BO, "      Not a medicine.\n", ""), (CY, "animals.\n", "animals.\n      New.\n")],
        [(BO, "      Never tested on animals.\n", ""), (CY, "medicine.\n", "medicine.\n      New.\n")],
        # what one has written another one only touches up
        [(BO, "Not a", "Better than"), (CY, "medicine.", "medicine!")],
    ],
)
@pytest.mark.parametrize("merged", [False, True])
def test_what_left_no_line_of_its_own_counts(project: Project, steps: list[Step], *, merged: bool) -> None:
    applied(project, {"brand.yaml": TEXT})
    if merged:
        git(project.root, "checkout", "--quiet", "-b", "edit")
    text = TEXT
    for second, (author, before, after) in enumerate(steps, 2):
        text = text.replace(before, after)
        commit(project, {"brand.yaml": text}, author, second)
    if merged:
        git(project.root, "checkout", "--quiet", "main")
        commit(project, {"notes.md": "Of no interest"}, ANA, 9)
        git(project.root, "merge", "--quiet", "--no-edit", "edit")
    assert asked(project, "description") == {"personas.p": [CY, BO]}
    assert asked(project, "name") == {"personas.p": []}


def test_a_line_that_is_taken_out_and_not_committed_is_of_who_works_there(project: Project) -> None:
    applied(project, {"brand.yaml": TEXT})
    commit(project, {"brand.yaml": TEXT.replace("animals", "pets")}, BO, 2)
    project.write({"brand.yaml": TEXT.replace("animals", "pets").replace("      Not a medicine.\n", "")})
    assert asked(project, "description") == {"personas.p": [ME, BO]}
    assert asked(project, "name") == {"personas.p": []}


def test_a_line_that_is_taken_out_of_a_file_counts(project: Project) -> None:
    copy = "One\nTwo\nThree\n"
    applied(project, {"brand.yaml": persona(description={"file": "copy.md"}), "copy.md": copy})
    commit(project, {"copy.md": copy.replace("Two\n", "")}, BO, 2)
    commit(project, {"copy.md": copy.replace("Two\n", "").replace("Three", "3")}, CY, 3)
    assert asked(project, "description") == {"personas.p": [CY, BO]}
    project.write({"copy.md": "One\n"})
    assert asked(project, "description") == {"personas.p": [ME, CY, BO]}


def test_a_variable_that_an_environment_no_longer_sets_counts(project: Project) -> None:
    config: dict[str, Any] = {"environments": {"live": {"vars": {"it": "One"}}}}
    some = {"v.yaml": {"vars": {"it": "Some"}}, "brand.yaml": persona(description="${vars.it}")}
    live = replace(project, variables={**project.variables, "RAWUGC_ENV": "live"})
    commit(project, {"rawugc.yaml": config, **some}, ANA, 1)
    live.applied()
    commit(
        project, {"rawugc.yaml": {"environments": {"live": {}}}, ".gitignore": ".rawugc/\n*.json\n"}, BO, 2
    )
    commit(project, {"v.yaml": {"vars": {"it": "Other"}}}, CY, 3)
    assert asked(live, "description") == {"personas.p": [CY, BO]}


def test_who_moves_or_renames_what_is_said_has_not_said_it(project: Project) -> None:
    applied(project, {"brand.yaml": TEXT})
    commit(project, {"brand.yaml": TEXT.replace("animals", "pets")}, BO, 2)
    renamed = TEXT.replace("animals", "pets").replace("  p:", "  q:")
    commit(
        project, {"brand.yaml": renamed, "m.yaml": "moved:\n- {from: personas.p, to: personas.q}\n"}, CY, 3
    )
    assert asked(project, "description") == {"personas.q": [BO]}
    git(project.root, "mv", "brand.yaml", "other.yaml")
    commit(project, {}, ANA, 4)
    assert asked(project, "description") == {"personas.q": [BO]}


def test_nobody_has_written_what_an_option_destroys(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    assert set(map(str, authors(project, "--destroy").values())) == {"[]"}


# -- where it cannot be told


def test_history_that_was_rewritten_tells_nothing(project: Project) -> None:
    applied(project, {"brand.yaml": BRAND})
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, BO, 2)
    git(project.root, "reset", "--quiet", "--soft", "HEAD~1")
    git(project.root, "commit", "--quiet", "--amend", "-m", "Other")
    changes = project.plan("--allow-older").json["resource_changes"]
    assert [(one["author"] is not None, one["authors"]) for one in changes] == [(True, None)]


@pytest.mark.parametrize(("depth", "told"), [(1, None), (2, None), (3, [CY, BO]), (4, [CY, BO])])
def test_a_shallow_clone_tells_once_the_last_apply_is_in_it(
    project: Project, tmp_path: Path, depth: int, told: Who
) -> None:
    commit(project, {"notes.md": "Of no interest"}, ANA, 1)
    base = applied(project, {"brand.yaml": serum(description="One", messaging="One")})
    commit(project, {"brand.yaml": serum(description="Two", messaging="One")}, BO, 2)
    commit(project, {"brand.yaml": serum(description="Two", messaging="Two")}, CY, 3)
    plan = from_json(project.plan().json)
    git(tmp_path, "clone", "--quiet", f"--depth={depth}", project.root.as_uri(), "shallow")
    workspace = opened(replace(project, root=tmp_path / "shallow"))
    names = authors_of(workspace, workspace.manifests(), base, plan.changes).of(plan.changes[0])
    assert (None if names is None else list(names)) == told


@pytest.mark.parametrize(("depth", "told"), [(1, None), (2, None), (3, [BO, ANA])])
def test_without_an_apply_a_shallow_clone_tells_of_lines_that_it_knows(
    project: Project, tmp_path: Path, depth: int, told: Who
) -> None:
    commit(project, {"notes.md": "Of no interest"}, ANA, 1)
    commit(project, {"brand.yaml": BRAND}, ANA, 2)
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, BO, 3)
    git(tmp_path, "clone", "--quiet", f"--depth={depth}", project.root.as_uri(), "shallow")
    names = authors(replace(project, root=tmp_path / "shallow"))
    assert names["personas.second"] == told


@pytest.mark.parametrize("since", ["0" * 40, "main", "--all", "", "f" * 7])
def test_a_commit_that_is_not_there_tells_nothing(project: Project, since: str) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    workspace, plan = opened(project), from_json(project.plan().json)
    found = authors_of(workspace, workspace.manifests(), since, plan.changes)
    assert {found.of(one) for one in plan.changes} == {None}
    assert policy_authors(workspace, since) is None


def test_a_checkout_that_git_is_missing_for_tells_nothing(project: Project) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    without = replace(project, variables={**project.variables, "PATH": ""})
    assert authors(without) == {"personas.first": None, "personas.second": None}
    assert policy_authors(opened(without), None) is None


# -- who opened the pull request


def in_pull_request(project: Project, event: str) -> Project:
    path = project.root / ".rawugc" / "event.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(event)
    return replace(project, variables={**project.variables, **GITHUB, "GITHUB_EVENT_PATH": str(path)})


@pytest.mark.parametrize(
    ("event", "names"),
    [
        (json.dumps({"pull_request": {"user": {"login": "gh-bo"}}}), [ANA, "gh-bo"]),
        (json.dumps({"push": {}}), [ANA]),
        ("{", [ANA]),
        ("[" * 100_000, [ANA]),
    ],
)
def test_whoever_opened_the_pull_request_comes_last(project: Project, event: str, names: list[str]) -> None:
    commit(project, {"brand.yaml": BRAND}, ANA, 1)
    assert authors(in_pull_request(project, event))["personas.first"] == names


# -- the policy


def test_the_policy_is_of_all_who_touched_its_files(project: Project) -> None:
    base = applied(project, {"brand.yaml": BRAND, "rawugc.yaml": "{}\n", ".signers": "a\nb\n"})
    assert policy_authors(opened(project), base, [".signers"]) == ()
    commit(project, {".signers": "a\n"}, BO, 2)
    commit(project, {"brand.yaml": BRAND.replace("Two.", "2.")}, CY, 3)
    assert policy_authors(opened(project), base, [".signers"]) == (BO,)
    assert policy_authors(opened(project), base) == ()
    project.write({"rawugc.yaml": "# Edited\n"})
    assert policy_authors(opened(project), base, [".signers"]) == (ME, BO)
    assert policy_authors(opened(project), None) == (ME, ANA)


def test_outside_of_git_nobody_has_touched_the_policy(workspace: Any) -> None:
    assert policy_authors(opened(workspace({})), None) == ()
