"""What a plan reads: one list for each collection in use, and missing recorded ids by id."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from rawugc_sync.api.client import Reader, connect_reader
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.api.settings import Settings
from rawugc_sync.reading.lookups import look_up
from rawugc_sync.reading.read import Extent, Reading, read, read_one, read_rest
from rawugc_sync.reading.survey import survey
from rawugc_sync.resources import registered
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import ApiError, BadAnswer, InvalidInput, Problem, RawugcError, Refused
from rawugc_sync.words.recorded import Record, State
from tests.reading import paged as paged_lists
from tests.reading.paged import CLIPS

Answers = Mapping[str, Any]

PERSONAS, MESSAGING, POSTS, STYLES = (
    registered()[name] for name in ("personas", "messaging", "posts", "styles")
)
ACCOUNT = {"accountId": "acc_1", "platform": "tiktok", "username": "glowlab"}


def persona(id: str, **more: Any) -> dict[str, Any]:
    return {"_id": id, "name": id, "description": "D", **more}


class Server:
    """Answers GETs by their path: a body, or a status; anything else is a 404."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        self.asked.append(request.url)
        answer = self._answers.get(request.url.path, 404)
        if isinstance(answer, int):
            return httpx.Response(answer, json={"type": "about:blank", "title": "no", "status": answer})
        return httpx.Response(200, json=answer)

    @property
    def paths(self) -> list[str]:
        return sorted(url.path for url in self.asked)


def connected(server: Server) -> Reader:
    settings = Settings("https://api.example", "key", max_wait=0)
    return connect_reader(settings, SystemClock(), transport=httpx.MockTransport(server))


def state(*ids: str, organization: str | None = None, deposed: tuple[str, ...] = ()) -> State:
    records = {
        Address("personas", f"p{n}"): Record(id, {}, deposed=deposed if n == 0 else ())
        for n, id in enumerate(ids)
    }
    return State("lineage", 1, organization, records)


def reading(
    answers: Answers, known: State | None = None, organization: str | None = None
) -> tuple[Reading, Server]:
    server = Server(answers)
    with closing(connected(server)) as made:
        return read(made, [PERSONAS], known, organization), server


def test_each_collection_in_use_is_listed_once() -> None:
    server = Server({"/personas": {"personas": [persona("a")]}, "/messaging": {"messages": []}})
    with closing(connected(server)) as made:
        found = read(made, [PERSONAS, MESSAGING], None, None)
    assert server.paths == ["/messaging", "/personas"]
    assert (set(found.live["personas"]), found.live["messaging"], found.requests) == ({"a"}, {}, 2)


def test_other_collections_are_listed_as_far_as_the_key_may_read_them() -> None:
    server = Server({"/personas": {"personas": []}, "/messaging": {"messages": []}, "/social/posts": 403})
    with closing(connected(server)) as made:
        found = read(made, [PERSONAS], None, None, Extent(others=[MESSAGING, POSTS]))
    assert server.paths == ["/messaging", "/personas", "/social/posts"]
    assert (set(found.live), found.hidden, found.requests) == ({"personas", "messaging"}, ("posts",), 3)


@pytest.mark.parametrize(("needed", "status"), [(PERSONAS, 404), (POSTS, 403)], ids=["else", "in-use"])
def test_any_other_refusal_is_raised(needed: ResourceType, status: int) -> None:
    server = Server({"/personas": {"personas": []}, "/social/posts": status})
    others = [type_ for type_ in (PERSONAS, POSTS) if type_ is not needed]
    with closing(connected(server)) as made, pytest.raises(Problem):
        read(made, [needed], None, None, Extent(others=others))


OURS = {"personas": [persona("a", organizationId="org_1")]}


@pytest.mark.parametrize(
    ("personas", "asked", "hidden"),
    [
        (OURS, ["/styles", "/personas"], ()),
        ({"personas": []}, ["/styles", "/personas", "/messaging", "/social/posts"], ()),
        (403, ["/styles", "/personas", "/messaging", "/social/posts"], ("personas",)),
    ],
    ids=["told", "empty", "hidden"],
)
def test_witnesses_are_read_until_one_tells_whose_key_it_is(
    personas: Any, asked: list[str], hidden: tuple[str, ...]
) -> None:
    lists = {"/styles": {"styles": []}, "/messaging": {"messages": []}, "/social/posts": {"posts": []}}
    server = Server({**lists, "/personas": personas})
    with closing(connected(server)) as made:
        found = read(made, [STYLES], None, None, Extent(witnesses=[PERSONAS, MESSAGING, POSTS]))
    assert [url.path for url in server.asked] == asked
    assert (found.requests, found.hidden) == (len(asked), hidden)


def test_a_witness_counts_for_whether_it_is_the_right_key() -> None:
    recorded = {Address("styles", f"s{n}"): Record(f"gone-{n}", {}) for n in range(2)}
    known = State("lineage", 1, None, {**recorded, Address("personas", "p"): Record("a", {})})
    server = Server({"/styles": {"styles": []}, "/personas": {"personas": [persona("a")]}})
    with closing(connected(server)) as made:
        with pytest.raises(Refused, match="none of the 2 recorded objects is listed"):
            read(made, [STYLES], known, None)
        found = read(made, [STYLES], known, None, Extent(witnesses=[PERSONAS]))
    assert set(found.live["personas"]) == {"a"}


def test_a_list_that_is_read_later_has_its_missing_ids_asked_for_as_well() -> None:
    server = Server(
        {"/styles": {"styles": []}, "/personas": {"personas": [persona("a")]}, "/personas/b": persona("b")}
    )
    known = state("a", "b", "c")
    with closing(connected(server)) as made:
        found = read_rest(made, read(made, [STYLES], known, None), [PERSONAS], state=known)
    assert server.paths == ["/personas", "/personas/b", "/personas/c", "/styles"]
    assert (set(found.live["personas"]), found.requests) == ({"a", "b"}, 4)


def test_posts_are_listed_with_drafts_and_all_dates() -> None:
    server = Server({"/social/posts": {"posts": []}})
    with closing(connected(server)) as made:
        read(made, [POSTS], None, None)
    assert dict(server.asked[0].params) == {
        "fromDate": "0",
        "toDate": "4102444800000",
        "includeDrafts": "true",
    }


def test_nothing_in_use_asks_nothing() -> None:
    server = Server({})
    with closing(connected(server)) as made:
        assert read(made, [], None, None).requests == 0
    assert server.asked == []


def test_a_recorded_id_that_its_list_leaves_out_is_asked_for_by_id() -> None:
    answers = {"/personas": {"personas": [persona("a")]}, "/personas/b": persona("b")}
    found, server = reading(answers, state("a", "b", "c"))
    assert set(found.live["personas"]) == {"a", "b"}
    assert server.paths == ["/personas", "/personas/b", "/personas/c"]
    assert found.requests == 3


def test_deposed_ids_are_looked_for_as_well() -> None:
    found, server = reading({"/personas": {"personas": [persona("a")]}}, state("a", deposed=("old",)))
    assert server.paths == ["/personas", "/personas/old"]
    assert set(found.live["personas"]) == {"a"}


def test_ids_of_collections_that_are_not_in_use_are_not_asked_for() -> None:
    known = State("lineage", 1, None, {Address("posts", "p"): Record("post_1", {})})
    _, server = reading({"/personas": {"personas": []}}, known)
    assert server.paths == ["/personas"]


@pytest.mark.parametrize(
    ("known", "configured", "refused"),
    [
        (state("a", organization="org_1"), None, False),
        (state("a", organization="org_2"), None, True),
        (state("a"), "org_1", False),
        (None, "org_2", True),
        (None, None, False),
    ],
)
def test_the_key_of_another_organization_is_refused(
    known: State | None, configured: str | None, refused: bool
) -> None:
    answers = {"/personas": {"personas": [persona("a", organizationId="org_1")]}}
    if refused:
        with pytest.raises(Refused, match=r"the key belongs to the organization org_1, and .* names org_2"):
            reading(answers, known, configured)
    else:
        assert reading(answers, known, configured)[0].organization_id == "org_1"


@pytest.mark.parametrize("ids", [("x", "y"), ("x", "y", "z", "w")])
def test_recorded_objects_of_which_none_is_live_are_the_wrong_key(ids: tuple[str, ...]) -> None:
    server = Server({"/personas": {"personas": [persona("other")]}})
    with (
        closing(connected(server)) as made,
        pytest.raises(Refused, match=f"none of the {len(ids)} recorded objects"),
    ):
        read(made, [PERSONAS], state(*ids), None)


@pytest.mark.parametrize(
    ("ids", "answers"),
    [
        (("x",), {}),
        (("x", "y"), {"/personas/y": persona("y")}),
    ],
)
def test_one_live_object_or_a_single_record_is_the_right_key(ids: tuple[str, ...], answers: Answers) -> None:
    found, _ = reading({"/personas": {"personas": []}, **answers}, state(*ids))
    assert len(found.live["personas"]) == len(answers)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"/personas": {"people": []}}, BadAnswer),
        ({"/personas": 403}, Problem),
        ({"/personas": {"personas": []}, "/personas/a": 403}, Problem),
        ({"/personas": {"personas": []}, "/personas/a": persona("b")}, BadAnswer),
    ],
)
def test_what_cannot_be_read_stops_the_plan(answers: Answers, error: type[ApiError]) -> None:
    with pytest.raises(error):
        reading(answers, state("a"))


def test_accounts_are_read() -> None:
    with closing(connected(Server({"/social/accounts": {"accounts": [ACCOUNT]}}))) as made:
        assert look_up(made, ACCOUNTS).ids(["tiktok/glowlab"]) == ["acc_1"]


def test_a_survey_counts_what_the_key_can_read_and_names_what_it_cannot() -> None:
    answers = {
        "/personas": {"personas": [persona("a", organizationId="org_1")]},
        "/social/posts": 403,
        "/social/accounts": {"accounts": [ACCOUNT]},
    }
    with closing(connected(Server(answers))) as made:
        found = survey(made, [PERSONAS, POSTS]).as_json()
    assert found["organization_id"] == "org_1"
    assert found["collections"] == {"personas": 1, "posts": None}
    assert [account["handle"] for account in found["accounts"]] == ["tiktok/glowlab"]


def test_a_survey_does_without_the_accounts() -> None:
    with closing(connected(Server({"/personas": {"personas": []}, "/social/accounts": 403}))) as made:
        assert survey(made, [PERSONAS]).accounts == ()


# -- one that a person names


def test_one_object_is_read_by_its_id_with_its_organization() -> None:
    server = Server({"/personas/per_1": persona("per_1", organizationId="org_1")})
    with closing(connected(server)) as reader:
        one = read_one(reader, PERSONAS, "per_1", state(organization="org_1"), "org_1")
    assert (one.live.id, one.organization_id, server.paths) == ("per_1", "org_1", ["/personas/per_1"])


@pytest.mark.parametrize(
    ("id", "answer", "failure", "code"),
    [
        ("sty_1", 404, InvalidInput, "no-such-object"),
        ("sty_1", 403, Problem, "scope-missing"),
        ("sty_1", {"_id": "sty_1", "name": "S", "isStandard": True}, Refused, "built-in"),
        ("sty_1", {"_id": "sty_1", "name": "S", "organizationId": "org_2"}, Refused, "wrong-organization"),
        ("sty_1", {"_id": "sty_2", "name": "S"}, BadAnswer, "bad-answer"),
        ("../sty_1", 404, InvalidInput, "bad-id"),
    ],
)
def test_one_object_that_is_not_ours_to_manage_is_told_apart(
    id: str, answer: Any, failure: type[RawugcError], code: str
) -> None:
    with (
        closing(connected(Server({"/styles/sty_1": answer}))) as reader,
        pytest.raises(failure) as told,
    ):
        read_one(reader, STYLES, id, state(organization="org_1"), None)
    assert [d.code for d in told.value.diagnostics] == [code]


# -- lists that come in pages


def clips(*ids: str) -> State:
    return State("lineage", 1, None, {Address("clips", f"c{n}"): Record(id, {}) for n, id in enumerate(ids)})


def paged(
    server: paged_lists.Server, known: State | None, *named: str, settled: tuple[str, ...] = ("clips",)
) -> Reading:
    with closing(server.reader()) as made:
        extent = Extent(named=[(CLIPS, id) for id in named], settled=settled)
        return read(made, [CLIPS], known, None, extent)


@dataclass(frozen=True)
class Reach:
    """What is asked for, of the list `abcdefg` in pages of three."""

    known: State | None
    asked: list[str]
    named: str = ""
    settled: tuple[str, ...] = ("clips",)


ALL = ["/clips 1", "/clips 2", "/clips 3"]
REACH = {
    "nothing is settled": Reach(clips("a"), ALL, settled=()),
    "no state": Reach(None, ["/clips 1"]),
    "recorded": Reach(clips("b", "e"), ["/clips 1", "/clips 2"]),
    "recorded and gone": Reach(clips("b", "x"), [*ALL, "/clips/x"]),
    "named": Reach(clips("b"), ["/clips 1", "/clips 2"], named="e"),
    "named and gone": Reach(clips("b"), [*ALL, "/clips/x"], named="x"),
    "other collections": Reach(state("x"), ["/clips 1"]),
}


@pytest.mark.parametrize("reach", REACH.values(), ids=REACH)
def test_no_more_pages_are_read_than_it_takes_and_each_counts(reach: Reach) -> None:
    server = paged_lists.Server({"/clips": list("abcdefg")})
    found = paged(server, reach.known, *reach.named, settled=reach.settled)
    assert (server.asked, found.requests) == (reach.asked, len(reach.asked))
    pages = [asked for asked in reach.asked if asked in ALL]
    assert set(found.live["clips"]) == set("abcdefg"[: 3 * len(pages)])
    assert found.partly == (frozenset() if pages == ALL else {"clips"})


def test_the_rest_of_a_list_is_read_from_its_beginning_and_counts() -> None:
    server = paged_lists.Server({"/clips": list("abcdefg")})
    part = paged(server, clips("b"))
    with closing(server.reader()) as made:
        whole = read_rest(made, part, [CLIPS])
    assert server.asked == ["/clips 1", *ALL]
    assert (set(whole.live["clips"]), whole.requests, whole.partly) == (set("abcdefg"), 4, frozenset())
    assert (whole.since, whole.organization_id) == (part.since, part.organization_id)


def test_a_survey_counts_all_pages() -> None:
    server = paged_lists.Server({"/clips": list("abcdefg")}, others={"/social/accounts": 403})
    with closing(server.reader()) as made:
        assert survey(made, [CLIPS]).counts == {"clips": 7}
