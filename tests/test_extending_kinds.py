"""Collections of other kinds are one new file, too: what stays as it was made, and what takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Collection, Field, Options
from rawugc_sync.sandbox.spec import Context, Hooks
from tests.contract.project import Project, RawUGC
from tests.extending import one_collection_more

BADGES = '''"""Badges: made up. Once made they can be neither changed nor deleted."""

from typing import Annotated

from pydantic import Field

from rawugc_sync.resources.resource_type import plain
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text


class Badge(Manifest):
    """What somebody has earned."""

    name: Annotated[str, text(200, required=True), Trait()] = Field(description="What it is called.")
    body: Annotated[str, text(100), Trait(kind=Kind.TEXT)] = Field("", description="What it is for.")


RESOURCE = plain("badges", Badge, path="/badges", array="badges", updatable=False, deletable=False)
'''

FILMS = '''"""Films: made up. A create is answered at once, and the film is ready a while later."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.fields import FieldSet
from rawugc_sync.resources.identity import Recognition
from rawugc_sync.resources.life import Life
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Spelling
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text
from rawugc_sync.words.planned import Wait


class Film(Manifest):
    """What is shown."""

    name: Annotated[str, text(200, required=True), Trait()] = Field(description="What it is called.")
    body: Annotated[str, text(100), Trait(kind=Kind.TEXT)] = Field("", description="What happens.")


class FilmSpelling(Spelling):
    def live(self, raw, id):
        return replace(super().live(raw, id), facts={"status": raw.get("status")})


class FilmLife(Life):
    def is_pending(self, live):
        return live.facts["status"] == "pending"


FIELDS = FieldSet(Film)
RESOURCE = ResourceType(
    "films",
    FIELDS,
    Recognition(FIELDS),
    FilmLife(),
    Calls(
        "/films",
        "films",
        wait=Wait(field="status", done=frozenset({"completed"}), failed=frozenset({"failed"}), patience=120),
    ),
    FilmSpelling(FIELDS),
)
'''

FIELDS = (Field("name", "text", required=True, limit=200), Field("body", "text", limit=100))
BADGES_SERVED = Collection(
    "badges", "/badges", "badges", "bdg", FIELDS, ("organizationId",), changeable=False, deletable=False
)


def films_served(ready_after: float, then: str = "completed") -> Collection:
    """Films that are ready so many seconds after they were made, or have failed."""

    def seen(_id: str, stored: dict[str, Any], context: Context) -> dict[str, Any]:
        over = context.now >= stored["createdAt"] + ready_after * 1000
        why = {"failMessage": "too bright"} if over and then == "failed" else {}
        return {**stored, "status": then if over else "pending", **why}

    server = ("organizationId", "status", "failMessage")
    return Collection("films", "/films", "films", "flm", FIELDS, server, hooks=Hooks(seen=seen))


World = Callable[..., Project]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A workspace on a RawUGC with one collection more."""
    opened = []

    def make(
        served: Collection, module: str, manifests: Mapping[str, Any], limit: int | None = None
    ) -> Project:
        more = one_collection_more(tmp_path / "more", served.name, module, monkeypatch)
        more.__enter__()
        opened.append(more)
        options = replace(Options(rate_limit=limit), collections={**COLLECTIONS, served.name: served})
        rawugc = RawUGC.in_process(options)
        root = tmp_path / "workspace"
        root.mkdir()
        project = Project(root, rawugc, rawugc.clock)
        project.write({"brand.yaml": manifests})
        return project

    yield make
    for more in opened:
        more.__exit__(None, None, None)


# -- what can be neither changed nor deleted

BADGE = {"badges": {"first": {"name": "First", "body": "For the first"}}}
CREATE = ("POST", "/badges", {"name": "First", "body": "For the first"})


def test_what_cannot_be_changed_is_made_anew_and_the_old_one_stays(world: World) -> None:
    project = world(BADGES_SERVED, BADGES, BADGE)
    assert project.apply().exit_code == 0
    assert project.calls() == [CREATE]
    project.assert_settled()

    project.write({"brand.yaml": {"badges": {"first": {"name": "First", "body": "For the very first"}}}})
    plan = project.plan()
    assert plan.actions == {"badges.first": ["create", "forget"]}
    assert plan.json["summary"]["replace"] == 1
    shown = project.run("plan").stdout
    assert "+/. badges.first" in shown
    assert "# badges.first must be replaced, and the old one forgotten, not destroyed" in shown
    assert "Plan: 1 to forget, 1 to add, 0 to change, 0 to destroy." in shown

    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/badges", {"name": "First", "body": "For the very first"})]
    assert [badge["body"] for badge in project.dashboard.objects("badges").values()] == [
        "For the first",
        "For the very first",
    ]
    project.assert_settled()


def test_what_cannot_be_deleted_is_forgotten_when_it_leaves(world: World) -> None:
    project = world(BADGES_SERVED, BADGES, BADGE).applied()
    project.write({"brand.yaml": {"badges": {}}})
    assert project.plan().actions == {"badges.first": ["forget"]}
    assert "because RawUGC cannot delete it: it stays there" in project.run("plan").stdout
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"] == {}
    project.assert_settled()


def test_destroy_forgets_what_cannot_be_deleted(world: World) -> None:
    project = world(BADGES_SERVED, BADGES, BADGE).applied()
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert (project.calls(), len(project.dashboard.objects("badges"))) == ([], 1)


# -- what is not ready when its create is answered

FILM = {
    "films": {"teaser": {"name": "Teaser", "body": "A lamp."}},
    "personas": {
        "p": {"name": "P", "description": "likes ${films.teaser.name}"},
        "q": {"name": "Q", "description": "D"},
    },
}
MADE = ("POST", "/films", {"name": "Teaser", "body": "A lamp."})
DEPENDENT = ("POST", "/personas", {"name": "P", "description": "likes Teaser"})
OTHER = ("POST", "/personas", {"name": "Q", "description": "D"})
LOOK = ("GET", "/films/flm_1")


def asked(project: Project) -> list[tuple[str, str]]:
    """What was asked, but for lists."""
    return [one for one in project.requests() if one[0] != "GET" or one[1].count("/") > 1]


def test_what_takes_its_time_is_waited_for_and_holds_up_only_what_depends_on_it(world: World) -> None:
    project = world(films_served(60), FILMS, FILM)
    plan = project.plan()
    assert plan.actions == {"films.teaser": ["create"], "personas.p": ["create"], "personas.q": ["create"]}
    assert [plan.json["budget"][name] for name in ("reads", "writes", "seconds")] == [3, 3, 10]
    project.reset()
    run = project.apply()
    assert run.exit_code == 0
    assert project.calls() == [MADE, OTHER, DEPENDENT]
    assert asked(project) == [
        ("POST", "/films"),
        ("POST", "/personas"),
        *[LOOK] * 4,  # after 10, 25, 47.5 and 77.5 seconds
        ("POST", "/personas"),
    ]
    project.assert_settled()


def test_what_was_not_ready_when_a_run_ended_is_waited_for_by_the_next_one(world: World) -> None:
    project = world(films_served(300), FILMS, FILM)
    run = project.apply()
    assert run.exit_code == 4
    assert run.said("generating")["summary"] == "was not ready after 2 min"
    assert project.calls() == [MADE, OTHER]
    assert project.state["resources"]["films.teaser"]["id"] == "flm_1"

    plan = project.plan()
    assert plan.actions == {"films.teaser": ["no-op"], "personas.p": ["create"]}
    assert plan.json["resource_changes"][0]["action_reason"] == "pending"
    assert "# films.teaser is waited for" in project.run("plan").stdout
    project.clock.sleep(200)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [DEPENDENT]
    project.assert_settled()


def test_what_fails_after_its_create_was_answered_is_told_with_the_reason(world: World) -> None:
    project = world(films_served(20, then="failed"), FILMS, FILM)
    run = project.apply()
    assert run.exit_code == 4
    assert run.said("generation-failed")["summary"] == "was made, and failed: too bright"
    assert run.said("skipped")["address"] == "personas.p"
    assert project.calls() == [MADE, OTHER]


def test_what_is_adopted_before_it_is_ready_is_waited_for_and_not_changed_meanwhile(world: World) -> None:
    project = world(films_served(20), FILMS, FILM)
    project.dashboard.insert(
        "films", {"name": "Teaser", "body": "Other"}, at=project.rawugc.clock.ms, prefix="flm"
    )
    assert project.plan().actions["films.teaser"] == ["no-op"]
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [OTHER, DEPENDENT]
    assert project.plan().actions == {"films.teaser": ["update"]}
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_while_others_are_ready_one_request_in_four_is_a_look(world: World) -> None:
    films = {f"f{n}": {"name": f"F{n}", "body": "B"} for n in range(6)}
    personas = {f"p{n:02}": {"name": f"P{n}", "description": "D"} for n in range(30)}
    project = world(films_served(100), FILMS, {"films": films, "personas": personas}, limit=10)
    assert project.apply().exit_code == 0
    asked = [one for one in project.requests() if one[0] == "POST" or one[1].startswith("/films/")]
    last = max(at for at, one in enumerate(asked) if one[0] == "POST")
    looks = sum(one[0] == "GET" for one in asked[:last])
    assert 0 < looks <= last / 3
