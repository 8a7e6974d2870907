"""Ways around a yes that are none, and a yes that whoever gave it can rely on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from rawugc_sync.planfile.pieces import checksum
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, MINUTE, ONE, POSTS, TOMORROW, post, sent, wait
from tests.contract.post_calendar import VIDEO as VIDEO_URL
from tests.contract.project import HandClock, Project
from tests.contract.test_approvals import LEGAL, OTHER, TEASER, approve, asked, kept, world
from tests.contract.test_media import IMAGE, VIDEO
from tests.files.samples import png

LAUNCH = "posts.launch"
MOVED = [{"from": TEASER, "to": LAUNCH}]
AT_ONCE = post(mode="now", scheduledFor=None)
BOTH = {role: {"of": ["posts.content"], "by": [who]} for role, who in (("legal", "ana"), ("brand", "bo"))}


def applied(workspace: Workspace, posts: Mapping[str, Any], roles: Mapping[str, Any] = LEGAL) -> Project:
    """A workspace whose posts all have said yes to, and that are live."""
    project = workspace(world(posts, roles=roles))
    for role in roles:
        approve(project, role=role, person=roles[role]["by"][0])
    project.applied()
    wait(project, MINUTE)
    return project


def test_what_is_renamed_and_left_out_is_no_other_post_next_time(workspace: Workspace) -> None:
    project = applied(workspace, {"teaser": post()}, BOTH)
    project.write(world({"launch": post(content="More.")}, roles=BOTH, moved=MOVED))
    approve(project)
    assert (project.apply("--only-approved").exit_code, project.calls()) == (0, [])
    plan = project.plan()
    assert plan.actions == {LAUNCH: ["update"]}
    assert asked(plan) == {(LAUNCH, "legal"): "given", (LAUNCH, "brand"): "missing"}
    approve(project, role="brand", person="bo")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", ONE, {"content": "More."})]
    project.assert_settled()


def test_a_yes_from_before_a_rename_counts_once_that_is_applied(workspace: Workspace) -> None:
    project = applied(workspace, {"teaser": post()})
    project.write(world({"teaser": post(content="More.")}))
    approve(project)
    project.write(world({"launch": post()}, moved=MOVED))
    project.applied()
    project.write(world({"launch": post(content="More.")}, moved=MOVED))
    assert asked(project.plan()) == {(LAUNCH, "legal"): "given"}


@pytest.mark.parametrize(
    ("forged", "posts"),
    [
        pytest.param({"media": {"content": "Evil."}}, {"teaser": post(content="Evil.")}, id="other-words"),
        pytest.param({"fields": [], "act": ["delete", "post_1"]}, {}, id="another-act"),
        pytest.param({"fields": ["videoUrl"]}, {"teaser": post(content="Evil.")}, id="fewer-fields"),
    ],
)
def test_a_yes_to_a_file_is_to_what_that_shows(
    workspace: Workspace, forged: Mapping[str, Any], posts: Mapping[str, Any]
) -> None:
    project = applied(workspace, {"teaser": post()})
    project.write(world({"teaser": post(content="Harmless.")}))
    project.run("plan", "--out", "the.plan")
    saved = json.loads((project.root / "the.plan").read_text(encoding="ascii"))
    saved["approvals"][0].update(forged)
    saved["checksum"] = checksum({name: part for name, part in saved.items() if name != "checksum"})
    project.write({"the.plan": json.dumps(saved)})
    said = len(kept(project))
    assert project.run("approve", "the.plan", "--role", "legal", "--as", "ana").exit_code == 3
    assert len(kept(project)) == said
    project.write(world(posts))
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}


def test_a_yes_to_a_file_counts_for_media_that_are_not_there_yet(workspace: Workspace) -> None:
    roles = {"legal": {"of": ["posts", "videos"], "by": ["ana"]}}
    unseen = post(mode="draft", scheduledFor=None, videoUrl="${videos.it.url}")
    project = workspace(world({"teaser": unseen}, roles=roles, videos={"it": VIDEO}))
    approve(project)
    assert asked(project.plan()) == {(TEASER, "legal"): "given", ("videos.it", "legal"): "given"}


@dataclass(frozen=True)
class Ahead:
    """The clock of a machine that goes five minutes ahead."""

    clock: HandClock

    def now(self) -> float:
        return self.clock.now() + 300

    def monotonic(self) -> float:
        return self.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)


def test_a_yes_by_a_clock_that_goes_ahead_serves_once(workspace: Workspace) -> None:
    project = workspace(world({"teaser": AT_ONCE}))
    approve(replace(project, clock=Ahead(project.rawugc.clock)))
    assert project.apply().exit_code == 0
    project.dashboard.remove("posts", "post_1")
    wait(project, 2 * DAY)
    assert asked(project.plan("--recreate", TEASER)) == {(TEASER, "legal"): "missing"}


def test_a_no_is_taken_back_by_who_has_said_it_where_anybody_may(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}, roles={"legal": {"of": ["posts"]}}))
    approve(project, "--reject", "--note", "No.", person="bo")
    (no,) = [one["id"] for one in kept(project)]
    refused = project.run("approvals", "revoke", no, "--as", "mallory")
    assert (refused.exit_code, len(kept(project))) == (3, 1)
    assert "mallory may not take back what bo has said" in refused.stderr
    assert asked(project.plan()) == {(TEASER, "legal"): "rejected"}
    assert project.run("approvals", "revoke", no, "--as", "bo").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}


def test_who_has_approved_the_digest_of_a_plan_has_approved_what_is_left_of_it(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post(), "launch": post(**OTHER)}))
    approve(project, "--change", LAUNCH)
    whole = project.plan().json["digest"]
    project.reset()
    assert project.apply("--only-approved", "--expect-digest", whole).exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**OTHER))]


def test_a_saved_plan_that_has_nobody_asked_says_how_to_get_a_yes(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}, roles={})).applied()
    project.write(world({"teaser": post(content="More.")}, roles={}))
    project.run("plan", "--out", "old.plan")
    project.write(world({"teaser": post(content="More.")}))
    refused = project.run("apply", "old.plan", "--auto-approve")
    assert (refused.exit_code, project.calls()) == (3, [])
    assert "rawugc-sync approve --role legal PLANFILE, where PLANFILE is the saved plan" in refused.stdout
    assert approve(project).exit_code == 0
    assert project.run("apply", "old.plan", "--auto-approve").exit_code == 0
    assert project.calls() == [("PATCH", ONE, {"content": "More."})]


def test_a_yes_to_a_file_counts_for_files_beside_media_that_are_not_there_yet(workspace: Workspace) -> None:
    roles = {"legal": {"of": ["products"], "by": ["ana"]}}
    photos = [{"file": "p.png"}, "${images.it.url}"]
    product = {"name": "P", "description": "D", "messaging": "M", "photos": photos}
    files = world({}, roles=roles, products={"p": product}, images={"it": IMAGE})
    project = workspace(files)
    (project.root / "p.png").write_bytes(png("p"))
    assert approve(project).exit_code == 0
    assert asked(project.plan()) == {("products.p", "legal"): "given"}


def test_what_is_destroyed_takes_a_yes_by_the_way_that_the_refusal_names(workspace: Workspace) -> None:
    project = applied(workspace, {"teaser": post()})
    allowed = f"""\
        posts:
          teaser:
            videoUrl: {VIDEO_URL}
            accounts: [tiktok/glowlab]
            scheduledFor: {TOMORROW}
            # rawugc: allow no-cure until 2027-01-31 It is a quote.
            content: Less.
        """
    rules = {"no-cure": {"forbid": {"fields": ["posts.content"], "words": ["cure"]}}}
    config = {"workspace": "glow", "approvals": LEGAL, "rules": rules}
    project.write({"rawugc.yaml": config, "posts.yaml": allowed})
    refused = project.run("destroy", "--auto-approve")
    assert (refused.exit_code, project.calls()) == (3, [])
    assert "rawugc-sync plan --destroy --out PLANFILE" in refused.stdout
    assert "--only-approved" not in refused.stdout
    assert "no-cure" not in refused.stdout
    project.run("plan", "--destroy", "--out", "the.plan")
    assert project.run("approve", "the.plan", "--role", "legal", "--as", "ana").exit_code == 0
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert project.calls() == [("DELETE", ONE, None)]
