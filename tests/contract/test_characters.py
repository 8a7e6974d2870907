"""Characters that videos name: looked up once, when one is to be generated, before that is paid for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.samples import both_extremes
from tests.contract.test_media import VIDEO, made

LOOKED_UP = ("GET", "/characters")


def casting(character: str, **fields: Any) -> dict[str, Any]:
    """A workspace whose one video is generated with a character."""
    return {"media.yaml": {"videos": {"it": {**VIDEO, "selectedCharacter": character, **fields}}}}


def lookups(project: Project) -> int:
    return project.requests().count(LOOKED_UP)


@both_extremes
@pytest.mark.parametrize("character", ["rawugc.mia", "glowlab.nora"])
def test_a_character_that_is_there_is_looked_up_once(workspace: Workspace, character: str) -> None:
    project = workspace(casting(character))
    plan = project.plan()
    assert (plan.exit_code, plan.actions, lookups(project)) == (2, {"videos.it": ["create"]}, 1)
    assert plan.json["budget"]["reads"] == 3  # the list, the characters, and one look at least
    project.reset()
    assert project.apply().exit_code == 0
    assert lookups(project) == 1
    ((_, path, body),) = project.calls()
    assert (path, body["selectedCharacter"]) == ("/videos/generate", character)
    project.assert_settled()


def test_several_videos_take_one_look(workspace: Workspace) -> None:
    videos = {key: {**VIDEO, "prompt": key, "selectedCharacter": "rawugc.mia"} for key in "abc"}
    project = workspace({"media.yaml": {"videos": videos}})
    assert project.plan().exit_code == 2
    assert lookups(project) == 1


def test_a_video_without_one_takes_no_look(workspace: Workspace) -> None:
    project = workspace({"media.yaml": {"videos": {"it": VIDEO}}})
    assert project.plan().exit_code == 2
    assert lookups(project) == 0


@pytest.mark.parametrize(
    ("character", "code", "summary", "detail"),
    [
        (
            "rawugc.mja",
            "unknown-character",
            "there is no character called rawugc.mja",
            "Did you mean rawugc.mia?",
        ),
        (
            "Mia",
            "unknown-character",
            "there is no character called Mia",
            "Active are glowlab.nora, rawugc.leo",
        ),
        (
            "rawugc.ada",
            "inactive-character",
            "the character rawugc.ada is not active",
            "Active are glowlab.nora",
        ),
    ],
)
def test_one_that_cannot_be_cast_is_an_error_at_its_line(
    workspace: Workspace, character: str, code: str, summary: str, detail: str
) -> None:
    project = workspace(
        {
            "media.yaml": f"""\
        videos:
          it:
            model: veo3_fast
            prompt: A serum on a shelf.
            selectedCharacter: {character}
        """
        }
    )
    plan = project.plan()
    said = plan.said(code)
    assert (plan.exit_code, plan.actions) == (1, {})
    assert (said["address"], said["summary"]) == ("videos.it", summary)
    assert said["detail"].startswith(detail)
    assert said["source"] == {"file": "media.yaml", "line": 5, "column": 24}
    assert project.apply().exit_code == 1
    assert project.calls() == []


def test_the_way_out_leads_out(workspace: Workspace) -> None:
    project = workspace(casting("rawugc.ada"))
    named = project.plan().said("inactive-character")["detail"].split()[2].strip(",")
    project.write(casting(named))
    assert project.plan().actions == {"videos.it": ["create"]}


def test_where_none_is_active_the_field_is_to_be_left_out(workspace: Workspace) -> None:
    project = workspace(casting("rawugc.mia"))
    for id in list(project.dashboard.objects("characters")):
        project.dashboard.edit("characters", id, {"isActive": False})
    assert (
        project.plan().said("inactive-character")["detail"] == "No character is active; leave the field out."
    )


def test_one_wrong_character_keeps_no_other_error_from_being_told(workspace: Workspace) -> None:
    videos = {key: {**VIDEO, "prompt": key, "selectedCharacter": key} for key in ("nobody", "no-one")}
    project = workspace({"media.yaml": {"videos": videos}})
    assert [one["address"] for one in project.plan().diagnostics if one["code"] == "unknown-character"] == [
        "videos.no-one",
        "videos.nobody",
    ]
    assert lookups(project) == 1


# -- what is not to be generated


def test_what_is_settled_takes_no_look_whatever_becomes_of_its_character(workspace: Workspace) -> None:
    project = workspace(casting("rawugc.mia")).applied()
    project.dashboard.edit("characters", "chr_1", {"isActive": False})
    project.assert_settled()
    assert project.requests() == []


def test_what_is_adopted_takes_no_look(workspace: Workspace) -> None:
    project = workspace(casting("nobody"))
    made(project, "videos")
    assert project.apply().exit_code == 0
    assert (project.calls(), lookups(project)) == ([], 0)


def test_another_take_with_a_character_that_is_gone_is_an_error(workspace: Workspace) -> None:
    project = workspace(casting("rawugc.mia")).applied()
    project.dashboard.edit("characters", "chr_1", {"isActive": False})
    project.write(casting("rawugc.mia", take=2))
    plan = project.plan()
    assert (plan.exit_code, plan.actions) == (1, {})
    assert plan.said("inactive-character")["field"] == "selectedCharacter"


@pytest.mark.parametrize("command", ["drift", "destroy"])
def test_what_creates_nothing_takes_no_look(workspace: Workspace, command: str) -> None:
    project = workspace(casting("rawugc.mia")).applied()
    project.reset()
    run = project.run(*([command] if command == "drift" else ["plan", "--destroy"]))
    assert run.exit_code == 0
    assert lookups(project) == 0
