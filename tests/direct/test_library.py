"""`library`: searched by words, and one video with its analysis."""

from __future__ import annotations

from tests.cli.wire import WiredProject

SEARCH = "/viral-library/search"


def some(project: WiredProject) -> list[dict[str, object]]:
    """What a search finds in a new sandbox."""
    answer = project.run("library", "search", "skin", "--json").json
    found: list[dict[str, object]] = answer["results"]
    assert found
    project.reset()
    return found


def test_people_get_a_table(project: WiredProject) -> None:
    found = some(project)
    run = project.run("library", "search", "skin")
    assert (run.exit_code, run.stderr) == (0, "")
    head, *lines = run.stdout.splitlines()
    assert head.split() == ["ID", "SCORE", "VIEWS", "LIKES", "AUTHOR", "DESCRIPTION"]
    assert [line.split()[0] for line in lines] == [one["video"]["id"] for one in found]  # type: ignore[index]


def test_the_query_and_the_limit_go_along(project: WiredProject) -> None:
    answer = project.run("library", "search", "skin & glow", "--limit", "1", "--json").json
    assert answer["query"] == "skin & glow"
    assert len(answer["results"]) <= 1
    assert [e.query for e in project.rawugc.log] == [{"q": "skin & glow", "limit": "1"}]


def test_nothing_found_is_said(project: WiredProject) -> None:
    run = project.run("library", "search", "[nothing]")
    assert (run.exit_code, run.stdout, run.stderr) == (0, "", "Nothing was found.\n")


def test_one_video_is_shown_whole(project: WiredProject) -> None:
    id = str(some(project)[0]["video"]["id"])  # type: ignore[index]
    run = project.run("library", "show", id)
    assert run.exit_code == 0
    assert f"id: {id}\n" in run.stdout
    assert "\nstats:\n  views: " in run.stdout
    assert project.run("library", "show", id, "--json").json["id"] == id


def test_what_is_not_there_is_told(project: WiredProject) -> None:
    run = project.run("library", "show", "nothing_9")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "no such resource (404)" in run.stderr
