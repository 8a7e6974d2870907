"""A saved plan is stale for what it touches, and for nothing else: the table of cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Files, Project
from tests.contract.samples import DAY
from tests.contract.test_saved_plans import assert_stale, saved

SERUM = """\
vars: {claim: Visibly calmer}
defaults:
  styles: {aspectRatio: portrait}
messaging:
  core: {name: Core, body: {file: copy/core.md}}
products:
  serum:
    name: Serum
    photos: []
    description: ${vars.claim} skin
    messaging: ${messaging.core.body}
styles:
  shelf: {name: Shelf, type: video, promptTemplate: One}
personas:
  other: {name: Other, description: Other}
  idle: {name: Idle, description: Idle}
"""
BRAND: Files = {"brand.yaml": SERUM, "copy/core.md": "Less is more."}
PLANNED = SERUM.replace("name: Serum", "name: Barrier serum").replace("Template: One", "Template: Two")

Deed = Callable[[Project], Any]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Applied, and then with another name for the product and another template for the style."""
    made = workspace(BRAND).applied()
    made.write({"brand.yaml": PLANNED})
    return made


def the(project: Project, collection: str) -> str:
    """The id of the one object that we manage in a collection."""
    (found,) = [r["id"] for a, r in project.state["resources"].items() if a.startswith(collection)]
    return str(found)


def calls(project: Project) -> list[Any]:
    """What the saved plan does: one product and one style."""
    return [
        ("PATCH", f"/products/{the(project, 'products')}", {"name": "Barrier serum"}),
        ("PATCH", f"/styles/{the(project, 'styles')}", {"promptTemplate": "Two"}),
    ]


def rewritten(old: str, new: str, more: str = "") -> Deed:
    """An edit of the manifest."""
    assert old in PLANNED
    return lambda project: project.write({"brand.yaml": PLANNED.replace(old, new) + more})


def edited(collection: str, **fields: str) -> Deed:
    """An edit in the dashboard."""
    return lambda project: project.dashboard.edit(collection, the(project, collection), fields)


def moved_file(project: Project) -> None:
    project.write(
        {"brand.yaml": None, "teams/serum.yaml": PLANNED.replace("copy/core.md", "../copy/core.md")}
    )


def other_applied(project: Project) -> None:
    """A plan of something else is applied: the serial moves."""
    serial = project.state["serial"]
    rewritten("description: Other", "description: Changed")(project)
    assert project.apply("--target", "personas.other").exit_code == 0
    assert project.state["serial"] > serial


OTHER_LEAVES = "  other: {name: Other, description: Other}\n"
RENAMED = "moved: [{from: personas.idle, to: personas.quiet}]\n"
GUARDED = "description: Idle, lifecycle: {preventDestroy: true}}"

ELSEWHERE: dict[str, Deed] = {
    "nothing": lambda _: None,
    "a comment": rewritten("styles:\n  shelf", "# The look.\nstyles:\n  shelf"),
    "the same text in another spelling": rewritten("name: Barrier serum", 'name: "Barrier serum"'),
    "another file": moved_file,
    "an edit of another block": rewritten("description: Other", "description: Changed"),
    "a new resource": rewritten("personas:", "personas:\n  new: {name: New, description: New}"),
    "a resource that leaves": rewritten(OTHER_LEAVES, ""),
    "a moved block": rewritten("  idle:", "  quiet:", RENAMED),
    "a guard": rewritten("description: Idle}", GUARDED),
    "a disjoint plan": other_applied,
    "drift": lambda p: p.dashboard.edit("personas", "per_1", {"description": "Edited"}),
    "a removal": lambda p: p.dashboard.remove("personas", "per_1"),
    "a stranger": lambda p: p.dashboard.insert("personas", {"name": "N", "description": "N"}),
}


@pytest.mark.parametrize("happens", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_happens_elsewhere_does_not_stop_it_and_is_left_to_the_next_plan(
    project: Project, happens: Deed
) -> None:
    path = saved(project)
    happens(project)
    project.reset()
    run = project.run("apply", path)
    assert (run.exit_code, project.calls()) == (0, calls(project))
    assert project.apply().exit_code == 0
    project.assert_settled()
    assert_stale(project, path, "may have been applied already")


def changed_and_back(project: Project) -> None:
    """Others apply a change, and it is undone in the dashboard: live is as it was, the record is not."""
    rewritten("Template: Two", "Template: Three")(project)
    assert project.apply("--target", "styles.shelf").exit_code == 0
    edited("styles", promptTemplate="One")(project)
    project.write({"brand.yaml": PLANNED})


IGNORED = "Template: Two, description: D, lifecycle: {ignoreChanges: [description]}"
ITS_BLOCK, NO_MORE = "Its block in the manifests", "is not to be changed any more"
SERUM_ITSELF, SHELF = "products.serum", "styles.shelf"

AT_HOME: dict[str, tuple[Deed, str, str]] = {
    "its text": (rewritten("Barrier serum", "Barrier cream"), SERUM_ITSELF, ITS_BLOCK),
    "a var": (rewritten("Visibly calmer", "Calmer"), SERUM_ITSELF, ITS_BLOCK),
    "a file": (lambda p: p.write({"copy/core.md": "More."}), SERUM_ITSELF, ITS_BLOCK),
    "a default": (rewritten("aspectRatio: portrait", "aspectRatio: square"), SHELF, ITS_BLOCK),
    "a reference": (rewritten("${messaging.core.body}", "Less is more."), SERUM_ITSELF, ITS_BLOCK),
    "its lifecycle": (
        rewritten("Template: Two", "Template: Two, lifecycle: {preventDestroy: true}"),
        SHELF,
        ITS_BLOCK,
    ),
    "an ignored field": (rewritten("Template: Two", IGNORED), SHELF, ITS_BLOCK),
    "it is taken back": (rewritten("Barrier serum", "Serum"), SERUM_ITSELF, NO_MORE),
    "it leaves": (
        rewritten("styles:\n  shelf: {name: Shelf, type: video, promptTemplate: Two}", "styles: {}"),
        SHELF,
        "is not as it was",
    ),
    "a dashboard edit": (edited("products", description="Edited"), SERUM_ITSELF, "is now 'Edited'"),
    "the same edit there": (edited("products", name="Barrier serum"), SERUM_ITSELF, NO_MORE),
    "a removal": (lambda p: p.dashboard.remove("products", the(p, "products")), SERUM_ITSELF, "now that"),
    "its record": (changed_and_back, SHELF, "Its record in the state"),
    "a moved block": (
        rewritten("  shelf:", "  ledge:", "moved: [{from: styles.shelf, to: styles.ledge}]\n"),
        "styles.ledge",
        "is renamed from styles.shelf",
    ),
    "it was done already": (lambda p: p.apply(), SERUM_ITSELF, "may have been applied already"),
}


@pytest.mark.parametrize(("happens", "address", "said"), AT_HOME.values(), ids=AT_HOME)
def test_what_happens_to_one_of_its_resources_makes_it_stale(
    project: Project, happens: Deed, address: str, said: str
) -> None:
    path = saved(project)
    happens(project)
    project.reset()
    assert_stale(project, path, address, said)
    assert project.apply().exit_code == 0
    project.assert_settled()


def teaser(**fields: Any) -> Files:
    base = {"videoUrl": "https://cdn.example.com/v.mp4", "accounts": ["tiktok/glowlab"]}
    return {"posts.yaml": {"posts": {"teaser": {**base, **fields}}}}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(DAY // 1000 - 60, "is due in less than two minutes"), (DAY // 1000 + 1, "has come due")],
)
def test_a_post_that_has_come_due_is_told_as_due(workspace: Workspace, seconds: int, said: str) -> None:
    project = workspace(teaser(scheduledFor=START + DAY, content="Less.")).applied()
    project.write(teaser(scheduledFor=START + DAY, content="More."))
    path = saved(project)
    project.clock.sleep(seconds)
    assert_stale(project, path, "posts.teaser", said)


def test_a_candidate_for_a_create_makes_it_stale_whatever_a_plan_would_say_now(workspace: Workspace) -> None:
    """A plan made now is refused as a possible duplicate; this one is stale for it."""
    project = workspace(teaser(mode="now"))
    path = saved(project)
    body = {"videoUrl": "https://cdn.example.com/v.mp4", "accountIds": ["acc_1"], "mode": "now"}
    project.dashboard.insert("posts", body, at=START)
    assert_stale(project, path, "may be out already as post_1")


def test_a_plan_made_without_a_state_goes_after_the_one_that_began_it(workspace: Workspace) -> None:
    project = workspace(BRAND)
    path = str(project.root / "the.plan")
    assert project.run("plan", "--target", "styles", "--out", path).exit_code == 0
    assert project.apply("--target", "personas").exit_code == 0
    project.reset()
    assert project.run("apply", path).exit_code == 0
    assert [call[:2] for call in project.calls()] == [("POST", "/styles")]
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_it_reads_what_the_plan_read_and_nothing_else(project: Project) -> None:
    path = str(project.root / "the.plan")
    assert project.run("plan", "--target", "styles", "--out", path).exit_code == 0
    project.reset()
    assert project.run("apply", path).exit_code == 0
    assert project.requests() == [("GET", "/styles"), ("PATCH", f"/styles/{the(project, 'styles')}")]


def test_json_tells_of_a_stale_plan_as_well(project: Project) -> None:
    path = saved(project)
    edited("products", description="Edited")(project)
    run = project.run("apply", path, "--json")
    assert (run.exit_code, run.codes) == (3, {"stale"})
