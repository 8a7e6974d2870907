"""Lists of generated media: pages, statuses, order, and new objects that are late."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import Reply, Sandbox
from tests.sandbox.media import ARRAYS, IDS, ONE_OF_EACH, SORT, generate, path_of

EACH = pytest.mark.parametrize("model", ONE_OF_EACH)
PAGE_SIZES = {"veo3_fast": 50, "nano-banana-2": 20, "V5": 20}


def listed(sandbox: Sandbox, model: str, **query: str) -> Reply:
    return sandbox.get(f"/{SORT[model]}", **query)


def ids(reply: Reply, model: str) -> list[int]:
    """The numbers in the ids on a page."""
    sort = SORT[model]
    assert reply.json.keys() == {ARRAYS[sort], "pagination"}
    return [int(one[IDS[sort]].partition("_")[2]) for one in reply.json[ARRAYS[sort]]]


@EACH
def test_a_list_holds_what_reads_show(sandbox: Sandbox, model: str) -> None:
    path = path_of(sandbox, model)
    sandbox.now += 20_000
    assert listed(sandbox, model).json[ARRAYS[SORT[model]]] == [sandbox.get(path).json]


@EACH
def test_a_list_of_nothing_is_one_page(sandbox: Sandbox, model: str) -> None:
    assert listed(sandbox, model).json == {
        ARRAYS[SORT[model]]: [],
        "pagination": {"total": 0, "page": 1, "pageSize": PAGE_SIZES[model], "hasMore": False},
    }


@EACH
def test_a_page_has_its_size_unless_another_is_asked_for(model: str) -> None:
    sandbox, size = Sandbox(), PAGE_SIZES[model]
    for _ in range(size + 1):
        generate(sandbox, model)
    first, last = (listed(sandbox, model, page=page) for page in ("1", "2"))
    assert (len(ids(first, model)), len(ids(last, model))) == (size, 1)
    assert first.json["pagination"] == {"total": size + 1, "page": 1, "pageSize": size, "hasMore": True}
    assert last.json["pagination"] == {"total": size + 1, "page": 2, "pageSize": size, "hasMore": False}


@pytest.mark.parametrize(
    ("page", "expected", "more"), [("1", [1, 2], True), ("2", [3, 4], False), ("3", [], False)]
)
def test_pages_are_counted_from_one(page: str, expected: list[int], more: bool) -> None:
    sandbox = Sandbox(Options(newest_first=False))
    for _ in range(4):
        generate(sandbox, "V5")
    reply = listed(sandbox, "V5", page=page, limit="2")
    assert (ids(reply, "V5"), reply.json["pagination"]["hasMore"]) == (expected, more)


@EACH
@pytest.mark.parametrize(("newest_first", "expected"), [(True, [3, 2, 1]), (False, [1, 2, 3])])
def test_the_order_may_be_either_way(model: str, newest_first: bool, expected: list[int]) -> None:
    sandbox = Sandbox(Options(newest_first=newest_first))
    for _ in range(3):
        generate(sandbox, model)
    assert ids(listed(sandbox, model), model) == expected


@EACH
@pytest.mark.parametrize(
    ("status", "expected"), [("pending", [4]), ("processing", [2]), ("completed", [3]), ("failed", [1])]
)
def test_a_list_can_be_of_one_status(sandbox: Sandbox, model: str, status: str, expected: list[int]) -> None:
    for prompt in ("[fails]", "[hangs]", "x"):
        generate(sandbox, model, prompt=prompt)
    sandbox.now += 20_000
    generate(sandbox, model)
    reply = listed(sandbox, model, status=status)
    assert (ids(reply, model), reply.json["pagination"]["total"]) == (expected, 1)


@EACH
def test_a_new_object_may_be_late_in_lists_but_not_by_its_id(model: str) -> None:
    sandbox = Sandbox(Options(lists_late=1000))
    path = path_of(sandbox, model)
    shown = []
    for _ in range(2):
        shown.append((ids(listed(sandbox, model), model), sandbox.get(path).status))
        sandbox.now += 1000
    assert shown == [([], 200), ([1], 200)]


@EACH
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("limit", "-1"),
        ("page", "0"),
        ("page", "1.5"),
        ("status", "done"),
        ("status", "true"),
        ("fromDate", "0"),
        ("cursor", "x"),
    ],
)
def test_other_queries_are_refused(sandbox: Sandbox, model: str, name: str, value: str) -> None:
    refused = listed(sandbox, model, **{name: value})
    assert (refused.status, list(refused.errors)) == (400, [name])
