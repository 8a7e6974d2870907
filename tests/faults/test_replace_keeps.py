"""A replacement that dies between its delete and its create: the next run creates what was planned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.sandbox.faults import Fault
from tests.contract.post_calendar import POSTS, Files, calendar, post, sent
from tests.faults.conftest import Brand
from tests.faults.wire import FaultyRawUGC, GuardedProject, problem

OTHER, THIRD = "https://cdn.example.com/other.mp4", "https://cdn.example.com/third.mp4"

DIES = {
    "delete-unanswered": Fault("reset", method="DELETE", times=None, outage=True),
    "create-refused": Fault(answer=problem(422), carried_out=False, method="POST"),
    "create-not-sent": Fault("reset", carried_out=False, method="POST", times=None, outage=True),
}
THEN: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "nothing-else": ({}, {"content": "Fixed."}),
    "another-video": ({"videoUrl": THIRD}, {"videoUrl": THIRD, "content": "Fixed."}),
    "another-caption": ({"content": "New."}, {"content": "New."}),
}


def interrupted(brand: Brand, wire: FaultyRawUGC, fault: Fault) -> GuardedProject:
    """A post whose caption was fixed in the dashboard, and whose replacement has died half-way."""
    project = brand(calendar(teaser=post()))
    assert project.apply().exit_code == 0
    project.dashboard.edit("posts", "post_1", {"content": "Fixed."})
    project.write(calendar(teaser=post(videoUrl=OTHER)))
    wire.faults.set(fault)
    assert project.apply().exit_code != 0
    wire.faults.set()
    return project


@pytest.mark.parametrize(("change", "expected"), THEN.values(), ids=THEN)
@pytest.mark.parametrize("fault", DIES.values(), ids=DIES)
def test_what_was_taken_over_survives_the_run(
    brand: Brand,
    wire: FaultyRawUGC,
    fault: Fault,
    change: Mapping[str, Any],
    expected: Mapping[str, Any],
) -> None:
    project = interrupted(brand, wire, fault)
    if project.unresolved():
        project.clock.sleep(60)  # it may still land
        assert project.run("state", "resolve", "posts.teaser", "--recreate").exit_code == 0
    project.write(calendar(teaser=post(**{"videoUrl": OTHER, **change})))
    project.reset()
    assert project.apply().exit_code == 0
    made = [body for method, path, body in project.calls() if (method, path) == ("POST", POSTS)]
    assert made == [sent(**{"videoUrl": OTHER, **expected})]
    project.assert_settled()


def test_a_create_without_an_answer_is_known_by_what_was_sent(brand: Brand, wire: FaultyRawUGC) -> None:
    """It has the caption of the dashboard, which git and so the record do not have."""
    project = interrupted(brand, wire, Fault("reset", method="POST", times=None, outage=True))
    assert project.apply().exit_code == 0
    assert len(project.dashboard.objects("posts")) == 1
    plan = project.assert_settled()
    assert [(d["code"], d["field"]) for d in plan.json["diagnostics"]] == [("drift-kept", "content")]


def test_a_replacement_that_nobody_wants_any_more_leaves_nothing(brand: Brand, wire: FaultyRawUGC) -> None:
    project = interrupted(brand, wire, DIES["create-refused"])
    project.write({"posts.yaml": {"posts": {}}})
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"] == {}
    project.assert_settled()


def two(level: str) -> Files:
    return calendar(
        a=post(videoUrl=OTHER, content="One.", tiktokPrivacyLevel=level),
        b=post(videoUrl=THIRD, content="Other.", tiktokPrivacyLevel=level),
    )


def test_two_of_them_are_no_sign_of_a_wrong_key(brand: Brand, wire: FaultyRawUGC) -> None:
    """Their objects are gone because we have deleted them, and nobody has to ask for them by id."""
    project = brand(two("PUBLIC_TO_EVERYONE"))
    assert project.apply().exit_code == 0
    project.write(two("SELF_ONLY"))
    wire.faults.set(Fault(answer=problem(422), carried_out=False, method="POST", times=2))
    assert project.apply().exit_code == 4
    wire.faults.set()
    project.reset()
    assert project.apply().exit_code == 0
    assert [path for method, path in project.requests() if method == "GET"] == [POSTS, "/social/accounts"]
    project.assert_settled()
