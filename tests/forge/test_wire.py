"""What GitHub and GitLab answer, and what of it is believed: pages, messages, and where a token goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from rawugc_sync.forge.forge import Forge, Proposal
from rawugc_sync.forge.opening import opened
from rawugc_sync.words.errors import ForgeError
from tests.forge import github_api, gitlab_api
from tests.forge.double import Place, github, gitlab, served
from tests.forge.rest import Reply

NUMBER = 12
Job = Callable[..., dict[str, str]]
BOTH = pytest.mark.parametrize("job", [github, gitlab], ids=["github", "gitlab"])


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        one.login = "robot"
        yield one


def bodies(forge: Forge) -> list[str]:
    return [one.body for one in forge.comments(NUMBER)]


def refused(forge: Forge) -> str:
    with pytest.raises(ForgeError) as failed:
        forge.comment(NUMBER, "Hello")
    return failed.value.diagnostics[0].summary


@BOTH
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 120])
def test_comments_come_from_all_pages_the_oldest_first(place: Place, job: Job, count: int) -> None:
    for at in range(count):
        place.say(NUMBER, f"Comment {at}")
    place.log.clear()
    assert bodies(opened(job(place))) == [f"Comment {at}" for at in range(count)]


def test_a_page_from_which_gitlab_left_something_out_is_not_the_last_one(place: Place) -> None:
    for at in range(60):
        place.say(NUMBER, f"Comment {at}", hidden=at < 50)
    assert bodies(opened(gitlab(place))) == [f"Comment {at}" for at in range(50, 60)]


@BOTH
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_token_never_goes_to_another_host(place: Place, job: Job, method: str, status: int) -> None:
    with served() as elsewhere:
        place.faults[method] = (status, {"Location": f"{elsewhere.url}/repos/x"}, b"")
        with pytest.raises(ForgeError, match=f"answered with {status}"):
            bodies(opened(job(place))) if method == "GET" else opened(job(place)).comment(NUMBER, "Hello")
        assert elsewhere.log == []


@BOTH
def test_nor_does_it_where_a_next_page_is_said_to_be(place: Place, job: Job) -> None:
    with served() as elsewhere:
        link = f'<{elsewhere.url}/repos/x?page=2>; rel="next"'
        place.faults["GET"] = (200, {"Link": link}, b"[]")
        assert bodies(opened(job(place))) == []
        assert elsewhere.log == []
        assert len(place.log) <= 101


@pytest.mark.parametrize(
    ("job", "said", "told"),
    [
        (
            github,
            {"message": "Validation Failed", "errors": [{"message": "Body is too long"}]},
            "Body is too",
        ),
        (github, {"message": "Validation Failed", "errors": ["No commits"]}, "Validation Failed; No commits"),
        (github, {"message": "M", "errors": [{"field": "base", "code": "invalid"}]}, "M; base; invalid"),
        (gitlab, {"message": ["Another open merge request already exists"]}, "Another open merge request"),
        (gitlab, {"message": {"note": ["is too long"]}}, "is too long"),
        (gitlab, {"error": "insufficient_scope"}, "insufficient_scope"),
        (gitlab, {"message": [[[[["deep"]]]]]}, "answered with 422 ("),
        (gitlab, ["a list"], "answered with 422 ("),
        (gitlab, {"message": 7, "error": None}, "answered with 422 ("),
    ],
)
def test_why_something_was_refused_is_said_as_the_server_says_it(
    place: Place, job: Job, said: Any, told: str
) -> None:
    place.faults["POST"] = (422, {}, json.dumps(said).encode())
    assert told in refused(opened(job(place)))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ((200, {}, b"<html>Sign in</html>"), "something else than JSON"),
        ((401, {}, b'{"message": "Bad credentials"}'), "answered with 401: Bad credentials"),
        ((404, {}, b""), "answered with 404"),
        ((409, {}, b"{}"), "answered with 409"),
        ((429, {"Retry-After": "9"}, b""), "lets no more requests through for now (429)"),
        ((403, {"X-RateLimit-Remaining": "0"}, b""), "lets no more requests through for now (403)"),
        ((502, {}, b"<html>"), "answered with 502"),
    ],
    ids=["html", "401", "404", "409", "429", "403", "502"],
)
@BOTH
def test_whatever_else_comes_is_one_error_with_the_request_in_it(
    place: Place, job: Job, fault: Reply, told: str
) -> None:
    place.faults["POST"] = fault
    said = refused(opened(job(place)))
    assert told in said
    assert "POST /" in said


@pytest.mark.parametrize(("job", "most"), [(github, github_api.BODY_MOST), (gitlab, gitlab_api.BODY_MOST)])
def test_a_body_of_more_than_there_is_room_for_is_refused(place: Place, job: Job, most: int) -> None:
    opened(job(place)).comment(NUMBER, "x" * most)
    with pytest.raises(ForgeError, match="too long"):
        opened(job(place)).comment(NUMBER, "x" * (most + 1))


@pytest.mark.parametrize("job", [{"GITHUB_TOKEN": "old"}, {"RAWUGC_COMMENT_TOKEN": "old"}])
def test_a_token_that_has_lapsed_is_named_as_that(place: Place, job: Mapping[str, str]) -> None:
    of = github if "GITHUB_TOKEN" in job else gitlab
    assert "answered with 401" in refused(opened({**of(place), **job}))


def test_whose_the_token_is_must_be_told_before_a_comment_is_taken_for_ours(place: Place) -> None:
    place.say(NUMBER, "Hello")
    job = {**github(place), "GITHUB_GRAPHQL_URL": f"{place.url}/nowhere"}
    with pytest.raises(ForgeError, match="404"):
        bodies(opened(job))


@pytest.mark.parametrize(
    ("graphql", "login", "ours"),
    [(True, None, True), (True, "release[bot]", False), (False, None, True)],
    ids=["a job's", "an app's", "not asked"],
)
def test_the_comments_of_the_token_s_own_account_alone_are_ours(
    place: Place, graphql: bool, login: str | None, ours: bool
) -> None:
    place.login = login
    place.say(NUMBER, "Hello", "github-actions[bot]", "Bot")
    job = github(place)
    if not graphql:
        del job["GITHUB_GRAPHQL_URL"]
    assert [one.is_ours for one in opened(job).comments(NUMBER)] == [ours]


@BOTH
def test_a_branch_has_one_open_pull_request(place: Place, job: Job) -> None:
    forge = opened(job(place))
    proposal = Proposal("mine", "main", "A title", "Why.")
    assert forge.propose(proposal) == forge.propose(proposal) == "https://forge.example/1"
    assert len(place.pulls) == 1
