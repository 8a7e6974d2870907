"""Lists are read in one answer, or page by page until what is looked for was seen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

import httpx
import pytest

from rawugc_sync.reading.lists import MOST_PAGES, Asked, Listed, read_list, read_lists
from rawugc_sync.resources import registered
from rawugc_sync.words.errors import ApiError, BadAnswer, OutcomeUnknown, Problem
from tests.reading.paged import CLIPS, TRACKS, Meanwhile, Server, clip, page, said

PERSONAS, POSTS = (registered()[name] for name in ("personas", "posts"))


def reading(server: Server, wanted: set[str] | None = None) -> Listed:
    with closing(server.reader()) as reader:
        return read_list(reader, CLIPS, wanted)


@dataclass(frozen=True)
class Case:
    """`pages` are those that are asked for, in order; `found` is what they show."""

    ids: str
    pages: list[int]
    found: str
    wanted: str | None = None
    whole: bool = True
    after: Mapping[int, Meanwhile] = field(default_factory=dict)


FAR = {
    "an empty list": Case("", [1], ""),
    "a part of a page": Case("ab", [1], "ab"),
    "one full page": Case("abc", [1], "abc"),
    "several": Case("abcdefg", [1, 2, 3], "abcdefg"),
    "several full ones": Case("abcdef", [1, 2], "abcdef"),
    "wanted on the first": Case("abcdefg", [1], "abc", wanted="b", whole=False),
    "wanted on the second": Case("abcdefg", [1, 2], "abcdef", wanted="ad", whole=False),
    "wanted on the last": Case("abcdefg", [1, 2, 3], "abcdefg", wanted="gb"),
    "wanted nowhere": Case("abcdefg", [1, 2, 3], "abcdefg", wanted="ax"),
    "nothing wanted": Case("abcdefg", [1], "abc", wanted="", whole=False),
}


def swap(at: int) -> Meanwhile:
    def swapped(ids: list[str]) -> None:
        ids[at], ids[at + 1] = ids[at + 1], ids[at]

    return swapped


MOVING = {
    "a new one before the others": Case(
        "abcdefg", [1, 2, 3], "abcdefg", after={1: lambda i: i.insert(0, "x")}
    ),
    "four of them": Case(
        "abcdefg", [1, 2, 3, 4], "abcdefg", after={2: lambda i: i.__setitem__(slice(0), "wxyz")}
    ),
    "one with each page": Case(
        "abcdef", [1, 2, 3], "abcdef", after={n: lambda i: i.insert(0, f"new {len(i)}") for n in (1, 2, 3)}
    ),
    "a new one behind the others": Case("abcdef", [1, 2, 3], "abcdefx", after={1: lambda i: i.append("x")}),
    "one of a page that was read is gone": Case(
        "abcdefg", [1, 2, 1, 2], "acdefg", after={1: lambda i: i.remove("b")}
    ),
    "one of a page to come is gone": Case(
        "abcdefg", [1, 2, 1, 2], "abcdfg", after={1: lambda i: i.remove("e")}
    ),
    "one moves to the front": Case(
        "abcdefg", [1, 2, 3, 1, 2, 3], "abcdefg", after={1: lambda i: i.insert(0, i.pop(4))}
    ),
    "one moves to the end": Case(
        "abcdefg", [1, 2, 3, 1, 2, 3], "abcdefg", after={1: lambda i: i.append(i.pop(0))}
    ),
    "two change places": Case("abcdefg", [1, 2, 3, 1, 2, 3], "abcdefg", after={1: swap(2)}),
    "the wanted one moves to the front": Case(
        "abcdefg", [1, 2, 3, 1], "abf", wanted="f", whole=False, after={1: lambda i: i.insert(0, i.pop(5))}
    ),
}


@pytest.mark.parametrize("case", [*FAR.values(), *MOVING.values()], ids=[*FAR, *MOVING])
def test_pages_are_read_until_what_is_wanted_was_seen_or_the_list_ends(case: Case) -> None:
    server = Server({"/clips": list(case.ids)}, after=case.after)
    found = reading(server, None if case.wanted is None else set(case.wanted))
    assert server.asked == [f"/clips {number}" for number in case.pages]
    assert sorted(found.objects) == sorted(case.found)
    assert (found.requests, found.whole) == (len(case.pages), case.whole)
    assert all(query["kind"] == "all" and query["limit"] == "3" for query in server.queries)


def test_a_list_without_pages_is_one_request() -> None:
    server = Server({}, others={"/personas": {"personas": [clip("a")], "pagination": said(9, 1, True)}})
    with closing(server.reader()) as reader:
        found = read_list(reader, PERSONAS, {"x"})
    assert (server.queries, set(found.objects), found.requests, found.whole) == ([{}], {"a"}, 1, True)


def test_a_list_is_as_old_as_its_first_page() -> None:
    server = Server({"/clips": [f"clip {n}" for n in range(36)]})
    with closing(server.reader()) as reader:
        found = read_list(reader, CLIPS)
        assert (found.requests, reader.monotonic() >= 60, found.left) == (12, True, 0)


def test_an_object_that_is_seen_again_is_as_it_was_seen_last() -> None:
    again = {"clips": [{**clip("a"), "name": "later"}], "pagination": said(1, 2, False)}
    first = page("a", said(1, 1, True))
    found = reading(Server({"/clips": []}, pages={1: first, 2: httpx.Response(200, json=again)}))
    assert found.objects["a"].fields["name"] == "later"


# -- pages that cannot be


@dataclass(frozen=True)
class Wrong:
    """Pages in order, what is said of them, and how many are asked for until it is."""

    pages: list[httpx.Response]
    says: str
    requests: int


FIRST = page("abc", said(7, 1, True))

WRONG = {
    "no pagination": Wrong([page("abc", None)], "does not say whether there are more pages", 1),
    "nothing of an end": Wrong([page("abc", {"total": 3})], "does not say whether there are more pages", 1),
    "an end that is no yes or no": Wrong(
        [page("abc", said(3, 1, "false"))], "does not say whether there are more pages", 1
    ),
    "an end that only the first page tells": Wrong([FIRST, page("def", {})], "does not say whether", 2),
    "the first page again": Wrong([FIRST, FIRST], "shows page 1 where page 2 was asked for", 2),
    "the same page under each number": Wrong(
        [FIRST, page("abc", said(7, 2, True))], "has no end: page 2 has nothing new", 2
    ),
    "a page that was seen before": Wrong(
        [FIRST, page("def", said(99, 2, True)), page("abc", said(99, 3, True))],
        "has no end: page 3 has nothing new",
        3,
    ),
    "more behind an empty page": Wrong(
        [page("abc", said(3, 1, True)), page("", said(3, 2, True))], "has no end: page 2 has nothing new", 2
    ),
    "pages of another size": Wrong(
        [FIRST, page("de", said(7, 2, True, pageSize=2))], "changes the size of its pages on page 2", 2
    ),
    "one page that leaves something out": Wrong(
        [page("abc", said(4, 1, False))], "says that it holds 4, and it holds 3", 1
    ),
    "an end too early, twice": Wrong(
        [FIRST, page("def", said(7, 2, False))] * 2, "says that it holds 7, and it holds 6", 4
    ),
    "a total that has grown by what nobody shows, twice": Wrong(
        [FIRST, page("defg", said(70, 2, False))] * 2, "says that it holds 70, and it holds 7", 4
    ),
    "an object twice in place of another, twice": Wrong(
        [FIRST, page("cdef", said(7, 2, False))] * 2, "says that it holds 7, and it holds 6", 4
    ),
    "no list": Wrong([FIRST, httpx.Response(200, json={"tracks": []})], "has no list called clips", 2),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_pages_that_contradict_each_other_are_a_bad_answer(wrong: Wrong) -> None:
    server = Server({"/clips": []}, pages=dict(enumerate(wrong.pages, start=1)))
    with pytest.raises(BadAnswer, match=f"the answer to GET /clips {wrong.says}"):
        reading(server)
    assert len(server.asked) == wrong.requests


@pytest.mark.parametrize(
    "pages",
    [
        [page("abc", said(None, 1, True)), page("d", said(None, 2, False))],
        [page("abc", {"hasMore": True}), page("d", {"hasMore": False})],
        [page("abc", said("4", 1, True)), page("d", said([], 2, False))],
        [page("abc", said(4, 1, True)), page("d", said(4, 2, False, pageSize=1))],
        [page("abc", said(3, 1, True)), page("d", said(3, 2, False))],
        [page("abcd", said(4, 1, True)), page("", said(4, 2, False))],
    ],
    ids=["no total", "no more than an end", "odd totals", "a rest", "too small a total", "an empty end"],
)
def test_what_pages_say_beside_their_end_may_be_lacking(pages: list[httpx.Response]) -> None:
    found = reading(Server({"/clips": []}, pages=dict(enumerate(pages, start=1))))
    assert (sorted(found.objects), found.requests) == (["a", "b", "c", "d"], 2)


def test_a_list_that_always_has_something_new_has_no_end() -> None:
    invented = {n: page([f"clip {n}"], said(1, n, True)) for n in range(1, MOST_PAGES + 2)}
    server = Server({"/clips": []}, pages=invented)
    with pytest.raises(BadAnswer, match="has no end: there is more behind 1000 pages"):
        reading(server)
    assert len(server.asked) == MOST_PAGES


def test_a_list_that_never_keeps_still_proves_nothing() -> None:
    server = Server({"/clips": list("abcdef")}, after={n: lambda i: i.insert(0, i.pop()) for n in (1, 3)})
    with pytest.raises(BadAnswer, match="says that it holds 6, and it holds 5"):
        reading(server)
    assert server.asked == ["/clips 1", "/clips 2"] * 2


# -- pages that do not come


@pytest.mark.parametrize(
    ("answer", "error", "requests"),
    [
        (httpx.Response(500, json={}), OutcomeUnknown, 5),
        (httpx.Response(502, content=b"<html>"), OutcomeUnknown, 5),
        (httpx.Response(200, content=b"<html>", headers={"content-type": "text/html"}), ApiError, 5),
        (httpx.Response(403, json={}), Problem, 2),
        (httpx.Response(404, json={}), Problem, 2),
    ],
    ids=["500", "gateway", "web page", "no scope", "no page"],
)
@pytest.mark.parametrize("read", ["one", "several"])
def test_a_page_that_cannot_be_read_stops_it(
    answer: httpx.Response, error: type[ApiError], requests: int, read: str
) -> None:
    server = Server({"/clips": list("abcdefg")}, pages=dict.fromkeys(range(2, 9), answer))
    with closing(server.reader()) as reader, pytest.raises(error):
        read_list(reader, CLIPS) if read == "one" else read_lists(reader, [Asked(CLIPS, optional=True)])
    assert server.asked == ["/clips 1", *["/clips 2"] * (requests - 1)]


def test_a_page_that_is_lost_once_is_asked_for_again() -> None:
    server = Server({"/clips": list("abcdefg")}, pages={2: httpx.Response(503)})
    assert sorted(reading(server).objects) == list("abcdefg")
    assert server.asked == ["/clips 1", "/clips 2", "/clips 2", "/clips 3"]


# -- several lists


def test_several_lists_are_read_a_page_of_each_at_a_time() -> None:
    lists = {"/clips": list("abcdefg"), "/tracks": list("abcdefghi")}
    server = Server(lists, others={"/personas": {"personas": [clip("p")]}, "/social/posts": 403})
    asked = [Asked(PERSONAS), Asked(CLIPS), Asked(TRACKS, {"e"}), Asked(POSTS, optional=True)]
    with closing(server.reader()) as reader:
        personas, clips, tracks, posts = read_lists(reader, asked)
    assert server.asked[0] == "/personas"
    assert sorted(server.asked[1:4]) == ["/clips 1", "/social/posts", "/tracks 1"]
    assert sorted(server.asked[4:6]) == ["/clips 2", "/tracks 2"]
    assert server.asked[6:] == ["/clips 3"]
    assert posts is None
    shown = [(len(one.objects), one.requests, one.whole) for one in (personas, clips, tracks) if one]
    assert shown == [(1, 1, True), (7, 3, True), (6, 2, False)]


@pytest.mark.parametrize("needed", [True, False])
def test_a_list_that_cannot_be_read_stops_the_pages_of_the_others(needed: bool) -> None:
    server = Server({"/clips": list("abcdefg")}, others={"/tracks": 404 if not needed else 403})
    asked = [Asked(CLIPS), Asked(TRACKS, optional=not needed)]
    with closing(server.reader()) as reader, pytest.raises(Problem):
        read_lists(reader, asked)
    assert server.asked == ["/clips 1", "/tracks 1"]


def test_no_lists_are_no_requests() -> None:
    server = Server({})
    with closing(server.reader()) as reader:
        assert read_lists(reader, []) == []
    assert server.asked == []
