"""Who writes the change does not write the law: what counts is the policy that was applied last."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import POSTS, TOMORROW, post, sent, wait
from tests.contract.project import Files, Project, Run
from tests.contract.test_approvals import LEGAL, MINUTE, TEASER, approve, asked, kept, world
from tests.contract.test_authorship import ANA, BO, commit
from tests.git.test_checkout import PLAIN, git

MALLORY = {"legal": {**LEGAL["legal"], "by": ["mallory"]}}
NO_CURE = {"no-cure": {"forbid": {"fields": ["posts.content"], "words": ["cure"]}}}
POLICY = ("policy", "legal")


def lawful(roles: Mapping[str, Any], rules: Mapping[str, Any], **posts: Any) -> Files:
    """The files of a workspace with these roles, rules and posts."""
    config = {"workspace": "glow", "approvals": roles, "rules": rules}
    return {"rawugc.yaml": config, "posts.yaml": {"posts": posts}}


def lawfully_applied(workspace: Workspace, files: Files) -> Project:
    """A project whose policy was applied, with one post that legal has approved."""
    project = workspace(files)
    approve(project)
    return project.applied()


def changed(run: Run) -> bool:
    """Whether a plan changes the policy."""
    return run.json["policy"] is not None


def test_the_first_apply_records_the_policy_and_says_nothing_of_it(workspace: Workspace) -> None:
    project = workspace(lawful(LEGAL, NO_CURE, teaser=post()))
    assert not changed(project.plan())
    approve(project)
    project.applied()
    assert project.state["policy"].keys() == {"approvals", "rules"}
    assert not changed(project.assert_settled())


def test_a_workspace_without_a_policy_records_none(workspace: Workspace) -> None:
    project = workspace({"posts.yaml": {"posts": {"teaser": post()}}}).applied()
    assert "policy" not in project.state


def test_a_first_policy_is_a_change_that_asks_nobody(workspace: Workspace) -> None:
    project = workspace({"rawugc.yaml": {"workspace": "glow"}, "posts.yaml": {"posts": {"teaser": post()}}})
    project.applied()
    project.write(lawful(LEGAL, {}, teaser=post()))
    plan = project.plan()
    assert (changed(plan), asked(plan), plan.json["bookkeeping"]) == (True, {}, 1)
    assert project.apply().exit_code == 0
    assert not changed(project.assert_settled())


@pytest.mark.parametrize(
    ("roles", "rules"),
    [
        pytest.param(MALLORY, NO_CURE, id="another-approver"),
        pytest.param({}, NO_CURE, id="no-roles"),
        pytest.param({"legal": {**LEGAL["legal"], "of": ["styles"]}}, NO_CURE, id="other-fields"),
        pytest.param({**LEGAL, "selfApproval": "true"}, NO_CURE, id="self-approval"),
        pytest.param({**LEGAL, "people": {"mallory": ["ana"]}}, NO_CURE, id="other-people"),
        pytest.param(LEGAL, {}, id="no-rules"),
        pytest.param(LEGAL, {"no-cure": {**NO_CURE["no-cure"], "level": "warning"}}, id="a-milder-rule"),
    ],
)
def test_a_change_of_the_policy_counts_once_it_was_approved_and_applied(
    workspace: Workspace, roles: Mapping[str, Any], rules: Mapping[str, Any]
) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, NO_CURE, teaser=post()))
    wait(project, MINUTE)
    project.write(lawful(roles, rules, teaser=post()))
    plan = project.plan()
    assert (changed(plan), asked(plan)) == (True, {POLICY: "missing"})
    assert project.apply().exit_code == 3
    assert approve(project, person="mallory").exit_code == 3
    assert len(kept(project)) == 1
    name = project.plan().json["name"]
    assert project.run("approve", "--plan", name, "--role", "legal", "--as", "ana").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert not changed(project.assert_settled())


def test_whoever_makes_themselves_an_approver_still_is_none(workspace: Workspace) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, {}, teaser=post()))
    project.write(lawful(MALLORY, {}, teaser=post(content="More.")))
    assert asked(project.plan()) == {(TEASER, "legal"): "missing", POLICY: "missing"}
    assert approve(project, person="mallory").exit_code == 3
    assert (project.apply().exit_code, project.calls()) == (3, [])


def test_where_the_policy_was_taken_out_of_the_state_that_of_the_checkout_counts(
    workspace: Workspace,
) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, {}, teaser=post()))
    project.write(lawful(MALLORY, {}, teaser=post(content="More.")))
    left = {name: part for name, part in project.state.items() if name != "policy"}
    project.write({"rawugc.state.json": left})
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    assert approve(project, person="mallory").exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_rule_that_leaves_counts_until_that_is_applied_and_a_new_one_at_once(workspace: Workspace) -> None:
    project = workspace(lawful({}, NO_CURE, teaser=post())).applied()
    project.write(lawful({}, {}, teaser=post(content="It cures? A cure!")))
    refused = project.plan()
    assert (refused.exit_code, {d["rule"] for d in refused.json["diagnostics"] if d["refusal"]}) == (
        3,
        {"no-cure"},
    )
    project.write(lawful({}, {}, teaser=post()))
    assert project.apply().exit_code == 0
    project.write(lawful({}, {}, teaser=post(content="A cure!")))
    assert project.plan().exit_code == 2
    project.write(lawful({}, NO_CURE, teaser=post(content="A cure!")))
    assert project.plan().exit_code == 3


def test_only_what_is_approved_is_applied_and_the_policy_stays_as_it_was(workspace: Workspace) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, {}, teaser=post()))
    project.write(lawful(MALLORY, {}, teaser=post(scheduledFor=TOMORROW + MINUTE)))
    before = project.state["policy"]
    assert project.apply("--only-approved").exit_code == 0
    assert [path for _, path, _ in project.calls()] == [f"{POSTS}/post_1/reschedule"]
    assert project.state["policy"] == before
    assert asked(project.plan()) == {POLICY: "missing"}


def test_a_plan_of_a_part_leaves_the_policy_alone(workspace: Workspace) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, {}, teaser=post()))
    project.write(lawful(MALLORY, {}, teaser=post()))
    before = project.state["policy"]
    assert not changed(project.plan("--target", TEASER))
    assert project.apply("--target", TEASER).exit_code == 0
    assert project.state["policy"] == before


def test_a_plan_of_a_part_asks_for_no_waiver_of_another(workspace: Workspace) -> None:
    project = workspace(
        {**waived("2027-01-31"), "brand.yaml": {"personas": {"p": {"name": "P", "description": "D"}}}}
    )
    approve(project)
    project.applied()
    project.write(
        {**waived("2027-02-28"), "brand.yaml": {"personas": {"p": {"name": "Q", "description": "D"}}}}
    )
    assert asked(project.plan("--target", "personas.p")) == {}
    before = project.state["policy"]
    assert project.apply("--target", "personas.p").exit_code == 0
    assert project.state["policy"] == before
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}


def test_a_saved_plan_records_no_policy_that_it_does_not_show(workspace: Workspace) -> None:
    project = lawfully_applied(workspace, lawful(LEGAL, {}, teaser=post()))
    moved = post(scheduledFor=TOMORROW + MINUTE)
    project.write(lawful(LEGAL, {}, teaser=moved))
    project.run("plan", "--out", "the.plan")
    project.write(lawful(MALLORY, {}, teaser=moved))
    before = project.state["policy"]
    assert project.run("apply", "the.plan").exit_code == 0
    assert project.state["policy"] == before


ALLOWED = """\
posts:
  teaser:
    videoUrl: https://cdn.example.com/teaser.mp4
    accounts: [tiktok/glowlab]
    scheduledFor: {at}
    # rawugc: allow no-cure until {until} It is a quote.
    content: A cure!
"""


def waived(until: str) -> Files:
    return {
        **lawful(LEGAL, NO_CURE),
        "posts.yaml": ALLOWED.format(at=TOMORROW, until=until),
    }


def test_a_new_or_longer_waiver_needs_a_yes_of_its_own(workspace: Workspace) -> None:
    project = workspace(waived("2027-01-31"))
    acts = [one["act"] for one in project.plan().json["approvals"]]
    assert acts == [[], ["allow", "no-cure", "2027-01-31", "content"]]
    assert project.apply().exit_code == 3
    approve(project)
    assert project.apply().exit_code == 0
    project.assert_settled()
    project.write(waived("2027-01-30"))
    assert asked(project.plan()) == {}
    assert project.apply().exit_code == 0
    project.write(waived("2027-02-28"))
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    assert project.apply().exit_code == 3
    wait(project, MINUTE)
    approve(project)
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.fixture
def repository(workspace: Workspace) -> Project:
    """A workspace that is a repository, where Bo has written what was applied."""
    made = workspace({})
    git(made.root, "init", "--quiet", "--initial-branch", "main")
    git(made.root, "config", "user.name", "Bo")
    git(made.root, "config", "user.email", "bo@example.com")
    made.write({".gitignore": ".rawugc/\nrawugc.state.json\nthe.plan\n"})
    return replace(made, variables=PLAIN)


def legal(**more: Any) -> Mapping[str, Any]:
    people = {"ana": ["ana@example.com"], "bo": ["bo@example.com", "gh-bo"]}
    return {"legal": {**LEGAL["legal"], "by": ["ana", "bo"], **more}, "people": people}


@pytest.mark.parametrize(
    ("author", "person", "self_approval", "exit_code"),
    [
        pytest.param(BO, "ana", False, 0, id="somebody-else"),
        pytest.param(ANA, "ana", False, 3, id="her-own"),
        pytest.param(BO, "gh-bo", False, 3, id="his-own-by-login"),
        pytest.param(ANA, "ana", True, 0, id="her-own-where-that-is-allowed"),
    ],
)
def test_nobody_says_yes_to_their_own_lines(
    repository: Project, author: str, person: str, self_approval: bool, exit_code: int
) -> None:
    roles = legal(selfApproval="true" if self_approval else "false")
    commit(repository, world({"teaser": post()}, roles=roles), author)
    run = approve(repository, person=person)
    assert (run.exit_code, len(kept(repository))) == (exit_code, 1 - exit_code // 3)
    if exit_code:
        assert f"{person} wrote it" in run.stderr


def test_who_writes_over_an_approved_text_voids_the_yes_and_cannot_give_it_back(repository: Project) -> None:
    commit(repository, world({"teaser": post()}, roles=legal()), BO)
    approve(repository)
    repository.applied()
    commit(repository, world({"teaser": post(content="More.")}, roles=legal()), ANA, second=2)
    assert approve(repository, person="ana").exit_code == 3
    assert approve(repository, person="bo").exit_code == 0
    assert repository.apply().exit_code == 0


def test_an_author_that_nobody_can_tell_refuses_the_yes(repository: Project, tmp_path: Path) -> None:
    commit(repository, world({"teaser": post()}, roles=legal()), BO)
    commit(repository, {"note.txt": "later"}, BO, second=2)
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(shallow)], check=True
    )
    there = replace(repository, root=shallow)
    run = approve(there, person="ana")
    assert (run.exit_code, kept(there)) == (3, [])
    assert "nobody can tell whether ana wrote it" in run.stderr
    assert "fetch-depth: 0" in run.stderr
    git(shallow, "fetch", "--quiet", "--unshallow")
    assert approve(there, person="ana").exit_code == 0


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_with_signers_only_what_is_signed_counts_and_a_forged_entry_does_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    keys = {name: tmp_path / name for name in ("ana", "mallory")}
    for key in keys.values():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = (tmp_path / "ana.pub").read_text(encoding="utf-8").split()
    files = {
        **world({"teaser": post()}, roles={"legal": {**LEGAL["legal"], "signers": ".signers"}}),
        ".signers": f"ana {public[0]} {public[1]}\n",
    }
    project = workspace(files)
    stolen = approve(project, "--key", str(keys["mallory"]))
    assert (stolen.exit_code, kept(project)) == (3, [])
    assert approve(project, "--key", str(keys["ana"])).exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}
    path = project.root / "rawugc.approvals.json"
    signed = path.read_text(encoding="utf-8")
    (entry,) = kept(project)
    signature = json.dumps(entry["signature"])
    path.write_text(signed.replace(f'"signature": {signature}', '"signature": null'), "utf-8")
    plan = project.plan()
    assert asked(plan) == {(TEASER, "legal"): "missing"}
    assert plan.json["approvals"][0]["why"] == "it is not signed"
    assert project.apply().exit_code == 3
    path.write_text(signed, "utf-8")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_signed_yes_is_taken_back_without_a_key_and_a_signed_no_is_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "ana")], check=True)
    public = (tmp_path / "ana.pub").read_text(encoding="utf-8").split()
    files = {
        **world({"teaser": post()}, roles={"legal": {**LEGAL["legal"], "signers": ".signers"}}),
        ".signers": f"ana {public[0]} {public[1]}\n",
    }
    variables = {"GIT_CONFIG_GLOBAL": str(tmp_path / "none"), "GIT_CONFIG_NOSYSTEM": "1"}
    project = replace(workspace(files), variables=variables)
    assert approve(project, "--key", str(tmp_path / "ana")).exit_code == 0
    (said,) = kept(project)
    assert project.run("approvals", "revoke", said["id"], "--as", "ana").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    assert approve(project, "--key", str(tmp_path / "ana"), "--reject", "--note", "No.").exit_code == 0
    refused = project.run("approvals", "revoke", kept(project)[-1]["id"], "--as", "ana")
    assert (refused.exit_code, asked(project.plan())) == (1, {(TEASER, "legal"): "rejected"})


def test_a_file_of_keys_that_is_not_there_is_told_before_a_plan(workspace: Workspace) -> None:
    roles = {"legal": {**LEGAL["legal"], "signers": ".signers"}}
    project = workspace(world({"teaser": post()}, roles=roles))
    told = [one["summary"] for one in project.run("validate", "--format", "json").json["diagnostics"]]
    assert told == ["The signers' file .signers does not exist"]
    project.write({".signers": ""})
    assert project.run("validate").exit_code == 0


WITH = {"people.yaml": {"personas": {"p": {"name": "P", "description": "D"}}}}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(("--only-approved",), id="the-rest"),
        pytest.param(("--target", "personas.p"), id="a-target"),
        pytest.param(("--no-delete", "--only-approved"), id="no-delete"),
    ],
)
def test_an_apply_of_a_part_makes_nobody_else_of_the_author(
    repository: Project, part: tuple[str, ...]
) -> None:
    commit(repository, world({"teaser": post()}, roles=legal()), BO)
    approve(repository)
    repository.applied()
    commit(repository, {**world({"teaser": post(content="More.")}, roles=legal()), **WITH}, ANA, second=2)
    assert repository.apply(*part).exit_code == 0
    wait(repository, MINUTE)
    assert approve(repository, person="ana").exit_code == 3
    assert approve(repository, person="bo").exit_code == 0
    assert repository.apply().exit_code == 0


def test_an_apply_of_a_saved_plan_settles_what_that_was_made_from(repository: Project) -> None:
    commit(repository, world({"teaser": post()}, roles=legal()), BO)
    approve(repository)
    assert repository.run("apply", "the.plan", "--auto-approve").exit_code == 0
    commit(repository, world({"teaser": post(content="More.")}, roles=legal()), ANA, second=2)
    assert approve(repository, person="bo").exit_code == 0
    commit(repository, WITH, ANA, second=3)
    assert repository.run("apply", "the.plan", "--auto-approve").exit_code == 0
    assert repository.apply().exit_code == 0
    commit(repository, world({"teaser": post(content="Most.")}, roles=legal()), BO, second=4)
    assert approve(repository, person="bo").exit_code == 3
    assert approve(repository, person="ana").exit_code == 0
