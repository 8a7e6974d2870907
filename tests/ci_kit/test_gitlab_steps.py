"""The kit on GitLab: every line of its jobs, run in order, against a RawUGC and a forge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.ci_kit.conftest import KEY, MAIN, MERGE_REQUEST, NUMBER, World
from tests.ci_kit.pipeline import Ended, Machine, variables
from tests.ci_kit.test_github_steps import ADDED, CHANGED, EDITED, MESSAGE, drifted, name_in
from tests.git.test_checkout import git
from tests.sampling import MINUTES

pytestmark = [pytest.mark.timeout(600), MINUTES]

PROPOSED = {"brand": EDITED, "messages": MESSAGE}


KEYS = {"RAWUGC_API_KEY": KEY}


def review(world: World, machine: Machine, keys: Mapping[str, str] = KEYS, **inputs: Any) -> Ended:
    """The review of the merge request."""
    base = git(world.home, "rev-parse", "main")
    told = variables(world.place, "merge_request_event", NUMBER, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    return machine.run("rawugc-review", {**told, **keys}, MERGE_REQUEST, **inputs)


def on_main(world: World, machine: Machine, job: str, source: str, **inputs: Any) -> Ended:
    told = variables(world.place, source, RAWUGC_API_KEY=KEY)
    return machine.run(f"rawugc-{job}", told, MAIN, **inputs)


def comment(world: World, machine: Machine, body: str, login: str = "ana", **more: Any) -> Ended:
    """What the webhook of a comment on the merge request starts."""
    said = world.place.say(NUMBER, body, login)
    request = {"iid": NUMBER, "state": world.place.pulls[NUMBER]["state"]}
    link = f"https://gitlab.com/acme/brands/-/merge_requests/{NUMBER}#note_{said['id']}"
    told = {
        "object_kind": "note",
        "object_attributes": {"id": said["id"], "url": link},
        "merge_request": request,
        **more,
    }
    path = machine.folder / "payload.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    job = variables(world.place, "trigger", RAWUGC_API_KEY=KEY, TRIGGER_PAYLOAD=str(path))
    return machine.run("rawugc-approve", job, MAIN)


def test_a_merge_request_is_reviewed_with_a_page_and_a_comment(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(brand=EDITED)
    ended = review(world, machine)
    assert (ended.code, world.writes()) == (0, []), ended.printed
    assert "Visibly calmer" in world.place.bodies(NUMBER)[0]
    assert ended.kept["rawugc-review/page.html"].startswith("<!doctype html>")


def test_from_a_merge_request_over_a_yes_to_what_is_live(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(**PROPOSED)
    review(world, machine)
    name = name_in(world.place.bodies(NUMBER)[0])
    said = comment(world, machine, f"/rawugc approve legal {name}")
    assert (said.code, len(world.place.reactions), world.writes()) == (0, 1, []), said.printed

    world.merged(**PROPOSED)
    ended = on_main(world, machine, "apply", "push")
    assert (ended.code, sorted(world.writes())) == (0, [CHANGED, ADDED]), ended.printed
    assert "Apply complete" in world.place.bodies(NUMBER)[0]
    assert "rawugc-review/result.md" in ended.kept
    world.settled()


def test_what_lacks_a_yes_waits_and_comes_with_the_next_run(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(**PROPOSED)
    world.merged(**PROPOSED)
    assert on_main(world, machine, "apply", "push").code == 0
    assert world.writes() == [CHANGED]
    said = comment(world, machine, f"/rawugc approve legal {world.name()}")
    assert said.code == 0, said.printed
    world.sent.clear()
    assert on_main(world, machine, "apply", "web").code == 0
    assert world.writes() == [ADDED]
    world.settled()


# -- validate


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        (EDITED, 0, []),
        ("personas: {p: {nam: N}}\n", 1, ["brand.yaml"]),
        ("personas: {p: {description: D, name: N}}\n", 2, []),
    ],
    ids=["fine", "wrong", "messy"],
)
def test_a_merge_request_is_validated_without_a_key_with_its_findings(
    world: World, machine: Machine, text: str, code: int, found: list[str]
) -> None:
    world.applied()
    world.pull_request(fork=True, brand=text)
    told = variables(world.place, "merge_request_event", NUMBER)
    ended = machine.run("rawugc-validate", told, MERGE_REQUEST)
    report = json.loads(ended.kept["gl-code-quality-report.json"])
    assert (ended.code, sorted({one["location"]["path"] for one in report})) == (code, found)
    assert (world.sent, world.place.log) == ([], [])


# -- what is refused


@pytest.mark.parametrize("job", ["review", "apply"])
def test_a_first_run_is_left_to_people(world: World, machine: Machine, job: str) -> None:
    world.pull_request(brand=EDITED)
    ended = review(world, machine) if job == "review" else on_main(world, machine, "apply", "push")
    assert (ended.code, world.writes()) == (3, [])
    assert "first-run" in ended.printed


def test_a_job_without_its_variable_validates_and_says_so(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(brand=EDITED)
    ended = review(world, machine, {})
    assert (ended.code, world.sent) == (0, [])
    assert "There is no key here" in ended.printed


def test_a_comment_does_not_bring_the_key_to_a_fork(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(fork=True, messages=MESSAGE)
    ended = comment(world, machine, "/rawugc approve legal 4d3d-3583-d919-0a1b-77c2")
    assert (ended.code, world.sent, world.place.reactions) == (3, [], [])


def test_who_has_no_say_is_told_so(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(messages=MESSAGE)
    review(world, machine)
    name = name_in(world.place.bodies(NUMBER)[0])
    ended = comment(world, machine, f"/rawugc approve legal {name}", "eve")
    assert (ended.code, world.place.reactions, world.writes()) == (3, [], [])
    assert "eve may not speak for legal" in world.place.bodies(NUMBER)[-1]


def test_a_comment_on_something_else_is_passed_over(world: World, machine: Machine) -> None:
    world.applied()
    world.pull_request(brand=EDITED)
    ended = comment(world, machine, "/rawugc approve legal x", merge_request=None)
    assert (ended.code, world.sent, world.place.log) == (0, [], [])
    assert "no comment on a merge request" in ended.printed


# -- the night, and what else can be set


@pytest.mark.parametrize(("propose", "code"), [(True, 0), (False, 2)])
def test_drift_is_proposed_or_fails_the_job(world: World, machine: Machine, propose: bool, code: int) -> None:
    drifted(world)
    ended = on_main(world, machine, "drift", "schedule", propose=propose)
    assert (ended.code, world.writes()) == (code, []), ended.printed
    assert "rawugc-review/drift.html" in ended.kept
    branches = git(world.origin, "branch", "--list", "rawugc-sync/drift")
    assert (len(world.place.pulls), bool(branches)) == ((1, True) if propose else (0, False))


def test_of_several_workspaces_those_that_have_changed_are_reviewed(world: World, machine: Machine) -> None:
    world.several()
    world.pull_request(**{"brands/elm/brand": EDITED})
    ended = review(world, machine, {"ELM_KEY": KEY, "OAK_KEY": KEY}, workspaces="changed")
    assert (ended.code, world.writes()) == (0, []), ended.printed
    (comment,) = world.place.bodies(NUMBER)
    assert comment.startswith("<!-- rawugc-sync: elm ")


def test_what_a_merged_result_has_from_its_target_is_no_change_of_it(world: World, machine: Machine) -> None:
    """Others have merged since the request began; its pipeline runs on what comes of both."""
    world.several()
    base = git(world.home, "rev-parse", "main")
    world.merged(**{"brands/oak/brand": EDITED})
    world.own("apply", "--all", "--auto-approve", ELM_KEY=KEY, OAK_KEY=KEY)
    world.sent.clear()
    target = git(world.home, "rev-parse", "main")
    world.pull_request(**{"brands/elm/brand": EDITED})
    told = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}
    job = variables(world.place, "merge_request_event", NUMBER, **told, ELM_KEY=KEY, OAK_KEY=KEY)
    ended = machine.run("rawugc-review", job, MERGE_REQUEST, workspaces="changed")
    assert (ended.code, world.writes()) == (0, []), ended.printed
    (comment,) = world.place.bodies(NUMBER)
    assert comment.startswith("<!-- rawugc-sync: elm ")
