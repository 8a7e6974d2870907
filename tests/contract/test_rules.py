"""A brand's own rules: what they stop, what they only warn of, and that none stops a takedown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import (
    DAY,
    ONE,
    POSTS,
    TOMORROW,
    calendar,
    draft,
    live_post,
    post,
    sent,
    wait,
)
from tests.contract.project import START, Project, Run

HOUR = 3_600_000
OTHER = "https://cdn.example.com/theirs.mp4"
Rules = Mapping[str, Mapping[str, Any]]
Posts = Mapping[str, dict[str, Any]]

NO_CURE = {"no-cure": {"forbid": {"fields": ["posts.content"], "words": ["cure"]}}}
GAP = {"gap": {"minGap": "4h"}}
ENDED = {"until": "2027-01-15"}
"""The day on which every test begins: whatever goes out tomorrow goes out after it."""


def ruling(rules: Rules) -> dict[str, Any]:
    """The configuration of a workspace with these rules."""
    return {"rawugc.yaml": {"rules": rules}}


def broken(run: Run, code: str = "rule") -> list[tuple[str, str | None, str, bool]]:
    """Severity, address, rule and whether it is a refusal, of all that a plan says of rules."""
    return [
        (one["severity"], one["address"], one["rule"], one["refusal"])
        for one in run.json["diagnostics"]
        if one["code"] == code
    ]


def assert_refused(project: Project, *addresses: str, rule: str, code: str = "rule") -> None:
    """The plan refuses at these addresses, and an apply sends nothing."""
    plan = project.plan()
    assert broken(plan, code) == [("error", address, rule, True) for address in addresses]
    assert plan.exit_code == 3
    applied = project.apply()
    assert (applied.exit_code, project.calls()) == (3, [])
    said = [(d["address"], d["rule"]) for d in applied.result["diagnostics"] if d["code"] == code]
    assert sorted(said) == [(address, rule) for address in addresses]


def assert_warned(project: Project, *addresses: str | None, rule: str) -> Run:
    """The plan only warns, at these addresses; it fails with --strict."""
    plan = project.plan()
    assert broken(plan) == [("warning", address, rule, False) for address in addresses]
    assert plan.exit_code in (0, 2)
    assert project.plan("--strict").exit_code == 1
    return plan


# -- each kind, once from file to call

BAD: Mapping[str, tuple[Mapping[str, Any], Posts]] = {
    "forbid": ({"forbid": {"fields": ["posts.content"], "words": ["cure"]}}, {"it": post(content="A cure.")}),
    "require": (
        {"require": {"fields": ["posts.content"], "words": ["#ad"], "when": {"mode": "schedule"}}},
        {"it": post()},
    ),
    "hashtags": ({"hashtags": {"max": 1}}, {"it": post(content="Less. #a #b")}),
    "captionLength": ({"captionLength": {"max": 4}}, {"it": post()}),
    "postingWindows": (
        {"postingWindows": {"days": ["mon"], "from": "08:00", "to": "09:00"}},
        {"it": post()},
    ),
    "quietHours": ({"quietHours": {"from": "00:01", "to": "00:00"}}, {"it": post()}),
    "blackout": ({"blackout": {"dates": [{"from": "2027-01-01", "to": "2027-02-01"}]}}, {"it": post()}),
    "maxPosts": (
        {"maxPosts": {"per": "week", "max": 1}},
        {"it": post(), "other": post(content="More.", scheduledFor=TOMORROW + HOUR)},
    ),
    "minGap": (
        {"minGap": "4h"},
        {"it": post(), "other": post(content="More.", scheduledFor=TOMORROW + HOUR)},
    ),
    "noRepeat": (
        {"noRepeat": {"of": ["content"], "within": "7d"}},
        {"it": post(), "other": post(scheduledFor=TOMORROW + 2 * DAY)},
    ),
    "allowedHosts": (
        {"allowedHosts": {"fields": ["posts.videoUrl"], "hosts": ["media.example.com"]}},
        {"it": post()},
    ),
    "owner": ({"owner": {"collections": ["posts"]}}, {"it": post()}),
}
FEW = {"name": "Serum", "photos": ["https://cdn.example.com/front.jpg"]}
every_kind = pytest.mark.parametrize("kind", BAD)


@every_kind
def test_what_breaks_a_rule_is_found_offline_and_never_sent(workspace: Workspace, kind: str) -> None:
    check, posts = BAD[kind]
    project = workspace({**ruling({"ours": check}), **calendar(**posts)})
    validated = project.run("validate", "--format", "json")
    found = validated.json["diagnostics"]
    addresses = sorted(f"posts.{key}" for key in posts)
    assert [(d["severity"], d["code"], d["rule"], d["address"]) for d in found] == [
        ("error", "rule", "ours", address) for address in addresses
    ]
    assert all(d["source"]["file"] == "posts.yaml" for d in found)
    assert validated.exit_code == 1
    assert_refused(project, *addresses, rule="ours")


@every_kind
def test_a_rule_that_only_warns_stops_nothing(workspace: Workspace, kind: str) -> None:
    check, posts = BAD[kind]
    project = workspace({**ruling({"ours": {**check, "level": "warning"}}), **calendar(**posts)})
    assert project.run("validate").exit_code == 0
    assert project.run("validate", "--strict").exit_code == 1
    assert_warned(project, *sorted(f"posts.{key}" for key in posts), rule="ours")
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**one)) for one in posts.values()]


@pytest.mark.parametrize("level", ["error", "warning"])
def test_too_few_photos_are_found_offline_and_before_anything_is_sent(
    workspace: Workspace, level: str
) -> None:
    photos = {"photos": {"minPhotos": 2, "level": level}}
    project = workspace({**ruling(photos), "products.yaml": {"products": {"serum": FEW}}})
    (found,) = project.run("validate", "--format", "json").json["diagnostics"]
    told = (found["severity"], found["rule"], found["address"], found["field"], found["source"]["file"])
    assert told == (level, "photos", "products.serum", "photos", "products.yaml")
    if level == "error":
        assert_refused(project, "products.serum", rule="photos")
        return
    assert_warned(project, "products.serum", rule="photos")
    assert project.apply().exit_code == 0
    assert [(method, path) for method, path, _ in project.calls()] == [("POST", "/products")]


def test_a_rule_is_told_in_the_words_of_the_brand(workspace: Workspace) -> None:
    link = "https://intranet.example/claims"
    told = {"no-cure": {**NO_CURE["no-cure"], "message": "We are a cosmetic.", "link": link}}
    project = workspace({**ruling(told), **calendar(it=post(content="A cure."))})
    refusal = project.plan().said("rule")
    assert (refusal["field"], refusal["summary"]) == ("content", 'says "cure"')
    assert refusal["detail"].splitlines() == ["Rule no-cure: We are a cosmetic.", link]
    page, comment = project.root / "page.html", project.root / "comment.md"
    assert project.run("plan", "--html", str(page), "--markdown", str(comment)).exit_code == 3
    assert f'href="{link}"' in page.read_text()
    _, _, card = page.read_text().partition('<article id="posts.it"')
    assert '<p class="alert danger"><bdi>says &#34;cure&#34;.</bdi></p>' in card
    assert f"`{link}`" in comment.read_text()
    annotated = project.run("validate", "--format", "github").stdout
    assert "::error file=" in annotated
    assert f"We are a cosmetic.%0A{link}" in annotated


# -- the source, and the use


def test_a_word_is_found_at_its_source_and_where_it_is_used(workspace: Workspace) -> None:
    both = {"no-cure": {"forbid": {"fields": ["messaging.body", "posts.content"], "words": ["cure"]}}}
    project = workspace(
        {
            **ruling(both),
            "copy/claim.md": "The cure.",
            "brand.yaml": """\
            vars:
              claim: Our cure
            messaging:
              bold:
                name: Bold
                body: {file: copy/claim.md}
            """,
            "posts.yaml": {
                "posts": {
                    "claims": post(content="${vars.claim}: less."),
                    "uses": post(content="${messaging.bold.body} #skin", scheduledFor=TOMORROW + DAY),
                }
            },
        }
    )
    found = {d["address"]: d for d in project.plan().json["diagnostics"] if d["code"] == "rule"}
    assert found.keys() == {"messaging.bold", "posts.claims", "posts.uses"}
    taken = {address: d["detail"].splitlines()[0] for address, d in found.items()}
    assert taken == {
        "messaging.bold": "It takes in {file: copy/claim.md}.",
        "posts.claims": "It takes in ${vars.claim} (brand.yaml:2).",
        "posts.uses": "It takes in ${messaging.bold.body} (brand.yaml:6), {file: copy/claim.md}.",
    }
    assert (found["messaging.bold"]["source"]["file"], found["messaging.bold"]["source"]["line"]) == (
        "brand.yaml",
        6,
    )
    project.write({"copy/claim.md": "The serum."})
    assert [address for _, address, _, _ in broken(project.plan())] == ["posts.claims"]


# -- what a rule stops, and what not


def with_rules_later(workspace: Workspace, rules: Rules, **posts: dict[str, Any]) -> Project:
    """A workspace whose posts are live already when it gets its rules."""
    project = workspace(calendar(**posts)).applied()
    project.write(ruling(rules))
    return project


def test_what_was_there_before_is_warned_of_and_everything_else_is_applied(workspace: Workspace) -> None:
    project = with_rules_later(workspace, NO_CURE, it=post(content="A cure."))
    project.write(calendar(it=post(content="A cure."), new=post(scheduledFor=TOMORROW + DAY)))
    assert_warned(project, "posts.it", rule="no-cure")
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(scheduledFor=TOMORROW + DAY))]


@pytest.mark.parametrize(
    ("edit", "is_refused"),
    [
        ({"content": "A cure, again."}, True),
        ({"scheduledFor": TOMORROW + DAY}, False),
        ({"mode": "draft", "scheduledFor": None}, False),
    ],
    ids=["the-field-that-the-rule-reads", "another-field", "taken-off-the-calendar"],
)
def test_a_change_is_refused_only_in_what_the_rule_reads(
    workspace: Workspace, edit: dict[str, Any], *, is_refused: bool
) -> None:
    project = with_rules_later(workspace, NO_CURE, it=post(content="A cure."))
    project.write(calendar(it=post(**{"content": "A cure.", **edit})))
    if is_refused:
        assert_refused(project, "posts.it", rule="no-cure")
    else:
        assert_warned(project, "posts.it", rule="no-cure")
        assert project.apply().exit_code == 0


def test_a_draft_is_refused_once_it_is_to_go_out(workspace: Workspace) -> None:
    project = with_rules_later(workspace, NO_CURE, it=draft(content="A cure."))
    assert_warned(project, "posts.it", rule="no-cure")
    project.write(calendar(it=draft(content="A cure.", mode="now")))
    assert_refused(project, "posts.it", rule="no-cure")


@pytest.mark.parametrize(
    "check",
    [{"hashtags": {"max": 0}}, {"minGap": "4h"}, {"owner": {"collections": ["posts"]}}],
    ids=lambda check: str(*check),
)
@pytest.mark.parametrize("is_refused", [False, True], ids=["off-an-account", "onto-an-account"])
def test_to_be_taken_off_an_account_is_no_reason(
    workspace: Workspace, check: dict[str, Any], *, is_refused: bool
) -> None:
    fewer = post(content="Less. #a")
    more = {**fewer, "accounts": ["tiktok/glowlab", "instagram/glow.lab"]}
    near = post(scheduledFor=TOMORROW + HOUR) if "minGap" in check else {**draft(), "x-owner": "ana"}
    project = with_rules_later(workspace, {"ours": check}, it=fewer if is_refused else more, near=near)
    project.write(calendar(it=more if is_refused else fewer, near=near))
    addresses = ["posts.it", "posts.near"] if "minGap" in check else ["posts.it"]
    if is_refused:
        assert_refused(project, *addresses, rule="ours")
        return
    assert_warned(project, *addresses, rule="ours")
    assert project.apply().exit_code == 0
    assert [method for method, _, _ in project.calls()] == ["PATCH"]


@pytest.mark.parametrize("rule", ["owner", "quietHours", "minGap", "forbid"])
@pytest.mark.parametrize("how", ["delete", "stop", "destroy", "forget"])
def test_no_rule_stops_a_takedown(workspace: Workspace, rule: str, how: str) -> None:
    near = post(content="A cure, too.", scheduledFor=TOMORROW + HOUR)
    project = with_rules_later(workspace, {"ours": BAD[rule][0]}, it=post(content="A cure."), near=near)
    away: dict[str, Any] = {
        "delete": calendar(near=near),
        "stop": calendar(it=draft(content="A cure."), near=near),
        "destroy": {},
        "forget": {
            "posts.yaml": {"posts": {"near": near}, "removed": [{"from": "posts.it", "destroy": False}]}
        },
    }
    project.write(away[how])
    run = project.run("destroy", "--auto-approve") if how == "destroy" else project.apply()
    assert run.exit_code == 0
    assert (
        project.calls()
        == {
            "delete": [("DELETE", ONE, None)],
            "stop": [
                ("DELETE", ONE, None),
                ("POST", POSTS, sent(mode="draft", scheduledFor=None, content="A cure.")),
            ],
            "destroy": [("DELETE", ONE, None), ("DELETE", f"{POSTS}/post_2", None)],
            "forget": [],
        }[how]
    )


def test_what_is_taken_over_as_it_is_is_warned_of(workspace: Workspace) -> None:
    project = workspace({**ruling(NO_CURE), **calendar(it=post(content="A cure."))})
    live_post(project, content="A cure.")
    assert assert_warned(project, "posts.it", rule="no-cure").actions == {"posts.it": ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []


def test_what_is_left_out_for_now_is_refused_like_any_change(workspace: Workspace) -> None:
    project = workspace(
        {
            **ruling(NO_CURE),
            "all.yaml": {
                "videos": {"clip": {"model": "sora-2-text-to-video", "prompt": "A serum."}},
                "posts": {"it": post(videoUrl="${videos.clip.url}", content="A cure.")},
            },
        }
    )
    assert_refused(project, "posts.it", rule="no-cure")


def test_history_breaks_no_rule(workspace: Workspace) -> None:
    project = with_rules_later(workspace, NO_CURE, it=post(content="A cure."))
    wait(project, 2 * DAY)
    assert broken(project.plan()) == []
    assert project.run("validate").exit_code == 0


def test_only_what_a_target_is_about_is_told(workspace: Workspace) -> None:
    project = with_rules_later(
        workspace, NO_CURE, it=post(content="A cure."), other=post(scheduledFor=TOMORROW + DAY)
    )
    assert broken(project.plan("--target", "posts.other")) == []
    assert broken(project.plan("--target", "posts.it")) == [("warning", "posts.it", "no-cure", False)]


def test_what_publishes_at_once_is_judged_when_it_does(workspace: Workspace) -> None:
    at_once = post(mode="now", scheduledFor=None)
    never = {"never": {"quietHours": {"from": "00:00", "to": "24:00"}}, **GAP}
    soon = post(content="More.", videoUrl=OTHER, scheduledFor=START + HOUR)
    project = workspace({**ruling(never), **calendar(it=at_once, soon=soon)})
    assert [d["address"] for d in project.run("validate", "--format", "json").json["diagnostics"]] == [
        "posts.soon"
    ]
    refused = [
        ("error", a, r, True) for a, r in (("it", "never"), ("soon", "never"), ("it", "gap"), ("soon", "gap"))
    ]
    assert broken(project.plan()) == [(s, f"posts.{a}", r, no) for s, a, r, no in refused]
    project.write({"rawugc.yaml": {}, **calendar(it=at_once)})
    assert project.apply().exit_code == 0
    project.write(ruling(never))
    assert project.run("validate", "--strict").exit_code == 0
    assert broken(project.plan()) == []


# -- the whole set


def test_a_new_post_and_what_it_clashes_with_are_refused(workspace: Workspace) -> None:
    project = with_rules_later(workspace, GAP, it=post())
    project.write(calendar(it=post(), new=post(content="More.", scheduledFor=TOMORROW + HOUR)))
    assert_refused(project, "posts.it", "posts.new", rule="gap")


def test_a_post_that_nobody_manages_counts(workspace: Workspace) -> None:
    project = workspace({**ruling(GAP), **calendar(it=post())})
    theirs = live_post(project, videoUrl=OTHER, content="Theirs.", scheduledFor=TOMORROW + HOUR)
    plan = project.plan()
    assert broken(plan) == [("error", "posts.it", "gap", True)]
    assert theirs in plan.said("rule")["summary"]
    assert (project.apply().exit_code, project.calls()) == (3, [])


SET = {
    "minGap": {"minGap": "4h"},
    "maxPosts": {"maxPosts": {"per": "week", "max": 1}},
    "noRepeat": {"noRepeat": {"of": ["content"], "within": "7d"}},
}


@pytest.mark.parametrize("kind", SET)
def test_a_clash_with_what_nobody_manages_is_told_once(workspace: Workspace, kind: str) -> None:
    project = workspace({**ruling({"ours": SET[kind]}), **calendar(it=post())})
    live_post(project, videoUrl=OTHER, scheduledFor=TOMORROW + HOUR)
    assert broken(project.plan()) == [("error", "posts.it", "ours", True)]
    live_post(project, videoUrl=f"{OTHER}?3", content="Else.", scheduledFor=TOMORROW + 9 * DAY)
    live_post(project, videoUrl=f"{OTHER}?4", content="Else.", scheduledFor=TOMORROW + 9 * DAY + HOUR)
    among_themselves = ("warning", None, "ours", False)
    assert broken(project.plan()) == [("error", "posts.it", "ours", True), among_themselves]
    project.write(calendar(it=post(scheduledFor=TOMORROW + 20 * DAY)))
    assert broken(project.plan()) == [among_themselves]


def test_a_saved_plan_is_held_against_what_came_since(workspace: Workspace) -> None:
    project = workspace({**ruling(GAP), **calendar(it=post())})
    path = str(project.root / "the.plan")
    assert project.run("plan", "--out", path).exit_code == 0
    theirs = live_post(project, videoUrl=OTHER, content="Theirs.", scheduledFor=TOMORROW + HOUR)
    project.reset()
    refused = project.run("apply", path)
    assert (refused.exit_code, project.calls()) == (3, [])
    assert theirs in refused.stdout
    project.dashboard.remove("posts", theirs)
    assert project.run("apply", path).exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]


@pytest.mark.parametrize(
    "check",
    [
        {"captionLength": {"max": 10, "networks": ["tiktok"]}},
        {"hashtags": {"max": 0, "networks": ["tiktok"]}},
        {"minGap": "4h"},
        {"maxPosts": {"per": "week", "max": 1}},
    ],
    ids=lambda check: str(*check),
)
def test_accounts_that_are_named_by_their_ids_are_looked_up(
    workspace: Workspace, check: dict[str, Any]
) -> None:
    by_id = {"accounts": None, "accountIds": ["acc_1"]}
    it = post(**by_id, scheduledFor=TOMORROW + 20 * DAY)
    project = with_rules_later(workspace, {"ours": check}, it=it, other=post())
    edited = post(**by_id, content="Too long for it. #less", scheduledFor=TOMORROW + HOUR)
    project.write(calendar(it=edited, other=post()))
    addresses = ["posts.it", "posts.other"] if set(check) & set(SET) else ["posts.it"]
    assert_refused(project, *addresses, rule="ours")


# -- waivers


def waived(until: str) -> dict[str, Any]:
    return {
        **ruling(NO_CURE),
        "posts.yaml": f"""\
        posts:
          it:
            videoUrl: https://cdn.example.com/teaser.mp4
            accounts: [tiktok/glowlab]
            scheduledFor: {TOMORROW}
            # rawugc: allow no-cure until {until} Legal agreed, ticket 42
            content: A cure.
        """,
    }


def test_a_waiver_silences_one_place_and_is_listed(workspace: Workspace) -> None:
    project = workspace(waived("2027-01-15"))
    assert project.run("validate", "--strict").exit_code == 0
    note = project.plan().said("waived")
    assert (note["severity"], note["address"], note["field"], note["rule"]) == (
        "note",
        "posts.it",
        "content",
        "no-cure",
    )
    assert note["summary"] == 'says "cure", which is allowed until 2027-01-15: Legal agreed, ticket 42'
    page, comment = project.root / "page.html", project.root / "comment.md"
    project.run("plan", "--html", str(page), "--markdown", str(comment))
    for shown in (page.read_text(), comment.read_text(), project.run("plan").stdout):
        assert "ticket 42" in shown
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(content="A cure."))]


def test_a_waiver_lapses_and_says_so(workspace: Workspace) -> None:
    project = workspace(waived("2027-01-15"))
    wait(project, DAY // 2)
    assert [d["rule"] for d in project.plan().diagnostics if d["code"] == "waived"] == ["no-cure"]
    wait(project, DAY // 3)
    refusal = project.plan().said("rule")
    assert "It was allowed until 2027-01-15 (Legal agreed, ticket 42), and that is over." in refusal["detail"]
    assert_refused(project, "posts.it", rule="no-cure")


def test_a_saved_plan_outlives_no_waiver(workspace: Workspace) -> None:
    project = workspace(waived("2027-01-15"))
    path = str(project.root / "the.plan")
    assert project.run("plan", "--out", path).exit_code == 0
    wait(project, DAY * 5 // 6)
    project.reset()
    refused = project.run("apply", path)
    assert (refused.exit_code, project.calls()) == (3, [])
    assert "It was allowed until 2027-01-15" in refused.stdout


# -- rights


def test_nothing_new_goes_out_after_its_rights(workspace: Workspace) -> None:
    project = workspace(calendar(it={**post(), "x-rights": ENDED}))
    assert project.run("validate").exit_code == 1
    assert_refused(project, "posts.it", rule="rights-ended", code="rights-ended")


def test_what_is_scheduled_when_rights_end_is_an_error_that_stops_and_deletes_nothing(
    workspace: Workspace,
) -> None:
    project = workspace(calendar(it=post())).applied()
    new = post(content="More.", scheduledFor=TOMORROW + DAY)
    project.write(calendar(it={**post(), "x-rights": ENDED}, new=new))
    plan = project.plan()
    ended = plan.said("rights-ended")
    assert (ended["severity"], ended["address"], ended["refusal"], ended["stops"]) == (
        "error",
        "posts.it",
        False,
        False,
    )
    assert (plan.exit_code, plan.actions) == (1, {"posts.new": ["create"]})
    drift = project.run("drift", "--json")
    assert (drift.exit_code, drift.said("rights-ended")["address"]) == (1, "posts.it")
    shown = project.run("calendar")
    assert (shown.exit_code, shown.stderr.count("posts.it.scheduledFor")) == (1, 1)
    assert "posts.new" in shown.stdout
    applied = project.apply()
    assert (applied.exit_code, project.calls()) == (4, [("POST", POSTS, sent(**new))])
    assert [one["code"] for one in applied.result["lasting"]] == ["rights-ended"]
    project.reset()
    project.write(calendar(new=new))
    assert project.apply().exit_code == 0
    assert project.calls() == [("DELETE", ONE, None)]


def test_rights_of_what_a_post_refers_to_are_its_own(workspace: Workspace) -> None:
    serum = {"name": "Serum", "photos": ["https://cdn.example.com/front.jpg"], "x-rights": ENDED}
    uses = post(content="Meet ${products.serum.name}.")
    project = workspace({"all.yaml": {"products": {"serum": serum}, "posts": {"it": uses}}})
    assert_refused(project, "posts.it", rule="rights-ended", code="rights-ended")


def test_a_saved_plan_that_is_about_something_else_is_carried_out(workspace: Workspace) -> None:
    project = workspace(calendar(it=post())).applied()
    new = post(content="More.", scheduledFor=TOMORROW + DAY)
    project.write(calendar(it={**post(), "x-rights": ENDED}, new=new))
    path = str(project.root / "the.plan")
    assert project.run("plan", "--out", path).exit_code == 1
    shown = project.run("show", path)
    assert "Error: posts.it.scheduledFor" in shown.stdout
    assert project.run("apply", path).exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**new))]


# -- drift


def test_drift_warns_of_what_the_dashboard_made_of_a_post(workspace: Workspace) -> None:
    project = with_rules_later(workspace, NO_CURE, it=post())
    project.dashboard.edit("posts", "post_1", {"content": "A cure."})
    assert broken(project.run("drift", "--json")) == [("warning", "posts.it", "no-cure", False)]
    assert broken(project.plan()) == [("warning", "posts.it", "no-cure", False)]
