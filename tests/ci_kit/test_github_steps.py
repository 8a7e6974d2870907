"""The kit on GitHub: every step of its action and workflow, run in order, against a RawUGC and a forge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ci_kit.conftest import BRAND, CONFIG, KEY, NUMBER, World
from tests.git.test_checkout import git
from tests.sampling import MINUTES

pytestmark = MINUTES

EDITED = BRAND.replace("D\n", "Visibly calmer\n")
MESSAGE = "messaging:\n  m:\n    name: M\n    body: |\n      Calm.\n"
CHANGED = ("PATCH", "/personas/per_1")
ADDED = ("POST", "/messaging")


def name_in(comment: str) -> str:
    """The name of a plan, which is the last line of its comment."""
    return comment.rstrip().rpartition("plan ")[2]


def test_a_pull_request_is_reviewed_with_a_page_a_summary_and_a_comment(world: World) -> None:
    world.applied()
    ended = world.runner.run("review", world.pull_request(brand=EDITED))
    assert ended.code == 0, ended.printed
    assert world.writes() == []
    (comment,) = world.place.bodies(NUMBER)
    assert "Visibly calmer" in comment
    assert "Visibly calmer" in ended.summary
    ((name, (page,)),) = ended.artifacts.items()
    assert (name, page.startswith("<!doctype html>")) == ("rawugc-review.html", True)
    assert ended.outputs["artifact-url"].endswith("/rawugc-review.html")


def test_from_a_pull_request_over_a_yes_to_what_is_live(world: World) -> None:
    world.applied()
    proposed = {"brand": EDITED, "messages": MESSAGE}
    assert world.runner.run("review", world.pull_request(**proposed)).code == 0
    name = name_in(world.place.bodies(NUMBER)[0])
    said = world.runner.run("approve", world.comment(f"/approve legal {name}"))
    assert (said.code, world.place.reactions) == (0, [(1001, "+1")]), said.printed
    assert world.writes() == []

    ended = world.runner.run("apply", world.merged(**proposed))
    assert (ended.code, sorted(world.writes())) == (0, [CHANGED, ADDED]), ended.printed
    assert "Apply complete: 1 added, 1 changed, 0 destroyed." in world.place.bodies(NUMBER)[0]
    assert "Apply complete" in ended.summary
    world.settled()


def test_what_lacks_a_yes_waits_and_comes_with_the_next_run_once_it_is_there(world: World) -> None:
    world.applied()
    proposed = {"brand": EDITED, "messages": MESSAGE}
    world.pull_request(**proposed)
    merged = world.merged(**proposed)
    ended = world.runner.run("apply", merged)
    assert (ended.code, world.writes()) == (0, [CHANGED]), ended.printed
    assert "messaging.m" in world.place.bodies(NUMBER)[0]

    said = world.runner.run("approve", world.comment(f"/approve legal {world.name()}"))
    assert (said.code, len(world.place.reactions)) == (0, 1), said.printed
    merged.name = "workflow_dispatch"
    world.sent.clear()
    ended = world.runner.run("apply", merged)
    assert (ended.code, world.writes()) == (0, [ADDED]), ended.printed
    world.settled()


def test_an_environment_without_reviewers_is_said_to_be_no_gate(world: World) -> None:
    world.applied()
    world.place.environments["rawugc"] = {"protection_rules": []}
    ended = world.runner.run("apply", world.merged(brand=EDITED))
    assert (ended.code, world.writes()) == (0, [CHANGED])
    assert "the environment rawugc has no required reviewers" in ended.printed
    world.settled()


def test_a_merge_queue_is_validated_without_a_key(world: World) -> None:
    world.applied()
    event = replace(world.merged(brand=EDITED), name="merge_group", secrets={})
    ended = world.runner.run("validate", event)
    assert (ended.code, world.sent, world.place.log) == (0, [], [])
    assert "There is no key here" in ended.summary


# -- what is refused


def test_a_fork_is_validated_without_a_key_and_not_reviewed(world: World) -> None:
    world.applied()
    event = world.pull_request(fork=True, brand=EDITED)
    assert not world.runner.run("review", event).ran
    ended = world.runner.run("validate", event)
    assert (ended.code, ended.artifacts, world.place.log) == (0, {}, [])
    assert "comes from a fork" in ended.summary
    assert world.sent == []


@pytest.mark.parametrize(
    "environments", ["", "environments: {production: {api: {baseUrl: https://evil.example}}}\n"]
)
def test_a_pull_request_cannot_say_where_the_key_goes(world: World, environments: str) -> None:
    world.applied()
    config = f"{CONFIG}api: {{baseUrl: https://evil.example}}\n{environments}"
    ended = world.runner.run("review", world.pull_request(rawugc=config, brand=EDITED))
    assert ("GET", "/personas") in world.sent, ended.printed
    assert "evil.example" not in ended.printed


def test_a_comment_does_not_bring_the_key_to_a_fork(world: World) -> None:
    world.applied()
    world.pull_request(fork=True, messages=MESSAGE)
    ended = world.runner.run("approve", world.comment("/approve legal 4d3d-3583-d919-0a1b-77c2"))
    assert (ended.code, world.sent, world.place.reactions) == (3, [], [])
    assert "is a fork's" in world.place.bodies(NUMBER)[-1]


def test_who_has_no_say_is_told_so(world: World) -> None:
    world.applied()
    world.runner.run("review", world.pull_request(messages=MESSAGE))
    name = name_in(world.place.bodies(NUMBER)[0])
    ended = world.runner.run("approve", world.comment(f"/approve legal {name}", "eve"))
    assert (ended.code, world.place.reactions, world.writes()) == (3, [], [])
    assert "eve may not speak for legal" in world.place.bodies(NUMBER)[-1]


@pytest.mark.parametrize("job", ["review", "apply"])
def test_a_first_run_is_left_to_people(world: World, job: str) -> None:
    event = world.pull_request(brand=EDITED) if job == "review" else world.merged(brand=EDITED)
    ended = world.runner.run(job, event)
    assert (ended.code, world.writes()) == (3, [])
    assert "first-run" in ended.printed


@pytest.mark.parametrize(
    ("job", "text", "code"),
    [
        ("validate", "personas: {p: {nam: N}}\n", 1),
        ("review", "personas: {p: {nam: N}}\n", 1),
        ("apply", "personas: {p: {nam: N}}\n", 1),
        ("validate", "personas: {p: {description: D, name: N}}\n", 2),
    ],
)
def test_what_is_wrong_fails_the_job_and_is_annotated(world: World, job: str, text: str, code: int) -> None:
    world.applied()
    event = world.merged(brand=text) if job == "apply" else world.pull_request(brand=text)
    ended = world.runner.run(job, event)
    assert (ended.code, world.writes()) == (code, [])
    assert ("::error file=brand.yaml" in ended.printed) is (code == 1 and job != "apply")


def test_a_job_without_its_secret_validates_and_says_so(world: World) -> None:
    world.applied()
    ended = world.runner.run("review", world.pull_request(key="", brand=EDITED))
    assert (ended.code, world.sent, ended.artifacts) == (0, [], {})
    assert "There is no key here" in ended.summary


# -- the night


def drifted(world: World) -> None:
    """Somebody changes the persona in the dashboard."""
    world.applied()
    world.store.edit("personas", "per_1", {"description": "By hand"})


def test_drift_is_proposed_as_a_pull_request(world: World) -> None:
    drifted(world)
    ended = world.runner.run("drift", world.drawn())
    assert (ended.code, world.writes()) == (0, []), ended.printed
    assert list(ended.artifacts) == ["rawugc-drift.html"]
    (proposed,) = world.place.pulls.values()
    assert (proposed["head"]["ref"], proposed["base"]["ref"]) == ("rawugc-sync/drift", "main")
    assert "By hand" in git(world.origin, "show", "rawugc-sync/drift:brand.yaml")


def test_drift_that_nobody_proposes_fails_the_job_with_its_page(world: World) -> None:
    drifted(world)
    ended = world.runner.run("drift", world.drawn(), **{"pull-request": "false"})
    assert (ended.code, world.writes(), world.place.pulls) == (2, [], {})
    assert list(ended.artifacts) == ["rawugc-drift.html"]


# -- several, and what else can be set


KEYS = f"ELM_KEY={KEY}\n\nOAK_KEY={KEY}=\n"


def test_several_workspaces_have_their_keys_and_their_pages_in_one_place(world: World) -> None:
    world.several()
    event = world.pull_request(**{"brands/elm/brand": EDITED, "brands/oak/brand": EDITED})
    ended = world.runner.run("review", event, all="true", variables=KEYS)
    assert (ended.code, world.writes()) == (0, []), ended.printed
    ((name, kept),) = ended.artifacts.items()
    assert name == "rawugc-review"
    assert {"index.html", "brands/elm/page.html", "brands/oak/page.html"} <= set(kept)
    assert len(world.place.bodies(NUMBER)) == 2

    again = world.runner.run("review", event, variables=KEYS, **{"working-directory": "brands/elm"})
    assert (again.code, list(again.artifacts)) == (0, ["rawugc-review-brands-elm-1396718564.html"])


@pytest.mark.timeout(600)
def test_the_action_installs_itself_once_a_job_with_what_its_state_needs(
    world: World, tmp_path: Path
) -> None:
    world.applied()
    runner = replace(world.runner, temp=tmp_path / "temp")
    runner.temp.mkdir()
    event = world.pull_request(brand=EDITED)
    assert runner.run("review", event, extras="thumbnails").code == 0
    assert "Visibly calmer" in world.place.bodies(NUMBER)[0]
    (venv,) = runner.temp.glob("rawugc-sync-*")
    installed = (venv / "ready").stat()
    assert [one.name for one in venv.glob("lib/*/site-packages/PIL")] == ["PIL"]
    files = venv.glob("lib/*/site-packages/rawugc_sync/cli/ci_files/*")  # what init --ci writes
    assert {one.name for one in files} == {"github.yml", "gitlab.yml"}
    assert runner.run("review", event, extras="thumbnails").code == 0
    assert (venv / "ready").stat() == installed


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ELM-KEY=ruk_secret", "a line is not NAME=VALUE"),
        ("ruk_secret", "a line is not NAME=VALUE"),
        ("$(touch x)=ruk_secret", "a line is not NAME=VALUE"),
        ("RAWUGC_BASE_URL=https://ruk_secret.example", "RAWUGC_BASE_URL is fixed"),
    ],
)
def test_a_variable_that_cannot_be_set_is_refused_and_not_shown(world: World, line: str, why: str) -> None:
    world.applied()
    ended = world.runner.run("review", world.pull_request(brand=EDITED), variables=line)
    assert (ended.code, world.sent) == (1, [])
    assert why in ended.printed
    assert "ruk_secret" not in ended.printed


@pytest.mark.parametrize(
    "line", ["MODE=apply", "PROGRAM=/bin/false", "ENVIRONMENT=x", "CHANGED_SINCE=x", "FOLDER=/nowhere"]
)
def test_a_variable_that_is_called_as_one_of_the_script_s_changes_nothing_of_what_is_run(
    world: World, line: str
) -> None:
    world.applied()
    ended = world.runner.run("review", world.pull_request(brand=EDITED), variables=f"{line}\nX=y")
    assert (ended.code, world.writes()) == (0, []), ended.printed
    assert "Visibly calmer" in world.place.bodies(NUMBER)[0]
