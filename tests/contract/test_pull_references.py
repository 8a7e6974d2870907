"""A pull names equal texts, and with `--references` refers to the first of them: nothing is left to do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, live_post
from tests.contract.project import START, Project

BODY = "The serum that says less.\n#skincare"


def insert(project: Project, collection: str, **fields: Any) -> str:
    return project.dashboard.insert(collection, fields, at=START)


def text(project: Project, path: str) -> str:
    return (project.root / path).read_text(encoding="utf-8")


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """An account in which a message went by hand into a product and two posts."""
    made = workspace({})
    insert(made, "messaging", name="M", body=BODY)
    insert(made, "products", name="S", photos=[], messaging=BODY, description="Short.")
    for n in range(2):
        at = TOMORROW + n * DAY
        live_post(made, content=BODY, videoUrl=f"https://cdn.example.com/{n}.mp4", scheduledFor=at)
    return made


def test_equal_texts_are_named_and_written_out(project: Project) -> None:
    run = project.run("pull")
    assert run.exit_code == 0
    assert "are the same text as messaging.m.body" in run.stderr
    assert "${messaging.m.body}" in run.stderr
    assert "$" not in text(project, "posts.yaml")
    project.assert_settled()


def test_what_the_note_says_can_be_done_by_hand(project: Project) -> None:
    project.run("pull")
    written = text(project, "products.yaml")
    block = "messaging: |\n      The serum that says less.\n      #skincare"
    assert block in written
    project.write({"products.yaml": written.replace(block, "messaging: ${messaging.m.body}")})
    project.assert_settled()


def test_with_references_the_first_of_them_is_the_source(project: Project) -> None:
    run = project.run("pull", "--references")
    assert (run.exit_code, run.stderr, project.calls()) == (0, "", [])
    assert text(project, "posts.yaml").count("content: ${messaging.m.body}\n") == 2
    assert "messaging: ${messaging.m.body}\n" in text(project, "products.yaml")
    assert "description: |\n      Short." in text(project, "products.yaml")
    assert BODY.partition("\n")[0] in text(project, "messaging.yaml")
    project.assert_settled()
    edit = text(project, "messaging.yaml").replace("says less", "says more")
    project.write({"messaging.yaml": edit})
    assert set(project.plan().actions) == {
        "messaging.m",
        "products.s",
        *(f"posts.{k}" for k in posts(project)),
    }


def posts(project: Project) -> list[str]:
    return [a.partition(".")[2] for a in project.state["resources"] if a.startswith("posts.")]


def test_what_is_in_the_manifests_already_is_a_source_and_its_comments_stay(workspace: Workspace) -> None:
    manifest = f"messaging:\n  old:  # Ask Mia.\n    name: M\n    body: |\n      {BODY}\n".replace(
        "\n#", "\n      #"
    )
    project = workspace({"messaging.yaml": manifest}).applied()
    live_post(project, content=BODY)
    assert project.run("pull", "--references").stderr == ""
    assert "content: ${messaging.old.body}\n" in text(project, "posts.yaml")
    assert text(project, "messaging.yaml") == manifest
    project.assert_settled()


def test_what_is_edited_in_the_same_pull_is_no_source(workspace: Workspace) -> None:
    project = workspace({"m.yaml": {"messaging": {"old": {"name": "M", "body": BODY}}}}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "Something else entirely."})
    live_post(project, content=BODY)
    assert project.run("pull", "--references").exit_code == 0
    assert "$" not in text(project, "posts.yaml")
    project.assert_settled()


def test_no_file_is_written_for_a_text_that_is_referred_to(project: Project) -> None:
    assert project.run("pull", "--references", "--copy-dir", "copy").exit_code == 0
    assert [one.name for one in (project.root / "copy").iterdir()] == ["messaging-m-body.md"]
    project.assert_settled()


@pytest.mark.parametrize("body", ["Says less.", "x" * 19], ids=["a phrase", "just too short"])
def test_a_short_text_may_be_the_same_by_chance(workspace: Workspace, body: str) -> None:
    project = workspace({})
    insert(project, "messaging", name="M", body=body)
    live_post(project, content=body)
    run = project.run("pull", "--references")
    assert (run.stderr, "$" in text(project, "posts.yaml")) == ("", False)
    project.assert_settled()


def test_a_text_that_looks_like_a_reference_is_referred_to_as_it_is(workspace: Workspace) -> None:
    project = workspace({})
    body = "Say ${messaging.m.body} and nothing else."
    insert(project, "messaging", name="M", body=body)
    live_post(project, content=body)
    assert project.run("pull", "--references").exit_code == 0
    assert "content: ${messaging.m.body}\n" in text(project, "posts.yaml")
    project.assert_settled()


# -- the configuration, and the line for editors


def test_a_first_pull_says_whose_account_it_is(project: Project) -> None:
    assert "+ organization: org_1 → rawugc.yaml\n" in project.run("pull").stdout
    assert text(project, "rawugc.yaml") == "organization: org_1\n"
    project.assert_settled()


@pytest.mark.parametrize("there", ["limits: {maxDeletes: 3}\n", ""], ids=["with other keys", "empty"])
def test_a_configuration_that_is_there_stays_as_it_is(project: Project, there: str) -> None:
    project.write({"rawugc.yaml": there})
    assert "rawugc.yaml" not in project.run("pull").stdout
    assert text(project, "rawugc.yaml") == there


def test_the_organization_of_the_sandbox_is_nobodys(workspace: Workspace) -> None:
    project = workspace({"m.yaml": {"messaging": {"m": {"name": "M", "body": BODY}}}})
    project.run("--sandbox", "apply", "--auto-approve")
    project.write({"m.yaml": None})
    (project.root / ".rawugc/sandbox/state.json").unlink()
    assert "1 resource pulled into 1 file." in project.run("--sandbox", "pull").stdout
    assert not (project.root / "rawugc.yaml").exists()


def test_a_pull_of_nothing_new_writes_no_configuration(workspace: Workspace) -> None:
    project = workspace({"p.yaml": {"personas": {"p": {"name": "P", "description": "Who."}}}}).applied()
    project.dashboard.edit("personas", "per_1", {"description": "What."})
    assert "1 field pulled into 1 file." in project.run("pull").stdout
    assert not (project.root / "rawugc.yaml").exists()
    project.assert_settled()


@pytest.mark.parametrize(
    ("flags", "path", "schema"),
    [
        ((), "messaging.yaml", "schemas/manifest.schema.json"),
        (("--layout", "file-per-resource"), "messaging/m.yaml", "../schemas/manifest.schema.json"),
    ],
    ids=["collection", "file-per-resource"],
)
def test_a_new_manifest_names_the_schema_of_its_workspace(
    project: Project, flags: tuple[str, ...], path: str, schema: str
) -> None:
    project.write({"schemas/manifest.schema.json": "{}"})
    assert project.run("pull", *flags).exit_code == 0
    first, second, *_ = text(project, path).splitlines()
    assert (first, second) == (f"# yaml-language-server: $schema={schema}", "messaging:")
    assert project.run("fmt").stdout.find("messaging") == -1
    project.assert_settled()


def test_without_a_schema_no_line_names_one(project: Project) -> None:
    project.run("pull")
    assert text(project, "messaging.yaml").startswith("messaging:\n")
