"""Undo: the manifests go back to what was live before a run, and the next plan is the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Files, Project, Run, Sent
from tests.contract.test_media import VIDEO
from tests.contract.test_runs import HOUR, brand, post


def live(project: Project) -> list[dict[str, Any]]:
    """What is live, without the ids and times that a new object gets."""
    mine = {"name", "description", "body"}
    found = [one for name in ("personas", "messaging") for one in project.dashboard.objects(name).values()]
    return sorted(({k: v for k, v in one.items() if k in mine} for one in found), key=json.dumps)


def undone(project: Project, run: str = "latest", *, code: int = 0) -> Run:
    """Undo a run: nothing is sent but reads."""
    project.reset()
    found = project.run("undo", run)
    assert (found.exit_code, project.calls()) == (code, [])
    return found


def text(project: Project, path: str = "brand.yaml") -> str:
    return (project.root / path).read_text(encoding="utf-8")


def applied(project: Project, files: Files) -> None:
    project.write(files)
    assert project.apply().exit_code == 0


@dataclass(frozen=True)
class Case:
    """`before` is applied first, `after` is the run that is undone; `back` are the calls of the way back."""

    before: Files
    after: Files
    back: list[Sent]
    same: bool = True


P = "personas:\n  # The first.\n  p:\n    name: P # why\n    description: One.\n"
ONE = "personas:\n  p:\n    name: P\n    description: One.\n"
Q = "\n  # The second.\n  q:\n    name: Q\n    description: Two.\n\n# The end.\n"
CASES: Mapping[str, Case] = {
    "an update": Case(
        {"brand.yaml": P},
        {"brand.yaml": P.replace("One.", "New.")},
        [("PATCH", "/personas/per_1", {"description": "One."})],
    ),
    "a create": Case(
        {"brand.yaml": P + "\n# The end.\n"},
        {"brand.yaml": P + Q},
        [("DELETE", "/personas/per_2", None)],
    ),
    "a create of all": Case(
        {"brand.yaml": "personas: {}\n"},
        {"brand.yaml": P},
        [("DELETE", "/personas/per_1", None)],
        same=False,
    ),
    "a create in brackets": Case(
        {"brand.yaml": "personas: {p: {name: P, description: One.}}\n"},
        {"brand.yaml": "personas: {p: {name: P, description: One.}, q: {name: Q, description: Two.}}\n"},
        [("DELETE", "/personas/per_2", None)],
    ),
    "a delete": Case(
        {"brand.yaml": ONE + "\n  q:\n    name: Q\n    description: Two.\n"},
        {"brand.yaml": ONE},
        [("POST", "/personas", {"name": "Q", "description": "Two."})],
        same=False,
    ),
    "a rename": Case(
        {"brand.yaml": P + "messaging:\n  m:\n    name: M\n    body: ${personas.p.description}\n"},
        {
            "brand.yaml": P.replace("  p:", "  new:")
            + "messaging:\n  m:\n    name: M\n    body: ${personas.new.description}\n"
            + "moved:\n  - {from: personas.p, to: personas.new}\n"
        },
        [],
        same=False,
    ),
    "a rename, an update and a create": Case(
        {"brand.yaml": P},
        {
            "brand.yaml": P.replace("  p:", "  new:").replace("One.", "New.")
            + "  q:\n    name: Q\n    description: ${personas.new.name} too\n"
            + "moved:\n  - {from: personas.p, to: personas.new}\n"
        },
        [
            ("PATCH", "/personas/per_1", {"description": "One."}),
            ("DELETE", "/personas/per_2", None),
        ],
        same=False,
    ),
    "an update in one of several files": Case(
        {"brand.yaml": P, "more/m.yaml": "messaging:\n  m:\n    name: M\n    body: One.\n"},
        {"more/m.yaml": "messaging:\n  m:\n    name: M\n    body: New.\n"},
        [("PATCH", "/messaging/msg_1", {"body": "One."})],
    ),
    "a delete and a create": Case(
        {"brand.yaml": ONE},
        {"brand.yaml": "personas:\n  q:\n    name: Q\n    description: Two.\n"},
        [
            ("POST", "/personas", {"name": "P", "description": "One."}),
            ("DELETE", "/personas/per_2", None),
        ],
        same=False,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_plan_after_an_undo_is_the_way_back(workspace: Workspace, case: Case) -> None:
    project = workspace(case.before).applied()
    was = live(project)
    before = text(project)
    applied(project, case.after)
    undone(project)
    if case.same:
        assert text(project) == before
    assert project.apply().exit_code == 0
    assert project.calls() == case.back
    assert live(project) == was
    project.assert_settled()


# -- what was taken over


@pytest.mark.parametrize("live_text", ["One.", "Old."], ids=["as it is", "and updated"])
def test_what_was_taken_over_gets_its_values_back_and_is_let_go_in_one_apply(
    workspace: Workspace, live_text: str
) -> None:
    project = workspace({"brand.yaml": "personas: {}\n"})
    project.dashboard.insert("personas", {"name": "P", "description": live_text}, at=START)
    was = live(project)
    applied(project, {"brand.yaml": P})
    undone(project)
    project.reset()
    assert project.apply().exit_code == 0
    back = [("PATCH", "/personas/per_1", {"description": "Old."})] if live_text == "Old." else []
    assert project.calls() == back
    assert live(project) == was
    assert project.state["resources"] == {}
    project.assert_settled()


def test_an_undo_of_an_undo_is_an_ordinary_run(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": "personas: {}\n"})
    project.dashboard.insert("personas", {"name": "P", "description": "Old."}, at=START)
    applied(project, {"brand.yaml": P})
    undone(project)
    assert project.apply().exit_code == 0
    undone(project)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    assert [*project.state["resources"]] == ["personas.p"]
    project.assert_settled()


def test_what_is_let_go_can_be_taken_out_as_the_plan_says(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": "personas: {}\n"})
    project.dashboard.insert("personas", {"name": "P", "description": "Old."}, at=START)
    applied(project, {"brand.yaml": P})
    undone(project)
    assert project.apply().exit_code == 0
    said = project.plan().said("removable")
    assert (
        said["summary"] == "it is let go: with its `removed` block, it has done its work and can be removed"
    )
    project.write({"brand.yaml": "personas: {}\n"})
    assert project.assert_settled().diagnostics == []


def test_what_was_let_go_is_written_again_with_its_id(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P}).applied()
    applied(project, {"brand.yaml": "personas: {}\nremoved:\n  - {from: personas.p, destroy: false}\n"})
    undone(project)
    project.reset()
    assert "imports:\n  - {to: personas.p, id: per_1}\n" in text(project)
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"]["personas.p"]["id"] == "per_1"
    project.assert_settled()


# -- values behind references


VARS = "vars:\n  tone: One.\npersonas:\n  a:\n    name: A\n    description: ${vars.tone}\n"
B = "  b:\n    name: B\n    description: ${vars.tone}\n"


def test_a_value_goes_back_at_its_source_if_all_its_users_do(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": VARS + B}).applied()
    applied(project, {"brand.yaml": (VARS + B).replace("One.", "New.")})
    undone(project)
    assert text(project) == VARS + B
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("PATCH", "/personas/per_1", {"description": "One."}),
        ("PATCH", "/personas/per_2", {"description": "One."}),
    ]
    project.assert_settled()


def test_it_is_written_at_its_use_if_one_does_not(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": VARS}).applied()
    after = VARS.replace("One.", "New.")
    applied(project, {"brand.yaml": after})
    applied(project, {"brand.yaml": after + B})
    (_, changing, _) = project.run("runs", "list", "--json").json
    undone(project, changing["id"])
    assert text(project) == after.replace("${vars.tone}", "One.") + B
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    project.assert_settled()


def test_a_text_that_holds_a_reference_is_written_where_it_stands(workspace: Workspace) -> None:
    mixed = VARS.replace("${vars.tone}", "Say ${vars.tone}")
    project = workspace({"brand.yaml": mixed}).applied()
    applied(project, {"brand.yaml": mixed.replace("One.", "New.")})
    undone(project)
    assert text(project) == mixed.replace("One.", "New.").replace("Say ${vars.tone}", "Say One.")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "Say One."})]
    project.assert_settled()


def test_a_text_that_goes_back_with_its_reference_keeps_it(workspace: Workspace) -> None:
    mixed = VARS + B.replace("${vars.tone}", "Say ${vars.tone}")
    project = workspace({"brand.yaml": mixed}).applied()
    applied(project, {"brand.yaml": mixed.replace("One.", "New.")})
    found = undone(project)
    assert text(project) == mixed
    assert "~ personas.b.description, by what it refers to\n" in found.stdout
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("PATCH", "/personas/per_1", {"description": "One."}),
        ("PATCH", "/personas/per_2", {"description": "Say One."}),
    ]
    project.assert_settled()


def test_it_names_the_file_in_which_a_value_goes_back(workspace: Workspace) -> None:
    brand = VARS.partition("personas:")[2] + "  b:\n    name: B\n    description: {file: copy/b.md}\n"
    files = {"brand.yaml": "personas:" + brand, "vars.yaml": "vars:\n  tone: One.\n", "copy/b.md": "One.\n"}
    project = workspace(files).applied()
    applied(project, {"vars.yaml": "vars:\n  tone: New.\n", "copy/b.md": "New.\n"})
    found = undone(project)
    assert found.stdout.splitlines()[:3] == [
        "~ personas.a.description → vars.yaml",
        "~ personas.b.description → copy/b.md",
        "Run 20270115-080000-2 undone in 2 files.",
    ]
    assert {name: text(project, name) for name in files} == files


MERGED = "x-both: &both\n  description: One.\npersonas:\n  a:\n    <<: *both\n    name: A\n"


@pytest.mark.parametrize("shared", [False, True])
def test_a_text_that_is_merged_in_goes_back_there_unless_another_has_it(
    workspace: Workspace, shared: bool
) -> None:
    after = MERGED.replace("One.", "New.")
    other = "  b: {<<: *both, name: B}\n" if shared else ""
    project = workspace({"brand.yaml": MERGED}).applied()
    applied(project, {"brand.yaml": after})
    if shared:
        applied(project, {"brand.yaml": after + other})
    undone(project, project.run("runs", "list", "--json").json[int(shared)]["id"])
    at_use = after.replace("name: A\n", "name: A\n    description: |\n      One.\n")
    assert text(project) == (at_use + other if shared else MERGED)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    project.assert_settled()


@pytest.mark.parametrize("shared", [False, True])
def test_a_text_of_a_file_goes_back_in_it_unless_another_uses_it(workspace: Workspace, shared: bool) -> None:
    one = "personas:\n  a:\n    name: A\n    description: {file: copy/a.md}\n"
    project = workspace({"brand.yaml": one, "copy/a.md": "One.\n"}).applied()
    applied(project, {"copy/a.md": "New.\n"})
    if shared:
        applied(project, {"brand.yaml": one + "  b:\n    name: B\n    description: {file: copy/a.md}\n"})
    run = project.run("runs", "list", "--json").json[int(shared)]["id"]
    undone(project, run)
    assert text(project, "copy/a.md") == ("New.\n" if shared else "One.\n")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    project.assert_settled()


def test_what_refers_to_a_block_that_goes_gets_its_value_back_where_it_stands(workspace: Workspace) -> None:
    use = "messaging:\n  m:\n    name: M\n    body: Before.\n"
    project = workspace({"brand.yaml": use}).applied()
    applied(project, {"brand.yaml": use.replace("Before.", "${personas.p.description}") + P})
    undone(project)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("PATCH", "/messaging/msg_1", {"body": "Before."}),
        ("DELETE", "/personas/per_1", None),
    ]
    project.assert_settled()


def test_a_block_that_others_refer_to_is_not_taken_out(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P}).applied()
    applied(project, {"more.yaml": "messaging:\n  m:\n    name: M\n    body: ${personas.p.description}\n"})
    run = project.run("runs", "list", "--json").json[1]["id"]
    before = text(project)
    said = undone(project, run, code=4).stderr
    assert "personas.p: is not undone: messaging.m refers to it" in said
    assert text(project) == before
    project.assert_settled()


# -- conflicts


CONFLICTS: Mapping[str, tuple[str, str, str, str]] = {
    "a value": (P, P.replace("One.", "New."), P.replace("One.", "Later."), "git says something else by now"),
    "a create": ("personas: {}\n", P, P.replace("One.", "Later."), "something else by now (description)"),
    "a delete": (P, "personas: {}\n", P.replace("One.", "Later."), "it is in the manifests again"),
    "a block that is gone": (P, P.replace("One.", "New."), "personas: {}\n", "not in the manifests any more"),
}


@pytest.mark.parametrize(("before", "after", "later", "why"), CONFLICTS.values(), ids=list(CONFLICTS))
def test_what_git_says_otherwise_by_now_stays_and_is_named(
    workspace: Workspace, before: str, after: str, later: str, why: str
) -> None:
    project = workspace({"brand.yaml": before}).applied()
    applied(project, {"brand.yaml": after})
    project.write({"brand.yaml": later})
    found = undone(project, code=4)
    assert "warning: personas.p" in found.stderr
    assert why in found.stderr
    assert text(project) == later
    assert project.apply("--auto-approve").exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("case", ["an update", "a create", "a rename"])
def test_undone_twice_nothing_is_left_to_undo(workspace: Workspace, case: str) -> None:
    project = workspace(CASES[case].before).applied()
    applied(project, CASES[case].after)
    undone(project)
    before = text(project)
    assert undone(project).stdout.startswith("Nothing is left to undo")
    assert text(project) == before
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_dry_run_shows_the_diff_and_writes_nothing(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P}).applied()
    applied(project, {"brand.yaml": P.replace("One.", "New.")})
    before = text(project)
    found = project.run("undo", "latest", "--dry-run")
    assert (found.exit_code, text(project)) == (0, before)
    assert "-    description: New.\n+    description: One.\n" in found.stdout
    project.assert_settled()


@pytest.mark.parametrize("run", ["20260101-000000", "latest"])
def test_a_run_that_there_is_not_is_an_error(workspace: Workspace, run: str) -> None:
    project = workspace({"brand.yaml": P})
    found = project.run("undo", run)
    assert (found.exit_code, "there is no run" in found.stderr) == (1, True)


# -- posts


def schedule(project: Project) -> list[tuple[Any, Any, Any]]:
    found = project.dashboard.objects("posts").values()
    return [(one.get("status"), one.get("scheduledFor"), one.get("content")) for one in found]


@pytest.mark.parametrize(
    "after",
    [post(48), post(content="New"), post(mode="draft"), post(48, content="New", timezone="Europe/Berlin")],
    ids=["its time", "its caption", "a draft", "all"],
)
def test_a_post_goes_back_to_its_time_and_words(workspace: Workspace, after: dict[str, Any]) -> None:
    project = workspace({"brand.yaml": post()}).applied()
    was = schedule(project)
    applied(project, {"brand.yaml": after})
    undone(project)
    assert project.apply().exit_code == 0
    assert schedule(project) == was
    project.assert_settled()


def test_a_post_that_was_deleted_is_scheduled_again(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": post()}).applied()
    was = schedule(project)
    applied(project, {"brand.yaml": "posts: {}\n"})
    undone(project)
    assert project.apply().exit_code == 0
    assert schedule(project) == was
    project.assert_settled()


def test_a_published_post_stays_and_is_named(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": brand()}).applied()
    applied(project, {"brand.yaml": brand("Two."), "post.yaml": post()})
    project.rawugc.clock.sleep(25 * 3600)
    project.dashboard.publish_post("post_1", START + 24 * HOUR)
    before = text(project, "post.yaml")
    assert "posts.launch: is not undone: it is published" in undone(project, code=4).stderr
    assert text(project, "post.yaml") == before
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    project.assert_settled()


def test_a_post_whose_time_has_passed_is_not_written_again(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": post()}).applied()
    applied(project, {"brand.yaml": "posts: {}\n"})
    project.rawugc.clock.sleep(25 * 3600)
    assert "its time has passed" in undone(project, code=4).stderr
    assert text(project) == "posts: {}\n"
    project.assert_settled()


def test_reading_is_only_for_what_goes_out(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": brand()}).applied()
    applied(project, {"brand.yaml": brand("Two.")})
    undone(project)
    assert project.requests() == []
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_block_comes_back_in_the_file_in_which_an_earlier_run_saw_it(workspace: Workspace) -> None:
    q = "  q:\n    name: Q\n    description: Two.\n"
    project = workspace(
        {"brand.yaml": P, "more/it.yaml": f"personas:\n{q}  r:\n    name: R\n    description: D\n"}
    )
    project.applied()
    applied(project, {"more/it.yaml": "personas:\n  r:\n    name: R\n    description: D\n"})
    undone(project)
    assert "  q:\n    name: Q\n" in text(project, "more/it.yaml")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/personas", {"name": "Q", "description": "Two."})]
    project.assert_settled()


@pytest.mark.parametrize("path", ["/etc/it.yaml", "more/../../it.yaml", "more//it.yaml", "a\0.yaml"])
def test_a_place_that_no_manifest_can_have_is_none(workspace: Workspace, path: str) -> None:
    project = workspace({"brand.yaml": P}).applied()
    applied(project, {"brand.yaml": "personas: {}\n"})
    runs = project.root / "rawugc.runs.json"
    runs.write_text(runs.read_text().replace('"file":"brand.yaml"', f'"file":{json.dumps(path)}'))
    undone(project)
    assert "  p:\n    name: P\n" in text(project, "personas.yaml")


def test_it_says_that_a_block_written_again_lacks_what_was_never_live(workspace: Workspace) -> None:
    marked = P + "    x-owner: ana\n    lifecycle: {ignoreChanges: [name]}\n"
    project = workspace({"brand.yaml": marked}).applied()
    applied(project, {"brand.yaml": "personas: {}\n"})
    found = undone(project)
    assert "x-owner" not in text(project)
    assert "note: written again from what was live: personas.p\n" in found.stderr
    assert "in git's history alone" in found.stderr


def test_a_file_that_is_gone_with_its_block_comes_back_with_it(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P, "m.yaml": "messaging:\n  m:\n    name: M\n    body: B\n"}).applied()
    applied(project, {"m.yaml": None, "rest.yaml": "messaging: {}\n"})
    undone(project)
    assert text(project, "m.yaml").startswith("messaging:\n  m:\n    name: M\n")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/messaging", {"name": "M", "body": "B"})]
    project.assert_settled()


# -- what is generated


def test_what_was_generated_is_neither_forgotten_nor_bought(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P}).applied()
    applied(project, {"media.yaml": {"videos": {"v": VIDEO}}, "brand.yaml": P.replace("One.", "New.")})
    before = text(project, "media.yaml")
    said = undone(project, code=4).stderr
    assert "videos.v: is not undone: it was generated" in said
    assert text(project, "media.yaml") == before
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "One."})]
    project.assert_settled()


# -- what cannot be edited


def test_what_an_included_file_says_is_written_at_its_use(workspace: Workspace) -> None:
    shared = "personas:\n  s:\n    name: S\n    description: One.\n"
    project = workspace(
        {"rawugc.yaml": {"include": ["../shared"]}, "../shared/s.yaml": shared, "brand.yaml": USE}
    )
    project.applied()
    applied(project, {"../shared/s.yaml": shared.replace("One.", "New.")})
    said = undone(project, code=4).stderr
    assert "personas.s.description: is not undone: the manifest's text stands in ../shared/s.yaml" in said
    assert text(project) == USE.replace("${personas.s.description}", "One.")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/messaging/msg_1", {"body": "One."})]
    project.assert_settled()


USE = "messaging:\n  m:\n    name: M\n    body: ${personas.s.description}\n"
ENVIRONMENTS = {"environments": {"test": {"folders": ["envs/test"]}, "live": {"folders": ["envs/live"]}}}


def test_what_one_environment_says_goes_back_in_its_own_files(workspace: Workspace) -> None:
    own = "personas:\n  p:\n    description: Here.\n"
    project = workspace(
        {
            "rawugc.yaml": ENVIRONMENTS,
            "brand.yaml": P,
            "envs/test/p.yaml": own,
            "envs/live/p.yaml": own,
        }
    )
    run = ("--env", "test")
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    project.write({"envs/test/p.yaml": own.replace("Here.", "New.")})
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    assert project.run(*run, "undo", "latest").exit_code == 0
    assert (text(project, "envs/test/p.yaml"), text(project)) == (own, P)
    project.reset()
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "Here."})]
    assert project.run(*run, "plan", "--json").json["resource_changes"] == []


OF_EACH = """
environments:
  test: {vars: {tone: Test.}}
  live: {vars: {tone: Live.}}
"""


def test_what_another_environment_says_in_its_own_words_is_not_written_over(workspace: Workspace) -> None:
    brand = VARS.replace("${vars.tone}", "Say ${vars.tone}")
    project, run = workspace({"rawugc.yaml": OF_EACH, "brand.yaml": brand}), ("--env", "test")
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    project.write({"rawugc.yaml": OF_EACH.replace("Test.", "New.")})
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    found = project.run(*run, "undo", "latest")
    assert (found.exit_code, text(project)) == (4, brand)
    assert "is not undone: live says something else there, and would no longer\n" in found.stderr


def test_what_changes_in_another_environment_as_well_is_named(workspace: Workspace) -> None:
    config = {"environments": {"test": {}, "live": {}}}
    project, run = workspace({"rawugc.yaml": config, "brand.yaml": P}), ("--env", "test")
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    project.write({"brand.yaml": P.replace("One.", "New.")})
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    found = project.run(*run, "undo", "latest")
    assert (found.exit_code, text(project)) == (0, P)
    assert "note: changes in live, too: personas.p.description\n" in found.stderr


def test_a_block_stays_that_another_environment_refers_to(workspace: Workspace) -> None:
    q = "personas:\n  q:\n    name: Q\n    description: ${personas.p.name} too\n"
    config = {"environments": {"test": {}, "live": {"folders": ["envs/live"]}}}
    project = workspace({"rawugc.yaml": config, "brand.yaml": P, "envs/live/q.yaml": q})
    run = ("--env", "test")
    assert project.run(*run, "apply", "--auto-approve").exit_code == 0
    found = project.run(*run, "undo", "latest")
    assert (found.exit_code, text(project)) == (4, P)
    assert project.run("validate").exit_code == 0


@pytest.mark.parametrize("forgotten", [False, True], ids=["never kept", "not kept any longer"])
def test_where_no_run_tells_its_place_a_block_goes_where_a_pull_would_put_it(
    workspace: Workspace, forgotten: bool
) -> None:
    config = {"rawugc.yaml": {"runs": {"keep": 1}}} if forgotten else {}
    project = workspace({"brand.yaml": P, "m.yaml": M, **config}).applied()
    if not forgotten:
        project.write({"rawugc.runs.json": None})
    applied(project, {"m.yaml": "messaging: {}\n"})
    undone(project)
    assert text(project, "messaging.yaml") == "messaging:\n  m:\n    name: M\n    body: |\n      B\n"
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/messaging", {"name": "M", "body": "B"})]
    project.assert_settled()


M = "messaging:\n  m:\n    name: M\n    body: B\n"


def test_what_cannot_be_written_loses_nothing(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": P, "more/m.yaml": M}).applied()
    applied(project, {"more/m.yaml": None, "rest.yaml": "messaging: {}\n"})
    (project.root / "more").rmdir()
    project.write({"more": "in the way"})
    found = undone(project, code=1)
    assert "the file more/m.yaml cannot be written" in found.stderr
    assert text(project) == P
    project.write({"more": None})
    undone(project)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/messaging", {"name": "M", "body": "B"})]
    project.assert_settled()
