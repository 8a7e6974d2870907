"""New objects come into git as new resources, whatever they hold; then nothing is left to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, MINUTE, TOMORROW, draft, live_post, post, wait
from tests.contract.project import START, Project
from tests.contract.samples import (
    DELETABLE,
    SAMPLES,
    address,
    body,
    both_extremes,
    every_deletable,
    every_reading,
    first_id,
    full,
    manifest,
    path_of,
    required,
)

PATHS = [("GET", path_of(name)) for name in sorted(registered())]
ACCOUNTS = ("GET", "/social/accounts")


def shown(collection: str) -> dict[str, Any]:
    """What the dashboard has of the resource that sets every field."""
    return body(full(collection))


def insert(project: Project, collection: str, fields: Mapping[str, Any]) -> str:
    return project.dashboard.insert(collection, fields, at=START)


def pulled(project: Project, *more: str) -> str:
    """Pull without a complaint; what was printed."""
    run = project.run("pull", *more)
    assert (run.exit_code, run.stderr, project.calls()) == (0, "", [])
    return run.stdout


def text(project: Project, path: str) -> str:
    return (project.root / path).read_text(encoding="utf-8")


def files(project: Project) -> set[str]:
    """The files of a workspace, without the state and what is private."""
    paths = (path.relative_to(project.root) for path in project.root.rglob("*") if path.is_file())
    return {p.as_posix() for p in paths if p.parts[0] != ".rawugc"} - {"rawugc.state.json"}


@every_reading
@every_deletable
def test_what_is_live_comes_into_an_empty_folder(workspace: Workspace, collection: str) -> None:
    project = workspace({})
    insert(project, collection, shown(collection))
    project.reset()
    assert "1 resource pulled into 1 file." in pulled(project)
    assert sorted(project.requests()) == sorted([*PATHS, *([ACCOUNTS] if collection == "posts" else [])])
    told = {"rawugc.yaml"} if registered()[collection].calls.tells_organization else set()
    assert files(project) == {f"{collection}.yaml", *told}
    (record,) = project.state["resources"].values()
    assert record["id"] == first_id(collection)
    assert project.assert_settled().diagnostics == []
    assert pulled(project) == "Nothing to pull.\n"


@every_reading
@every_deletable
def test_what_was_pulled_is_adopted_without_a_state(workspace: Workspace, collection: str) -> None:
    project = workspace({})
    insert(project, collection, shown(collection))
    pulled(project)
    project.lose_state()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"][next(iter(project.state["resources"]))]["id"] == first_id(collection)
    project.assert_settled()


@both_extremes
def test_a_whole_account_comes_into_git_at_once(workspace: Workspace) -> None:
    project = workspace({})
    for name in DELETABLE:
        insert(project, name, shown(name))
    project.reset()
    assert "5 resources pulled into 5 files." in pulled(project)
    assert project.assert_settled().json["summary"]["no-op"] == len(DELETABLE)


@every_deletable
def test_only_what_is_shown_is_written(workspace: Workspace, collection: str) -> None:
    project = workspace({})
    fields = {name: value for name, value in full(collection).items() if required(collection, name)}
    insert(project, collection, body(fields))
    pulled(project)
    (record,) = project.state["resources"].values()
    assert set(record["fields"]) - {"timezone"} == set(fields)
    project.assert_settled()


def test_what_is_private_stays_out_of_git(workspace: Workspace) -> None:
    project = workspace({})
    insert(project, "personas", shown("personas"))
    pulled(project)
    private = project.root / ".rawugc"
    assert (private / ".gitignore").read_text() == "*\n"
    assert {path.name for path in private.iterdir()} == {".gitignore", "lock"}


def test_a_resource_reads_as_a_person_would_write_it(workspace: Workspace) -> None:
    project = workspace({})
    insert(
        project,
        "products",
        {"name": "Größe: 50 ml", "photos": ["https://a.b/1.jpg"], "description": "So.\n#x"},
    )
    live_post(project, timezone="America/New_York", content="The serum\n\n that says ${less}")
    assert pulled(project) == (
        "+ posts.2027-01-16-the-serum (post_1) → posts.yaml\n"
        "+ products.grosse-50-ml (prd_1) → products.yaml\n"
        "2 resources pulled into 2 files.\n"
    )
    assert text(project, "products.yaml") == (
        "products:\n"
        "  grosse-50-ml:\n"
        '    name: "Größe: 50 ml"\n'
        "    photos:\n"
        "      - https://a.b/1.jpg\n"
        "    description: |\n"
        "      So.\n"
        "      #x\n"
    )
    assert text(project, "posts.yaml") == (
        "posts:\n"
        "  2027-01-16-the-serum:\n"
        "    videoUrl: https://cdn.example.com/teaser.mp4\n"
        "    accounts: [tiktok/glowlab]\n"
        "    timezone: America/New_York\n"
        "    scheduledFor: 2027-01-16 03:00\n"
        "    content: |\n"
        "      The serum\n"
        "\n"
        "       that says $${less}\n"
    )
    project.assert_settled()


def test_new_resources_go_to_the_end_of_their_collection(workspace: Workspace) -> None:
    before = "# Who we talk to\npersonas:\n  own: {name: Own, description: D}  # ours\n\n# The end\n"
    project = workspace({"personas.yaml": before}).applied()
    insert(project, "personas", {"name": "New", "description": "N"})
    pulled(project)
    new = "\n\n  new:\n    name: New\n    description: |\n      N"
    assert text(project, "personas.yaml") == before.replace("# ours", f"# ours{new}")
    project.assert_settled()


def test_a_file_for_each_resource_and_one_for_each_long_text(workspace: Workspace) -> None:
    project = workspace(
        {"personas/long.yaml": "vars: {a: b}\n", "copy/personas-long-description.md": "Taken\n"}
    )
    insert(project, "personas", {"name": "Long", "description": "One ${a}\ntwo"})
    insert(project, "personas", {"name": "Short", "description": "S"})
    pulled(project, "--layout", "file-per-resource", "--copy-dir", "copy")
    assert files(project) == {
        "copy/personas-long-description-2.md",
        "copy/personas-long-description.md",
        "personas/long-2.yaml",
        "personas/long.yaml",
        "personas/short.yaml",
        "rawugc.yaml",
    }
    assert text(project, "copy/personas-long-description-2.md") == "One ${a}\ntwo\n"
    assert '{file: "../copy/personas-long-description-2.md"}' in text(project, "personas/long-2.yaml")
    project.assert_settled()


@pytest.mark.parametrize("char", "\0\x1b\x9b\x7f\x0b\u202e\x85\u2028")
def test_a_text_with_what_cannot_be_seen_stays_in_the_manifest(workspace: Workspace, char: str) -> None:
    project = workspace({})
    insert(project, "personas", {"name": "P", "description": f"One\n{char}two"})
    pulled(project, "--copy-dir", "copy")
    assert files(project) == {"personas.yaml", "rawugc.yaml"}
    assert char not in text(project, "personas.yaml")
    project.assert_settled()


def test_a_name_that_no_file_can_have_gets_another(workspace: Workspace) -> None:
    project = workspace({})
    for name in ("rawugc", "con"):
        insert(project, "personas", {"name": name, "description": "D"})
    pulled(project, "--layout", "file-per-resource")
    written = {"personas/personas-con.yaml", "personas/personas-rawugc.yaml"}
    assert files(project) == {*written, "rawugc.yaml"}
    project.assert_settled()


@every_deletable
def test_built_in_and_recorded_and_adoptable_objects_stay_out(workspace: Workspace, collection: str) -> None:
    traits = registered()[collection].fields.traits
    text = next(name for name, trait in traits.items() if trait.kind is Kind.TEXT)
    project = workspace(manifest(collection, full(collection)))
    insert(project, collection, {**shown(collection), text: SAMPLES[collection][text][1]})
    assert pulled(project) == "Nothing to pull.\n"
    assert list(project.plan().actions) == [address(collection)]
    assert project.apply().exit_code == 0
    project.reset()
    assert pulled(project) == "Nothing to pull.\n"
    project.assert_settled()


def test_what_a_lost_create_or_an_interrupted_replace_may_have_left_stays_out(workspace: Workspace) -> None:
    fields = {"name": "Lost", "description": "D"}
    project = workspace({"it.yaml": {"personas": {"lost": fields, "kept": {**fields, "name": "Kept"}}}})
    for name in ("Lost", "Kept", "Old"):
        insert(project, "personas", {**fields, "name": name})
    lost = {
        "sentAt": START,
        "known": ["per_2", "per_3"],
        "record": {"id": "", "fields": fields},
        "exists": False,
    }
    kept = {"id": "per_2", "fields": {**fields, "name": "Kept"}, "deposed": ["per_3"]}
    state = {
        "version": 2,
        "serial": 1,
        "lineage": "l",
        "organizationId": None,
        "resources": {"personas.kept": kept},
        "unresolved": {"personas.lost": lost},
    }
    project.write({"rawugc.state.json": state})
    assert pulled(project) == "Nothing to pull.\n"


def test_an_ambiguity_is_told_and_left(workspace: Workspace) -> None:
    project = workspace({"it.yaml": {"personas": {"a": {"name": "Same", "description": "D"}}}})
    for _ in range(2):
        insert(project, "personas", {"name": "Same", "description": "D"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "personas.a: could be per_1 or per_2: more than one live object matches" in run.stderr


def test_a_post_that_a_manifest_may_mean_is_not_pulled(workspace: Workspace) -> None:
    """Were it managed, nobody would ask any more whether the other one is to be posted, too."""
    project = workspace({"it.yaml": {"posts": {"a": post(scheduledFor=TOMORROW + DAY)}}})
    live_post(project)
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "posts.a: may be out already as post_1" in run.stderr
    assert project.plan().exit_code == 3


def test_what_is_published_or_has_failed_comes_only_when_asked_for(workspace: Workspace) -> None:
    project = workspace({})
    live_post(project, scheduledFor=START - DAY, content="Past")
    live_post(project, mode="now", scheduledFor=None, content="At once")
    project.dashboard.edit("posts", live_post(project, content="Failed"), {"status": "failed"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "3 of posts are published or failed, and not pulled" in run.stderr
    assert "3 resources pulled" in pulled(project, "--include-published")
    assert "mode" not in text(project, "posts.yaml")
    project.assert_settled()


@both_extremes
def test_a_lost_state_sends_no_published_post_again(workspace: Workspace) -> None:
    project = workspace({})
    live_post(project, mode="now", scheduledFor=None)
    pulled(project, "--include-published")
    project.lose_state()
    assert project.assert_settled().codes == {"missed"}
    assert project.apply().exit_code == 0
    assert project.calls() == []


def test_a_post_of_an_unknown_status_is_left(workspace: Workspace) -> None:
    project = workspace({})
    project.dashboard.edit("posts", live_post(project), {"status": "in_review"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "post_1 is not pulled: has a status that the API does not document: in_review" in run.stderr


def test_accounts_are_never_guessed(workspace: Workspace) -> None:
    project = workspace({})
    project.dashboard.insert("accounts", {"platform": "tiktok", "username": "second", "isActive": True})
    live_post(project)
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "2 accounts are connected on tiktok" in run.stderr
    assert "- {to: posts.2027-01-16-less, id: post_1}" in run.stderr
    assert files(project) == set()


def only_account(project: Project, username: str) -> str:
    """An account that is the only one on TikTok."""
    project.dashboard.remove("accounts", "acc_1")
    fields = {"platform": "tiktok", "username": username, "isActive": True}
    return project.dashboard.insert("accounts", fields)


def test_an_at_in_the_username_of_an_account_is_no_part_of_it(workspace: Workspace) -> None:
    project = workspace({})
    id = only_account(project, "@GlowLab.Official")
    project.dashboard.edit("posts", live_post(project), {"accountIds": [id]})
    pulled(project)
    assert "accounts: [tiktok/GlowLab.Official]\n" in text(project, "posts.yaml")
    assert "missing-account" not in project.run("drift", "--json").codes
    for number, handle in enumerate(("tiktok/@glowlab.official", "tiktok/glowlab.official")):
        new = post(accounts=[handle], content=str(number), videoUrl=f"https://a.b/{number}.mp4")
        project.write({f"{number}.yaml": {"posts": {f"new-{number}": new}}})
        project.reset()
        assert project.apply().exit_code == 0
        assert [call[2]["accountIds"] for call in project.calls()] == [[id]]
    project.assert_settled()


@pytest.mark.parametrize("username", ["", "glow lab"])
def test_an_account_that_no_handle_can_name_is_named_by_its_id(workspace: Workspace, username: str) -> None:
    project = workspace({"defaults.yaml": {"defaults": {"posts": {"accounts": ["tiktok/x"]}}}})
    id = only_account(project, username)
    project.dashboard.edit("posts", live_post(project), {"accountIds": [id, "acc_2"]})
    pulled(project)
    assert f"accountIds: [acc_2, {id}]\n" in text(project, "posts.yaml")
    project.assert_settled()


def test_a_new_account_that_no_handle_can_name_is_a_conflict(workspace: Workspace) -> None:
    project = workspace({"it.yaml": {"posts": {"it": post(accounts=["instagram/glow.lab"])}}})
    id = only_account(project, "")
    project.applied().dashboard.edit("posts", "post_1", {"accountIds": ["acc_2", id]})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (4, "Nothing was pulled.\n")
    assert "no manifest can name tiktok/: write accountIds instead" in run.stderr


@pytest.mark.parametrize(
    ("moment", "zone", "written"),
    [
        (1_800_259_200_000, "Europe/Berlin", "2027-01-18 09:00"),
        (1_800_259_201_000, "Europe/Berlin", "2027-01-18 09:00:01"),
        (1_800_259_200_250, "Europe/Berlin", "2027-01-18 09:00:00.250"),
        (1_824_942_600_000, "Europe/Berlin", "2027-10-31T02:30+02:00"),
        (1_824_946_200_000, "Europe/Berlin", "2027-10-31T02:30+01:00"),
        (1_800_259_200_000, "UTC", "2027-01-18 08:00"),
        (1_800_259_200_000, "Mars/Olympus", "2027-01-18T08:00Z"),
    ],
)
def test_times_are_local_to_their_zone(workspace: Workspace, moment: int, zone: str, written: str) -> None:
    project = workspace({})
    live_post(project, scheduledFor=moment, timezone=zone)
    pulled(project)
    assert f"scheduledFor: {written}\n" in text(project, "posts.yaml")
    project.assert_settled()


@pytest.mark.parametrize("mode", ["draft with a time", "draft without"])
def test_a_draft_stays_a_draft(workspace: Workspace, mode: str) -> None:
    project = workspace({})
    live_post(project, **(draft(scheduledFor=TOMORROW) if mode.endswith("time") else draft()))
    pulled(project)
    assert "mode: draft\n" in text(project, "posts.yaml")
    project.assert_settled()


def test_a_post_that_is_due_is_pulled_and_left_alone(workspace: Workspace) -> None:
    project = workspace({})
    live_post(project, scheduledFor=START + MINUTE)
    pulled(project)
    project.assert_settled()
    wait(project, DAY)
    project.assert_settled()


DEFAULTS = {"defaults": {"posts": {"mode": "draft", "content": "Ours", "timezone": "Asia/Tokyo"}}}


def test_what_a_default_would_set_is_written_out(workspace: Workspace) -> None:
    project = workspace({"defaults.yaml": DEFAULTS})
    live_post(project, content=None, timezone="UTC")
    pulled(project)
    written = text(project, "posts.yaml")
    assert all(line in written for line in ("mode: schedule\n", 'content: ""\n', "timezone: UTC\n"))
    project.assert_settled()


def test_what_a_default_forces_is_not_pulled(workspace: Workspace) -> None:
    project = workspace({"defaults.yaml": {"defaults": {"styles": {"aspectRatio": "square"}}}})
    insert(project, "styles", {"name": "Plain", "type": "video"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "sty_4 is not pulled: a default sets aspectRatio, and nothing can undo it" in run.stderr


UNWRITABLE = {
    "too long": ("personas", {"name": "x" * 201, "description": "D"}, "is 201 characters long"),
    "blank": ("personas", {"name": "N", "description": " \n"}, "must not be empty"),
    "missing": ("messaging", {"name": "N"}, "is required"),
    "no such choice": ("styles", {"name": "N", "type": "hologram"}, "must be video or image"),
    "nearly a placeholder": ("styles", {"name": "N", "promptTemplate": "{productname}"}, "{productName}"),
    "half a character": ("messaging", {"name": "N", "body": "a\ud83d"}, "half of a surrogate pair"),
    "no URL": ("products", {"name": "N", "photos": ["ftp://a"]}, "must be a URL"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_no_manifest_can_hold_stays_out_and_the_rest_goes_on(workspace: Workspace, case: str) -> None:
    collection, fields, reason = UNWRITABLE[case]
    project = workspace({})
    id = insert(project, collection, fields)
    insert(project, collection, shown(collection))
    run = project.run("pull")
    assert run.exit_code == 0
    assert "1 resource pulled into 1 file." in run.stdout
    assert f"{id} is not pulled" in run.stderr
    assert reason in run.stderr
    project.assert_settled()


def test_only_what_is_named_is_read_and_pulled(workspace: Workspace) -> None:
    project = workspace({})
    for name in ("One", "Two"):
        insert(project, "personas", {"name": name, "description": "D"})
    insert(project, "messaging", shown("messaging"))
    assert pulled(project, "personas.t*") == (
        "+ personas.two (per_2) → personas.yaml\n+ organization: org_1 → rawugc.yaml\n"
        "1 resource pulled into 1 file.\n"
    )
    assert project.requests() == [("GET", "/personas")]
    assert "personas.one" in pulled(project, "personas")
    project.run("pull")
    project.assert_settled()


@pytest.mark.parametrize(("target", "hint"), [("personas.on", "personas.one"), ("persona.x", ""), ("x*", "")])
def test_a_name_that_nothing_has_is_an_error(workspace: Workspace, target: str, hint: str) -> None:
    project = workspace({})
    insert(project, "personas", {"name": "One", "description": "D"})
    run = project.run("pull", target)
    assert (run.exit_code, run.stdout) == (1, "")
    assert f"pull {target}: no such resource" in run.stderr
    assert hint in run.stderr
    assert files(project) == set()


def test_a_dry_run_shows_the_diff_and_writes_nothing(workspace: Workspace) -> None:
    project = workspace({})
    insert(project, "messaging", {"name": "Note\x1b", "body": "One\ntwo"})
    run = project.run("pull", "--dry-run", "--copy-dir", "copy")
    assert run.exit_code == 0
    assert run.stdout == (
        "--- /dev/null\n+++ b/copy/messaging-note-body.md\n@@ -0,0 +1,2 @@\n+One\n+two\n"
        "--- /dev/null\n+++ b/messaging.yaml\n@@ -0,0 +1,4 @@\n"
        '+messaging:\n+  note:\n+    name: "Note\\u001b"\n+    body: {file: copy/messaging-note-body.md}\n'
        "--- /dev/null\n+++ b/rawugc.yaml\n@@ -0,0 +1 @@\n+organization: org_1\n"
    )
    assert run.stderr.endswith("1 resource would be pulled into 2 files.\n")
    assert list(project.root.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "flags", "said"),
    [
        ({"rawugc.yaml": {"manifests": ["brand/*.yaml"]}}, (), "is not among the `manifests` of rawugc.yaml"),
        ({"rawugc.yaml": {"exclude": ["pers*"]}}, (), "is left out by `exclude` in rawugc.yaml"),
        (
            {"rawugc.yaml": {}, "personas/rawugc.yaml": {}},
            ("--layout", "file-per-resource"),
            "a workspace of its own",
        ),
        ({}, ("--copy-dir", "../x"), "lies outside of the workspace"),
        ({}, ("--copy-dir", ".rawugc"), "hidden"),
    ],
)
def test_nothing_is_written_where_it_would_not_be_read(
    workspace: Workspace, more: Mapping[str, Any], flags: tuple[str, ...], said: str
) -> None:
    project = workspace(more)
    insert(project, "personas", {"name": "One", "description": "D"})
    before = files(project)
    run = project.run("pull", *flags)
    assert (run.exit_code, run.stdout, files(project)) == (1, "", before)
    assert said in run.stderr
