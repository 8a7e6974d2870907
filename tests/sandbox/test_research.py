"""The viral library, scrapes, content plans and analyses, in the shapes of the API page."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import START, Sandbox

CLIP = "https://cdn.example.com/walk.mp4"
ANALYSIS = {
    *("summary", "hook", "keyframes", "durationSeconds", "tags"),
    *("whyItPerformed", "attributesToCopy", "hooksToTest"),
}
KEYFRAME = {"timestamp", "type", "description", "visual", "audio", "text"}
LIBRARY = {
    *("id", "tiktokId", "tiktokUrl", "username", "description", "stats", "hashtags", "soundName"),
    *("duration", "thumbnailUrl", "playUrl"),
}
SCRAPED = {"id", "url", "author", "description", "stats", "duration", "hashtags"}
BODIES: dict[str, dict[str, Any]] = {
    "/scrape-tiktok": {"query": "serum", "mode": "hashtag", "limit": 3},
    "/content-plans": {"scrapeId": "scr_1", "brief": "More skin, less talk."},
    "/analyze-video": {"videoUrl": CLIP, "prompt": "Why does it work?"},
}
PRICES = {"/scrape-tiktok": 3, "/content-plans": 3, "/analyze-video": 1}
REQUIRED = [
    ("/scrape-tiktok", "query"),
    ("/content-plans", "scrapeId"),
    ("/content-plans", "brief"),
    ("/analyze-video", "videoUrl"),
]
LIMITS = [
    ("/scrape-tiktok", "query", 500),
    ("/content-plans", "brief", 5000),
    ("/analyze-video", "prompt", 5000),
]
WRONG: list[tuple[str, str, object]] = [
    ("/scrape-tiktok", "query", ""),
    ("/scrape-tiktok", "query", 1),
    ("/scrape-tiktok", "mode", "user"),
    ("/scrape-tiktok", "limit", 0),
    ("/scrape-tiktok", "limit", 11),
    ("/scrape-tiktok", "limit", "3"),
    ("/scrape-tiktok", "page", 1),
    ("/content-plans", "scrapeId", 1),
    ("/content-plans", "brief", ""),
    ("/content-plans", "brief", None),
    ("/content-plans", "ideas", 3),
    ("/analyze-video", "videoUrl", "walk.mp4"),
    ("/analyze-video", "prompt", None),
    ("/analyze-video", "videoId", "vid_1"),
]


def scraped(**options: Any) -> Sandbox:
    """A sandbox with one scrape."""
    sandbox = Sandbox(Options(**options))
    assert sandbox.post("/scrape-tiktok", {"query": "serum"}).status == 200
    return sandbox


# -- the viral library


def search(sandbox: Sandbox, **query: str) -> Any:
    reply = sandbox.get("/viral-library/search", **query)
    assert reply.status == 200, reply
    return reply.json


@pytest.mark.parametrize(("query", "count"), [({}, 20), ({"limit": "1"}, 1), ({"limit": "50"}, 50)])
def test_a_search_answers_the_best_ones(sandbox: Sandbox, query: dict[str, str], count: int) -> None:
    found = search(sandbox, q="skincare", **query)
    assert (found["query"], found["total"], len(found["results"])) == ("skincare", 60, count)
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(result.keys() == {"video", "score"} for result in found["results"])
    assert "skincare" in found["results"][0]["video"]["description"]


def test_a_search_may_find_nothing(sandbox: Sandbox) -> None:
    assert search(sandbox, q="[nothing]") == {"results": [], "query": "[nothing]", "total": 0}


@pytest.mark.parametrize("query", ["123", "true", "?!", "Grüße 😀"])
def test_a_search_takes_any_text(sandbox: Sandbox, query: str) -> None:
    assert search(sandbox, q=query)["query"] == query


def test_a_video_of_the_library_is_read_by_its_id(sandbox: Sandbox) -> None:
    for result in search(sandbox, q="x", limit="50")["results"]:
        video = result["video"]
        assert sandbox.get(f"/viral-library/videos/{video['id']}").json == video
        assert video.keys() - {"analysis"} == LIBRARY
        assert video["stats"].keys() == {"views", "likes", "comments", "shares", "saves"}


def test_some_videos_of_the_library_are_analysed(sandbox: Sandbox) -> None:
    videos = [sandbox.get(f"/viral-library/videos/viral_{number}").json for number in (1, 2)]
    analysis = videos[0]["analysis"]
    assert analysis.keys() == ANALYSIS | {"analyzedAt"}
    assert all(frame.keys() == KEYFRAME for frame in analysis["keyframes"])
    assert "analysis" not in videos[1]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x", "limit": "0"}, "limit"),
        ({"q": "x", "limit": "51"}, "limit"),
        ({"q": "x", "limit": "all"}, "limit"),
        ({"q": "x", "page": "2"}, "page"),
    ],
)
def test_other_searches_are_refused(sandbox: Sandbox, query: dict[str, str], name: str) -> None:
    refused = sandbox.get("/viral-library/search", **query)
    assert (refused.status, list(refused.errors)) == (400, [name])


@pytest.mark.parametrize("video_id", ["viral_0", "viral_61", "vid_1"])
def test_another_video_is_not_in_the_library(sandbox: Sandbox, video_id: str) -> None:
    assert sandbox.get(f"/viral-library/videos/{video_id}").status == 404


# -- scrapes, content plans, analyses


@pytest.mark.parametrize(("fields", "count"), [({}, 10), ({"limit": 1}, 1), ({"limit": 10}, 10)])
def test_a_scrape_answers_what_it_found(sandbox: Sandbox, fields: dict[str, int], count: int) -> None:
    found = sandbox.post("/scrape-tiktok", {"query": "serum", **fields}).json
    assert (found.pop("scrapeId"), found["count"], len(found["videos"])) == ("scr_1", count, count)
    for video in found["videos"]:
        assert video.keys() - {"thumbnail", "videoUrl"} == SCRAPED
        assert video["stats"].keys() == {"views", "likes", "comments", "shares"}


def test_a_scrape_may_find_nothing(sandbox: Sandbox) -> None:
    found = sandbox.post("/scrape-tiktok", {"query": "[nothing]"}).json
    assert found == {"scrapeId": "scr_1", "count": 0, "videos": []}


def test_files_of_scraped_videos_may_be_missing() -> None:
    videos = Sandbox(Options(nulls=True)).post("/scrape-tiktok", {"query": "serum"}).json["videos"]
    missing = [video["videoUrl"] is None for video in videos]
    assert (any(missing), all(missing)) == (True, False)


def test_a_content_plan_is_shown_whole(sandbox: Sandbox) -> None:
    sandbox.post("/scrape-tiktok", {"query": "serum"})
    plan = sandbox.post("/content-plans", BODIES["/content-plans"]).json
    blueprints = plan.pop("blueprints")
    assert plan.pop("topWins")
    assert plan.pop("gapsToTest")
    assert plan == {"planId": "plan_1", **BODIES["/content-plans"]}
    ideas = [idea for blueprint in blueprints for idea in blueprint.pop("contentIdeas")]
    assert all(blueprint.keys() == {"category", "strategy", "evidence"} for blueprint in blueprints)
    assert all(idea.keys() == {"hook", "openingShot", "contentOutline", "cta"} for idea in ideas)
    assert len(ideas) == 6


def test_content_plans_are_listed_by_their_briefs() -> None:
    sandbox = scraped()
    for brief in ("One.", "Other."):
        sandbox.post("/content-plans", {"scrapeId": "scr_1", "brief": brief})
    assert sandbox.get("/content-plans").json == {
        "plans": [
            {"planId": f"plan_{number}", "scrapeId": "scr_1", "brief": brief, "createdAt": START}
            for number, brief in ((1, "One."), (2, "Other."))
        ],
        "count": 2,
    }


def test_dates_of_plans_may_be_iso_strings() -> None:
    sandbox = scraped(dates="iso")
    sandbox.post("/content-plans", BODIES["/content-plans"])
    assert sandbox.get("/content-plans").json["plans"][0]["createdAt"] == "2027-01-15T08:00:00.000Z"


def test_a_plan_needs_a_scrape_that_there_is() -> None:
    sandbox = scraped()
    assert sandbox.post("/content-plans", {"scrapeId": "scr_9", "brief": "x"}).status == 404
    assert len(sandbox.store.objects("charges")) == 1


def test_an_analysis_is_shown_whole(sandbox: Sandbox) -> None:
    found = sandbox.post("/analyze-video", {"videoUrl": CLIP}).json
    assert found.keys() == ANALYSIS
    assert all(frame.keys() == KEYFRAME for frame in found["keyframes"])


@pytest.mark.parametrize("path", BODIES)
def test_the_same_question_has_the_same_answer(path: str) -> None:
    one, other = (scraped().post(path, BODIES[path]).json for _ in range(2))
    assert one == other


@pytest.mark.parametrize("path", BODIES)
def test_research_is_paid(path: str) -> None:
    sandbox = scraped(credits=3 + PRICES[path])
    assert sandbox.post(path, BODIES[path]).status == 200
    refused = sandbox.post(path, BODIES[path])
    assert refused.status == 402
    assert refused.json["detail"] == f"Insufficient credits. Required: {PRICES[path]}, Available: 0"


@pytest.mark.parametrize(("path", "name"), REQUIRED)
def test_research_needs_its_fields(path: str, name: str) -> None:
    content = {field: value for field, value in BODIES[path].items() if field != name}
    refused = scraped().post(path, content)
    assert (refused.status, refused.errors) == (400, {name: ["is required"]})


@pytest.mark.parametrize(("path", "name", "limit"), LIMITS)
def test_a_text_may_fill_its_limit_but_not_pass_it(path: str, name: str, limit: int) -> None:
    sandbox = scraped()
    sent = [sandbox.post(path, {**BODIES[path], name: "x" * size}).status for size in (limit, limit + 1)]
    assert sent == [200, 400]


@pytest.mark.parametrize(("path", "name", "value"), WRONG)
def test_a_wrong_value_is_refused_and_nothing_is_paid(path: str, name: str, value: object) -> None:
    sandbox = scraped()
    refused = sandbox.post(path, {**BODIES[path], name: value})
    assert (refused.status, list(refused.errors)) == (400, [name])
    assert len(sandbox.store.objects("charges")) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/scrape-tiktok", 405),
        ("GET", "/analyze-video", 405),
        ("GET", "/content-plans/plan_1", 404),
        ("DELETE", "/content-plans", 405),
        ("GET", "/scrape-tiktok/scr_1", 404),
        ("POST", "/viral-library/search", 405),
    ],
)
def test_research_cannot_be_read_again(method: str, path: str, status: int) -> None:
    assert scraped().send(method, path, b"{}").status == status
