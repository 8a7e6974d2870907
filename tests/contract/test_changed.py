"""`--changed` reads what the manifests change and what that takes, names the rest, and is no laxer."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import COLLECTIONS, Options
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, live_post, post
from tests.contract.project import Project
from tests.contract.samples import SAMPLES, full

LISTS = {name: ("GET", collection.path) for name, collection in COLLECTIONS.items()}
PERSONAS, POSTS, PRODUCTS = LISTS["personas"], LISTS["posts"], LISTS["products"]
MESSAGING, STYLES = LISTS["messaging"], LISTS["styles"]


def brand(**other: Any) -> dict[str, Any]:
    """Five collections; a product and a post take the message in."""
    parts: dict[str, Any] = {
        "personas": {"p": {"name": "P", "description": "Who."}},
        "messaging": {"m": {"name": "M", "body": "Says less."}},
        "products": {"s": {"name": "S", "photos": [], "messaging": "${messaging.m.body}"}},
        "styles": {"t": {"name": "T", "type": "video", "promptTemplate": "{productName}"}},
        "posts": {"first": post(content="It ${messaging.m.body}", timezone="Europe/Berlin")},
    }
    return {f"{name}.yaml": {name: one} for name, one in {**parts, **other}.items()}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace(brand()).applied()


def edited(project: Project, **other: Any) -> Project:
    project.write(brand(**other))
    return project


NEW_P = {"p": {"name": "New", "description": "Who."}}
NEW_S = {"s": {"name": "New", "photos": [], "messaging": "${messaging.m.body}"}}
NEW_M = {"m": {"name": "M", "body": "Says more."}}
RENAMED_M = {"m": {"name": "New", "body": "Says less."}}


@pytest.mark.parametrize(
    ("edit", "lists", "unread"),
    [
        pytest.param(
            {"personas": NEW_P}, [PERSONAS], "messaging, posts, products, styles", id="one line, one list"
        ),
        pytest.param(
            {"messaging": RENAMED_M},
            [MESSAGING],
            "personas, posts, products, styles",
            id="nobody uses a name",
        ),
        pytest.param(
            {"messaging": NEW_M},
            [MESSAGING, POSTS, PRODUCTS],
            "personas, styles",
            id="its text is used twice",
        ),
        pytest.param(
            {"products": NEW_S},
            [PRODUCTS, PERSONAS],
            "messaging, posts, styles",
            id="a list that tells no organization",
        ),
    ],
)
def test_an_edit_takes_the_lists_of_what_it_changes_and_its_writes(
    project: Project, edit: dict[str, Any], lists: list[tuple[str, str]], unread: str
) -> None:
    plan = edited(project, **edit).plan("--changed")
    assert (sorted(project.requests()), plan.exit_code) == (sorted(lists), 2)
    assert unread in plan.said("not-read")["summary"]
    project.reset()
    full_plan = project.plan()
    assert plan.json["digest"] == full_plan.json["digest"]
    assert plan.json["planned_values"] == full_plan.json["planned_values"]
    assert plan.json["calendar"] == full_plan.json["calendar"]
    project.reset()
    assert project.apply("--changed").exit_code == 0
    calls = [("PATCH", f"{LISTS[one['type']][1]}/{one['id']}") for one in plan.json["resource_changes"]]
    assert sorted(project.requests()) == sorted([*lists, *calls])
    project.assert_settled()


def test_nothing_to_do_asks_for_nothing_and_claims_nothing_of_what_is_live(project: Project) -> None:
    run = project.run("plan", "--changed")
    assert (project.requests(), run.exit_code) == ([], 0)
    assert "messaging, personas, posts, products, styles" in run.stdout
    assert "What is live matches" not in run.stdout
    assert project.run("apply", "--changed", "--auto-approve").exit_code == 0
    assert project.requests() == []
    project.assert_settled()


def test_where_all_is_read_it_is_the_plan_that_it_always_was(workspace: Workspace) -> None:
    project = workspace({f"{name}.yaml": {name: {"it": full(name)}} for name in SAMPLES})
    first = project.plan("--changed").json
    again = project.plan().json
    assert first["digest"] == again["digest"]
    assert "not-read" not in {one["code"] for one in first["diagnostics"]}


# -- what a plan needs of other collections


def test_what_uses_a_field_is_read_when_only_the_dashboard_has_changed_it(project: Project) -> None:
    project.dashboard.edit("messaging", "msg_1", {"body": "Says nothing."})
    edited(project, messaging=RENAMED_M)
    plan = project.plan("--changed").json
    assert sorted(project.requests()) == sorted([MESSAGING, POSTS, PRODUCTS])
    (change,) = plan["resource_changes"]
    assert change["next_public"]["address"] == "posts.first"
    project.reset()
    assert project.apply("--changed").exit_code == 0
    assert project.calls() == [("PATCH", "/messaging/msg_1", {"name": "New", "body": "Says less."})]
    project.assert_settled()


def test_what_is_out_with_old_words_is_named_where_only_a_product_uses_them(workspace: Workspace) -> None:
    unused = {"first": post(content="Something else.")}
    project = workspace(brand(posts=unused)).applied()
    live_post(project, content="By hand: Says less.", videoUrl="https://cdn.example.com/hand.mp4")
    project.clock.sleep((TOMORROW + DAY - project.rawugc.clock.ms) / 1000)
    edited(project, posts=unused, messaging=NEW_M)
    plan = project.plan("--changed").json
    told = {one["address"]: [out["id"] for out in one["still_public"]] for one in plan["resource_changes"]}
    assert (told["messaging.m"], POSTS in project.requests()) == (["post_2"], True)


def test_a_new_post_is_held_against_all_that_are_there(project: Project) -> None:
    live_post(project, content="Twice.", videoUrl="https://cdn.example.com/hand.mp4")
    project.reset()
    twin = post(content="Twice.", videoUrl="https://cdn.example.com/hand.mp4", scheduledFor=TOMORROW + DAY)
    edited(project, posts={"first": post(content="It ${messaging.m.body}"), "twin": twin})
    plan = project.plan("--changed")
    assert (plan.exit_code, plan.codes) == (3, project.plan().codes)
    assert "possible-duplicate" in plan.codes


def test_what_is_live_already_is_adopted_by_its_name(project: Project) -> None:
    project.dashboard.insert("personas", {"name": "Q", "description": "What."}, at=project.clock.ms)
    more = {"p": {"name": "P", "description": "Who."}, "q": {"name": "Q", "description": "What."}}
    assert edited(project, personas=more).apply("--changed").exit_code == 0
    assert project.requests() == [PERSONAS]
    project.assert_settled()


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        pytest.param({"styles": {}}, None, id="one delete"),
        pytest.param(
            {"personas": {"p0": {"name": "P0", "description": "x"}}},
            "max-deletes",
            id="more deletes than allowed",
        ),
    ],
)
def test_deletes_count_as_always(workspace: Workspace, edit: dict[str, Any], code: str | None) -> None:
    seven = {f"p{n}": {"name": f"P{n}", "description": "x"} for n in range(7)}
    project = workspace(brand(personas=seven)).applied()
    edited(project, **{"personas": seven, **edit})
    plan = project.plan("--changed")
    assert plan.codes == ({code} if code else set())
    assert project.plan().codes == plan.codes


def test_a_block_that_names_nobody_is_an_error_wherever_it_stands(project: Project) -> None:
    project.write({"blocks.yaml": {"removed": [{"from": "styles.tt", "destroy": False}]}})
    edited(project, styles={"t2": {"name": "Other", "type": "video"}}, personas=NEW_P)
    run = project.plan("--changed")
    assert (run.exit_code, run.codes) == (1, project.plan().codes)
    assert run.said("unknown-address")["address"] == "styles.tt"


@pytest.mark.parametrize("block", ["styles.gone", "personas.gone"], ids=["not read", "read"])
def test_a_block_that_has_done_its_work_is_named_wherever_it_stands(project: Project, block: str) -> None:
    project.write({"blocks.yaml": {"removed": [{"from": block, "destroy": False}]}})
    run = edited(project, personas=NEW_P).plan("--changed")
    assert (run.said("removable")["address"], project.requests()) == (block, [PERSONAS])


def test_a_renaming_is_read_and_made(project: Project) -> None:
    project.write({"blocks.yaml": {"moved": [{"from": "personas.p", "to": "personas.who"}]}})
    edited(project, personas={"who": {"name": "P", "description": "Who."}})
    assert project.apply("--changed").exit_code == 0
    assert project.requests() == [PERSONAS]
    project.reset()
    assert (project.plan("--changed").exit_code, project.requests()) == (0, [])
    project.assert_settled()


def test_a_block_that_asks_for_another_object_is_heard(project: Project) -> None:
    project.write({"blocks.yaml": {"imports": [{"to": "personas.p", "id": "per_9"}]}})
    assert project.plan("--changed").said("import-ignored")["address"] == "personas.p"
    assert project.requests() == [PERSONAS, ("GET", "/personas/per_9")]


def test_what_an_earlier_run_has_left_is_read(workspace: Workspace) -> None:
    project = workspace({"m.yaml": {"images": {"i": {"model": "nano-banana-2", "prompt": "A serum."}}}})
    project.apply("--no-wait")
    project.reset()
    assert project.plan("--changed").actions == project.plan().actions != {}
    assert project.requests()[0] == ("GET", "/images")


def test_a_guard_counts_from_the_next_apply_on(project: Project) -> None:
    guarded = {"p": {"name": "P", "description": "Who.", "lifecycle": {"preventDestroy": True}}}
    assert edited(project, personas=guarded).plan("--changed").json["bookkeeping"] == 1
    assert project.apply("--changed").exit_code == 0
    assert project.calls() == []
    assert project.state["resources"]["personas.p"]["preventDestroy"] is True
    project.assert_settled()


def test_another_policy_is_about_everything(project: Project) -> None:
    rule = {"rules": {"most": {"maxPosts": {"per": "day", "max": 3}}}}
    project.write({"rules.yaml": rule})
    plan = project.plan("--changed")
    assert set(project.requests()) == {PERSONAS, MESSAGING, PRODUCTS, STYLES, POSTS}
    assert "not-read" not in {one["code"] for one in plan.diagnostics}


def test_what_breaks_a_rule_is_read(workspace: Workspace) -> None:
    ended = {"s": {"name": "S", "photos": [], "x-rights": {"until": "2027-01-15"}}}
    plain = {"s": {"name": "S", "photos": []}}
    shown = {"first": post(content="It ${products.s.name}", scheduledFor=TOMORROW + 2 * DAY)}
    project = workspace(brand(products=plain, posts=shown)).applied()
    edited(project, products=ended, posts=shown)
    assert "rights-ended" in project.plan("--changed").codes
    assert POSTS in project.requests()


# -- whose key it is


@pytest.mark.parametrize("name", sorted(COLLECTIONS))
def test_what_tells_an_organization_is_what_the_api_says(name: str) -> None:
    tells = "organizationId" in COLLECTIONS[name].server
    assert registered()[name].calls.tells_organization is tells


@pytest.mark.parametrize(
    ("gone", "lists"),
    [
        pytest.param([], [PRODUCTS, PERSONAS], id="personas tell"),
        pytest.param(["personas"], [PRODUCTS, PERSONAS, MESSAGING], id="then messaging"),
        pytest.param(
            ["personas", "messaging"],
            [PRODUCTS, PERSONAS, MESSAGING, POSTS],
            id="what is live is ours, and the message that comes back is used",
        ),
    ],
)
def test_what_tells_whose_key_it_is_is_read_too(
    project: Project, gone: list[str], lists: list[tuple[str, str]]
) -> None:
    for name, id in (("personas", "per_1"), ("messaging", "msg_1")):
        if name in gone:
            project.dashboard.remove(name, id)
    edited(project, products=NEW_S)
    project.plan("--changed")
    assert [one for one in project.requests() if one in LISTS.values()] == lists


def test_the_key_of_another_account_is_refused(project: Project) -> None:
    project.write({"rawugc.yaml": {"organization": "org_2"}})
    run = edited(project, products=NEW_S).run("apply", "--changed", "--auto-approve")
    assert (run.exit_code, project.calls()) == (3, [])
    assert "the key belongs to the organization org_1, and rawugc.yaml names org_2" in run.stderr


def test_an_account_without_anything_of_ours_is_refused(project: Project) -> None:
    for address, record in project.state["resources"].items():
        project.dashboard.remove(address.partition(".")[0], record["id"])
    run = edited(project, products=NEW_S).run("plan", "--changed")
    assert (run.exit_code, project.calls()) == (3, [])
    assert "none of the 5 recorded objects is listed" in run.stderr
    lists = [one for one in project.requests() if one in LISTS.values()]
    assert (lists[:3], set(lists)) == (
        [PRODUCTS, PERSONAS, MESSAGING],
        {PERSONAS, MESSAGING, PRODUCTS, STYLES, POSTS},
    )


# -- with other options, and saved


@pytest.mark.parametrize("other", [["--target", "personas"], ["--destroy"]], ids=["target", "destroy"])
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_it_goes_with_nothing_that_says_itself_what_a_plan_is_about(
    project: Project, command: str, other: list[str]
) -> None:
    run = project.run(command, "--changed", *other)
    assert (run.exit_code, project.requests()) == (1, [])
    assert "leave out --target and --destroy" in run.stderr


@pytest.mark.parametrize("option", ["--replace", "--recreate", "--revert-drift"])
def test_what_an_option_names_is_read(project: Project, option: str) -> None:
    project.plan("--changed", option, "personas.p")
    assert project.requests() == [PERSONAS]


def test_a_saved_plan_is_made_again_as_narrowly(project: Project) -> None:
    edited(project, personas=NEW_P).plan("--changed", "--out", "the.plan")
    project.reset()
    assert project.run("apply", "the.plan").exit_code == 0
    assert project.requests() == [PERSONAS, ("PATCH", "/personas/per_1")]
    project.assert_settled()


def test_a_saved_plan_that_is_done_already_is_not_mistaken_for_something_gone(project: Project) -> None:
    edited(project, personas=NEW_P).plan("--changed", "--out", "the.plan")
    assert project.apply("--changed").exit_code == 0
    project.reset()
    run = project.run("apply", "the.plan")
    assert (run.exit_code, project.calls()) == (3, [])
    assert "may have been applied already" in run.stderr
    project.assert_settled()


@pytest.mark.parametrize("options", [Options(generation_seconds=5)], ids=["generation"])
def test_a_video_that_is_made_anew_takes_along_the_post_that_shows_it(workspace: Workspace) -> None:
    video = {"v": {"model": "veo3", "prompt": "A shelf."}}
    shown = {"first": post(videoUrl="${videos.v.url}", content="#ai", allowUnseen=True)}
    project = workspace(brand(videos=video, posts=shown)).applied()
    edited(project, videos={"v": {"model": "veo3", "prompt": "A desk."}}, posts=shown)
    plan = project.plan("--changed")
    assert set(plan.actions) == {"videos.v", "posts.first"}
    assert POSTS in project.requests()
    assert plan.actions == project.plan().actions
