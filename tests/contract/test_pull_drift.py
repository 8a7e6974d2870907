"""What was changed outside git comes into the manifests where it stands: nothing else in the file moves."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import ndiff
from typing import Any

import pytest

from rawugc_sync.resources.traits import Trait
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, calendar, draft, post
from tests.contract.project import START, Project
from tests.contract.samples import (
    EVERY_READING,
    SAMPLES,
    address,
    every_deletable,
    fields_on,
    first_id,
    full,
    manifest,
)

POST = "posts:\n  it:\n    videoUrl: https://a.b/c.mp4\n"


def compared(trait: Trait) -> bool:
    """What can drift: a create-only field cannot change on one id."""
    return trait.updatable and trait.returned


def text(project: Project, path: str) -> str:
    with (project.root / path).open(encoding="utf-8", newline="") as file:
        return file.read()


def pulled(project: Project, *more: str) -> str:
    """Pull without a complaint; what was printed."""
    project.reset()
    run = project.run("pull", *more)
    assert (run.exit_code, run.stderr, project.calls()) == (0, "", [])
    return run.stdout


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@fields_on(EVERY_READING, compared)
def test_one_field_is_taken_over_and_no_other_line_moves(
    workspace: Workspace, collection: str, field: str
) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    before = text(project, "manifest.yaml")
    project.dashboard.edit(collection, first_id(collection), {field: SAMPLES[collection][field][1]})
    assert f"~ {address(collection)}.{field} → manifest.yaml\n" in pulled(project)
    moved = changed_lines(before, text(project, "manifest.yaml"))
    assert len(moved) == 2
    assert all(field in line or field == "photos" for line in moved)
    assert project.assert_settled().diagnostics == []
    assert pulled(project) == "Nothing to pull.\n"


HEAD = "# top\nmessaging:\n  it:\n    name: Name # why\n"
CASES: Mapping[str, tuple[str, str, str]] = {
    "plain": ("body: Old text", "New text", "body: New text"),
    "plain to quotes": ("body: Old", "a: b", 'body: "a: b"'),
    "plain to lines": ("body: Old", "a\nb", 'body: "a\\nb"'),
    "plain over lines": ("body: Old\n      text\n    # below", "New", "body: New\n    # below"),
    "plain and a word": ("body: Old", "no", 'body: "no"'),
    "single quotes": ("body: 'Old' # kept", "It's #1", "body: 'It''s #1' # kept"),
    "single quotes to lines": ("body: 'Old'", "a\nb", 'body: "a\\nb"'),
    "double quotes": ('body: "Old" # kept', 'Say "new"', 'body: "Say \\"new\\"" # kept'),
    "a block": (
        "body: |\n      Old\n\n      text\n    # below",
        "New\n\n  #ad",
        "body: |\n      New\n\n        #ad\n    # below",
    ),
    "a deep block": ("body: |\n            Old", "New\nlines", "body: |\n            New\n            lines"),
    "a block with a comment": ("body: |- # kept\n      Old", "New", "body: |- # kept\n      New"),
    "a block that spells its indentation": ("body: |2-\n        Old", "New", "body: |-\n        New"),
    "a block that keeps its end": (
        "body: |+\n      Old\n\n\n    # below", "New", "body: |+\n      New\n\n\n    # below"
    ),
    "a folded block": ("body: >\n      Old\n      text", "New", "body: >\n      New"),
    "a folded block to lines": ("body: >-\n      Old\n      text", "a\nb", "body: |-\n      a\n      b"),
    "a block to what none can hold": ("body: | # kept\n      Old", "a\x07b", 'body: "a\\u0007b" # kept'),
    "an anchor": ("body: &text Old # kept\nx-other: *text", "New", "body: &text New # kept\nx-other: *text"),
    "an anchored block": (
        "body: &text |\n      Old\nx-other: *text", "New", "body: &text |\n      New\nx-other: *text"
    ),
    "a reference that is meant": ("body: Old", "Costs ${x}", "body: Costs $${x}"),
    "an escaped reference": ("body: Costs $${x}", "Costs $${y}", "body: Costs $$${y}"),
    "an odd key": ('"body" : Old', "New", '"body" : New'),
    "an explicit key": ("? body\n    : Old", "New", "? body\n    : New"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
def test_a_text_keeps_its_style(workspace: Workspace, case: str, end: str) -> None:
    before, now, after = CASES[case]
    project = workspace({})

    def file(field: str) -> bytes:
        lines = f"{HEAD}    {field}".split("\n")
        if end == "\r\n":
            return b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode()
        return ("\n".join(lines) + end).encode()

    (project.root / "it.yaml").write_bytes(file(before))
    project.applied()
    project.dashboard.edit("messaging", "msg_1", {"body": now})
    pulled(project)
    assert (project.root / "it.yaml").read_bytes() == file(after)
    project.assert_settled()


SHARED = {
    "an alias": ("x-a: &a Old # kept\n", "body: *a", "x-a: &a New # kept\n"),
    "a merge": ("x-a: &a {body: Old}\n", "<<: *a", "x-a: &a {body: New}\n"),
    "a variable": ("vars:\n  v: Old # kept\n", "body: ${vars.v}", "vars:\n  v: New # kept\n"),
    "a way of variables": (
        "vars: {v: '${vars.w}', w: 'Old'}\n", "body: ${vars.v}", "vars: {v: '${vars.w}', w: 'New'}\n"
    ),
    "a variable in quotes": ('vars: {v: "Old"}\n', 'body: "${ vars.v }"', 'vars: {v: "New"}\n'),
}  # fmt: skip


@pytest.mark.parametrize("case", SHARED)
def test_a_text_that_stands_elsewhere_is_edited_there(workspace: Workspace, case: str) -> None:
    before, field, after = SHARED[case]
    rest = f"messaging:\n  it:\n    name: N\n    {field}\n"
    project = workspace({"it.yaml": before + rest}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "New"})
    assert pulled(project).startswith("~ messaging.it.body → it.yaml\n")
    assert text(project, "it.yaml") == after + rest
    project.assert_settled()


def test_the_field_of_another_resource_is_edited_and_who_follows_is_told(workspace: Workspace) -> None:
    project = workspace(
        {
            "m.yaml": "messaging:\n  core: {name: Core, body: Old}\n",
            "p.yaml": "products:\n  a: {name: A, photos: [], messaging: '${messaging.core.body}'}\n",
        }
    ).applied()
    project.dashboard.edit("products", "prd_1", {"messaging": "New"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (
        0,
        "~ products.a.messaging → m.yaml\n1 field pulled into 1 file.\n",
    )
    assert "messaging.core.body: refers to a text that was edited" in run.stderr
    assert text(project, "m.yaml") == "messaging:\n  core: {name: Core, body: New}\n"
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/messaging/msg_1", {"body": "New"})]
    project.assert_settled()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Old\n", b"New\nlines\n"),
        (b"Old", b"New\nlines"),
        (b"\xef\xbb\xbfOld\r\n", b"\xef\xbb\xbfNew\r\nlines\r\n"),
    ],
)
@pytest.mark.parametrize("way", ["{file: copy/it.md}", "${vars.copy}"])
def test_a_text_from_a_file_is_edited_there(
    workspace: Workspace, way: str, before: bytes, after: bytes
) -> None:
    project = workspace(
        {
            "it.yaml": "vars: {copy: {file: copy/it.md}}\n"
            f"messaging:\n  it: {{name: N, body: {_quoted(way)}}}\n",
            "copy/it.md": "",
        }
    )
    (project.root / "copy/it.md").write_bytes(before)
    project.applied()
    manifests = text(project, "it.yaml")
    project.dashboard.edit("messaging", "msg_1", {"body": "New\nlines"})
    assert pulled(project).startswith("~ messaging.it.body → copy/it.md\n")
    assert (project.root / "copy/it.md").read_bytes() == after
    assert text(project, "it.yaml") == manifests
    project.assert_settled()


def _quoted(way: str) -> str:
    return way if way.startswith("{") else f'"{way}"'


# -- what is told and left


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{name: N, body: 'So ${vars.v}'}", "holds references beside its own text"),
        ("{name: '${vars.v}', body: '${vars.v}'}", "changed differently elsewhere"),
    ],
)  # fmt: skip
def test_what_no_edit_can_say_is_a_conflict(workspace: Workspace, written: str, said: str) -> None:
    files = f"vars: {{v: Old}}\nmessaging:\n  it: {written}\n"
    project = workspace({"it.yaml": files}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "New"})
    if "name: '$" in files:
        project.dashboard.edit("messaging", "msg_1", {"name": "Newer"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (4, "Nothing was pulled.\n")
    assert said in run.stderr
    assert "messaging.it.body: is not pulled" in run.stderr
    assert '\n  live: "New"\n' in run.stderr
    assert text(project, "it.yaml") == files


def test_what_git_changed_too_is_a_conflict_and_the_rest_is_pulled(workspace: Workspace) -> None:
    project = workspace({"it.yaml": "messaging:\n  it: {name: N, body: Old}\n"}).applied()
    project.write({"it.yaml": "messaging:\n  it: {name: N, body: Git}\n"})
    project.dashboard.edit("messaging", "msg_1", {"body": "New", "name": "Newer"})
    run = project.run("pull")
    assert run.exit_code == 4
    assert (
        "it.yaml:2:23: warning: messaging.it.body: is not pulled: git and the dashboard both changed it"
        in run.stderr
    )
    assert text(project, "it.yaml") == "messaging:\n  it: {name: Newer, body: Git}\n"
    (change,) = project.plan().json["resource_changes"]
    assert [(field["path"], field["origin"]) for field in change["fields"]] == [("body", "both")]


def test_an_edit_that_would_break_another_resource_is_a_conflict_and_the_rest_is_pulled(
    workspace: Workspace,
) -> None:
    """What a message may say is longer than what a product may."""
    files = "messaging:\n  it: {name: N, body: Old}\n"
    product = "products:\n  a: {name: A, photos: [], description: '${messaging.it.body}'}\n"
    project = workspace({"it.yaml": files, "a.yaml": product}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "x" * 1001, "name": "Newer"})
    run = project.run("pull")
    assert (run.exit_code, text(project, "it.yaml")) == (4, files.replace("name: N", "name: Newer"))
    assert (
        "messaging.it.body: is not pulled: the manifests would be wrong: is 1001 characters long"
        in run.stderr
    )


def test_of_many_edits_those_that_break_another_resource_are_found(workspace: Workspace) -> None:
    bodies = {f"m{n}": {"name": f"M{n}", "body": "Old"} for n in range(9)}
    users = {
        f"p{n}": {"name": f"P{n}", "photos": [], "description": f"${{messaging.m{n}.body}}"} for n in (2, 7)
    }
    project = workspace({"it.yaml": {"messaging": bodies}, "p.yaml": {"products": users}}).applied()
    for n in range(9):
        project.dashboard.edit("messaging", f"msg_{n + 1}", {"body": "x" * 1001})
    run = project.run("pull")
    assert (run.exit_code, run.stderr.count("the manifests would be wrong")) == (4, 2)
    assert "7 fields pulled into 1 file." in run.stdout
    assert all(f"messaging.m{n}.body: is not pulled" in run.stderr for n in (2, 7))


def test_the_times_of_a_conflict_are_for_people(workspace: Workspace) -> None:
    time = "timezone: America/New_York, scheduledFor: '2027-01-18 ${vars.time}'"
    one = f"videoUrl: https://a.b/c.mp4, accounts: [tiktok/glowlab], {time}"
    project = workspace({"it.yaml": f"vars: {{time: '09:00'}}\nposts:\n  it: {{{one}}}\n"}).applied()
    project.dashboard.edit("posts", "post_1", {"scheduledFor": START + 3 * DAY})
    run = project.run("pull")
    assert run.exit_code == 4
    assert "\n  manifest: Mon 2027-01-18 09:00 America/New_York\n" in run.stderr
    assert "\n  live: Mon 2027-01-18 03:00 America/New_York\n" in run.stderr


def test_a_time_in_a_new_zone_is_never_another_moment(workspace: Workspace) -> None:
    """A zone that several posts share moves the local times of the others: that is told."""
    times = "timezone: '${vars.zone}', scheduledFor: 2027-01-16 03:00"
    one = f"videoUrl: https://a.b/c.mp4, accounts: [tiktok/glowlab], {times}"
    two = one.replace("c.mp4", "d.mp4")
    files = f"vars: {{zone: America/New_York}}\nposts:\n  a: {{{one}}}\n  b: {{{two}, content: B}}\n"
    project = workspace({"it.yaml": files}).applied()
    project.dashboard.edit("posts", "post_1", {"timezone": "Europe/Berlin"})
    run = project.run("pull")
    assert (run.exit_code, "posts.b.scheduledFor: refers to a text that was edited" in run.stderr) == (
        0,
        True,
    )
    after = files.replace("America/New_York", "Europe/Berlin").replace("03:00", "09:00", 1)
    assert text(project, "it.yaml") == after
    assert list(project.plan().actions) == ["posts.b"]


def test_a_zone_that_nobody_knows_is_a_conflict(workspace: Workspace) -> None:
    project = workspace(
        calendar(it=post(timezone="Europe/Berlin", scheduledFor="2027-01-16 09:00"))
    ).applied()
    before = text(project, "posts.yaml")
    project.dashboard.edit("posts", "post_1", {"timezone": "Mars/Olympus"})
    run = project.run("pull")
    assert (run.exit_code, text(project, "posts.yaml")) == (4, before)
    assert "is not an IANA time zone" in run.stderr


def test_accounts_that_cannot_be_told_are_a_conflict(workspace: Workspace) -> None:
    project = workspace(calendar(it=post())).applied()
    project.dashboard.insert("accounts", {"platform": "instagram", "username": "two", "isActive": True})
    project.dashboard.edit("posts", "post_1", {"accountIds": ["acc_1", "acc_2"]})
    run = project.run("pull")
    assert (run.exit_code, "2 accounts are connected on instagram" in run.stderr) == (4, True)


def test_what_comes_back_in_its_own_form_is_left(workspace: Workspace) -> None:
    project = workspace({"it.yaml": "messaging:\n  it: {name: N, body: Old}\n"}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "Theirs"})
    assert project.apply().exit_code == 0
    project.dashboard.edit("messaging", "msg_1", {"body": "Theirs"})
    assert pulled(project) == "Nothing to pull.\n"


def test_only_what_is_named_is_taken_over(workspace: Workspace) -> None:
    files = "messaging:\n  a: {name: A, body: Old}\n  b: {name: B, body: Old}\n"
    project = workspace({"it.yaml": files}).applied()
    for id in ("msg_1", "msg_2"):
        project.dashboard.edit("messaging", id, {"body": "New"})
    assert pulled(project, "messaging.b").startswith("~ messaging.b.body → it.yaml\n")
    assert project.requests() == [("GET", "/messaging")]
    assert text(project, "it.yaml") == files.replace("B, body: Old", "B, body: New")


def test_a_dry_run_shows_the_edit(workspace: Workspace) -> None:
    project = workspace({"it.yaml": "messaging:\n  it:\n    name: N\n    body: Old"}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "New"})
    run = project.run("pull", "--dry-run")
    assert (run.exit_code, run.stdout) == (
        0,
        "--- a/it.yaml\n+++ b/it.yaml\n@@ -1,4 +1,4 @@\n messaging:\n   it:\n     name: N\n"
        "-    body: Old\n\\ No newline at end of file\n+    body: New\n\\ No newline at end of file\n",
    )
    assert run.stderr == "~ messaging.it.body → it.yaml\n1 field would be pulled into 1 file.\n"
    assert text(project, "it.yaml").endswith("Old")


def test_a_required_text_that_was_emptied_is_a_conflict(workspace: Workspace) -> None:
    project = workspace({"it.yaml": "messaging:\n  it: {name: N, body: Old}\n"}).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": " "})
    run = project.run("pull")
    assert (run.exit_code, "it is empty there" in run.stderr) == (4, True)


def test_an_optional_text_that_was_emptied_stays_managed(workspace: Workspace) -> None:
    project = workspace(
        {"it.yaml": "styles:\n  it:\n    name: N\n    description: |\n      Old\n    type: video\n"}
    )
    project.applied()
    project.dashboard.edit("styles", "sty_4", {"description": None})
    pulled(project)
    assert text(project, "it.yaml") == 'styles:\n  it:\n    name: N\n    description: ""\n    type: video\n'
    project.assert_settled()


@every_deletable
def test_what_is_ignored_or_git_alone_changed_is_left(workspace: Workspace, collection: str) -> None:
    field = next(name for name in ("description", "body", "content") if name in SAMPLES[collection])
    fields = full(collection) | {"lifecycle": {"ignoreChanges": [field]}}
    project = workspace(manifest(collection, fields)).applied()
    project.dashboard.edit(collection, first_id(collection), {field: "Of the dashboard."})
    assert pulled(project) == "Nothing to pull.\n"
    project.write(manifest(collection, {**full(collection), field: SAMPLES[collection][field][1]}))
    project.apply()
    project.write(manifest(collection, full(collection)))
    assert pulled(project) == "Nothing to pull.\n"


def test_a_shared_text_is_edited_for_all_who_drifted_alike(workspace: Workspace) -> None:
    project = workspace(
        {
            "it.yaml": "vars: {v: Old}\nmessaging:\n"
            "  a: {name: A, body: '${vars.v}'}\n  b: {name: B, body: '${vars.v}'}\n"
        }
    ).applied()
    for id in ("msg_1", "msg_2"):
        project.dashboard.edit("messaging", id, {"body": "New"})
    assert "2 fields pulled into 1 file." in pulled(project)
    assert text(project, "it.yaml").startswith("vars: {v: New}\n")
    project.assert_settled()


# -- lists


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        ("photos:\n    - u/a\n    # b\n    - 'u/b'", "ac", "photos:\n    - u/a\n    # b\n    - 'u/c'"),
        ("photos:\n    - u/a\n    - u/b # two", "b", "photos:\n    - u/b # two"),
        ("photos:\n     - u/a # a\n     - u/b", "cab", "photos:\n     - u/c\n     - u/a # a\n     - u/b"),
        ("photos:\n     - u/a # a\n     - u/b # b", "ba", "photos:\n     - u/b # b\n     - u/a # a"),
        ("photos:\n      - u/a", "abc", "photos:\n      - u/a\n      - u/b\n      - u/c"),
        ("photos:\n      - u/a\n      - u/b", "", "photos: []"),
        ("photos: []", "ab", "photos: [u/a, u/b]"),
        ("photos: [u/a, 'u/b', u/c] # three", "ac", "photos: [u/a, u/c] # three"),
        ("photos: [u/a, 'u/b']", "b", "photos: ['u/b']"),
        ("photos: [\n     u/a,\n     u/b # b\n   ]", "abc", "photos: [\n     u/a,\n     u/b, u/c # b\n   ]"),
        ("photos: [u/a]", "", "photos: []"),
        ("photos: *list", "b", None),
        ("photos: ${vars.list}", "ab", None),
    ],
)  # fmt: skip
def test_a_list_keeps_the_items_that_stay(
    workspace: Workspace, before: str, now: str, after: str | None
) -> None:
    def file(one: str, listed: str = "u/a") -> str:
        head = f"x-list: &list [{listed}]\nvars: {{list: *list}}\n"
        text = f"{head}products:\n  it:\n    name: N\n    {one}\n    description: D\n"
        return text.replace("u/", "https://cdn.rawugc.test/")

    project = workspace({"it.yaml": file(before)}).applied()
    project.dashboard.edit("products", "prd_1", {"photos": [f"https://cdn.rawugc.test/{one}" for one in now]})
    pulled(project)
    shared = ", ".join(f"u/{one}" for one in now)
    assert text(project, "it.yaml") == (file(before, shared) if after is None else file(after))
    project.assert_settled()


# -- posts


def at(was: str, now: int, becomes: str) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    """A post of which only the time has moved."""
    return {"scheduledFor": was}, {"scheduledFor": now}, {f"scheduledFor: {becomes}"}


@pytest.mark.parametrize(
    ("fields", "edit", "lines"),
    [
        ({}, {"scheduledFor": TOMORROW + DAY}, {"scheduledFor: 2027-01-17 03:00"}),
        ({}, {"timezone": "Europe/Berlin"}, {"timezone: Europe/Berlin", "scheduledFor: 2027-01-16 09:00"}),
        (
            {"scheduledFor": "2027-01-16T09:00+01:00"},
            {"scheduledFor": TOMORROW + DAY, "timezone": "Asia/Tokyo"},
            {"scheduledFor: 2027-01-17T09:00+01:00", "timezone: Asia/Tokyo"},
        ),
        at("2027-01-16 09:00:00+0100", TOMORROW + 1000, "2027-01-16 09:00:01+0100"),
        at("2027-01-16T08:00Z", TOMORROW + 5, "2027-01-16T08:00:00.005Z"),
        at(str(TOMORROW), TOMORROW + DAY, str(TOMORROW + DAY)),
        ({}, {"status": "draft"}, {"mode: draft"}),
        ({"mode": "schedule"}, {"status": "draft"}, {"mode: draft"}),
        ({"mode": "draft"}, {"status": "scheduled"}, {"mode: schedule"}),
        ({}, {"accountIds": ["acc_1", "acc_2"]}, {"accounts: [tiktok/glowlab, instagram/glow.lab]"}),
        ({}, {"accountIds": ["acc_2"]}, {"accounts: [instagram/glow.lab]"}),
    ],
)  # fmt: skip
def test_a_post_is_taken_over_as_it_is_written(
    workspace: Workspace, fields: dict[str, Any], edit: dict[str, Any], lines: set[str]
) -> None:
    written = {"scheduledFor": "2027-01-16 03:00", "timezone": "America/New_York", **fields}
    rows = "".join(f"    {name}: {value}\n" for name, value in written.items())
    before = f"{POST}    accounts: [tiktok/glowlab]\n{rows}    content: C\n"
    project = workspace({"posts.yaml": before}).applied()
    project.dashboard.edit("posts", "post_1", edit)
    pulled(project)
    moved = changed_lines(before, text(project, "posts.yaml"))
    assert {line[1:].strip() for line in moved if line[0] == "+"} == lines
    assert project.assert_settled().diagnostics == []


def test_a_draft_that_was_scheduled_gets_its_time(workspace: Workspace) -> None:
    project = workspace(calendar(it=draft(timezone="Europe/Berlin"))).applied()
    project.dashboard.edit("posts", "post_1", {"status": "scheduled", "scheduledFor": TOMORROW})
    pulled(project)
    assert "scheduledFor: 2027-01-16 09:00" in text(project, "posts.yaml")
    assert project.assert_settled().diagnostics == []


def test_a_time_that_was_taken_away_is_a_conflict(workspace: Workspace) -> None:
    project = workspace(calendar(it=post())).applied()
    project.dashboard.edit("posts", "post_1", {"status": "draft", "scheduledFor": None})
    run = project.run("pull")
    assert (run.exit_code, "scheduledFor is empty there" in run.stderr) == (4, True)


def test_what_a_default_sets_is_set_in_the_resource(workspace: Workspace) -> None:
    posts = f"{POST}    accounts: [tiktok/glowlab] # ours\n    scheduledFor: 2027-01-16 03:00\n"
    defaults = "defaults:\n  posts: {timezone: America/New_York, content: Ours}\n"
    project = workspace({"defaults.yaml": defaults, "posts.yaml": posts}).applied()
    project.dashboard.edit("posts", "post_1", {"timezone": "Europe/Berlin", "content": "One\ntwo"})
    pulled(project)
    assert text(project, "defaults.yaml") == defaults
    assert text(project, "posts.yaml") == (
        f"{POST}    accounts: [tiktok/glowlab] # ours\n    timezone: Europe/Berlin\n"
        "    scheduledFor: 2027-01-16 09:00\n    content: |\n      One\n      two\n"
    )
    project.assert_settled()


def test_what_is_published_is_left(workspace: Workspace) -> None:
    project = workspace(calendar(it=post())).applied()
    project.rawugc.clock.sleep(2 * DAY / 1000)
    project.dashboard.edit("posts", "post_1", {"content": "New"})
    assert pulled(project) == "Nothing to pull.\n"
