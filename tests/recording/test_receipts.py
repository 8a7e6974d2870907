"""What a run makes of receipts: scheduled, moved, confirmed, taken back; and nothing of others is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.document import dump
from rawugc_sync.recording.kept import receipts_in
from rawugc_sync.recording.receipt import Receipt, between, receipt_json
from rawugc_sync.recording.receipts import Seen, after_reading, after_run
from rawugc_sync.recording.run import Given
from rawugc_sync.resources import registered
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.documents import RECEIPTS, Whose
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import CREATED_BEFORE, Change
from tests.recording.test_runs import AT, run

TYPES = registered()
HOUR = 3_600_000
DUE = AT + 24 * HOUR
OURS = Whose("glow-lab", spelled=True)
GOING = {"mode": "schedule", "scheduledFor": DUE, "accounts": ["tiktok/glowlab", "instagram/glow"]}
DRAFT = {"mode": "draft", "accounts": ["tiktok/glowlab"]}


def receipt(**parts: Any) -> Receipt:
    base: dict[str, Any] = {
        "collection": "posts",
        "address": "posts.launch",
        "id": "post_1",
        "account": "tiktok/glowlab",
        "at": DUE,
        "commit": "c" * 40,
        "clean": True,
        "environment": None,
        "run": "20270101-000000",
        "plan": "4d3d",
        "approved": {"legal": ("ana",)},
    }
    return Receipt(**{**base, **parts})


def result(
    action: Action, after: Mapping[str, Any] | None, fate: Fate = Fate.APPLIED, **parts: Any
) -> Result:
    old = None if action is Action.CREATE else "post_1"
    change = Change(address=Address("posts", "launch"), action=action, id=old, after=after, digest="sha256:1")
    new = "post_2" if action.creates and action is not Action.CREATE else "post_1"
    return Result(replace(change, **parts), fate, new, partial=fate is Fate.FAILED)


def told(found: list[Receipt]) -> list[tuple[str, str, int]]:
    return [(one.id, one.account, one.at) for one in found]


@pytest.mark.parametrize(
    ("result", "left"),
    [
        pytest.param(
            result(Action.UPDATE, {**GOING, "scheduledFor": DUE + HOUR}),
            [("post_1", "tiktok/glowlab", DUE + HOUR), ("post_1", "instagram/glow", DUE + HOUR)],
            id="moved",
        ),
        pytest.param(result(Action.UPDATE, DRAFT), [], id="a-draft-again"),
        pytest.param(result(Action.DELETE, None), [], id="deleted"),
        pytest.param(
            result(Action.DELETE_THEN_CREATE, {**GOING, "accounts": ["tiktok/glowlab"]}),
            [("post_2", "tiktok/glowlab", DUE)],
            id="replaced",
        ),
        pytest.param(result(Action.DELETE_THEN_CREATE, GOING, Fate.FAILED), [], id="deleted-alone"),
        pytest.param(
            result(Action.UPDATE, DRAFT, Fate.FAILED), [("post_1", "tiktok/glowlab", DUE)], id="failed"
        ),
        pytest.param(
            result(Action.UPDATE, DRAFT, Fate.SKIPPED), [("post_1", "tiktok/glowlab", DUE)], id="skipped"
        ),
        pytest.param(result(Action.FORGET, None), [("post_1", "tiktok/glowlab", DUE)], id="let-go"),
        pytest.param(result(Action.ADOPT, GOING), [("post_1", "tiktok/glowlab", DUE)], id="taken-over"),
        pytest.param(
            result(Action.ADOPT, {**GOING, "accounts": ["x/y"]}, action_reason=CREATED_BEFORE),
            [("post_1", "x/y", DUE)],
            id="created-before",
        ),
        pytest.param(
            result(Action.UPDATE, {"mode": "now", "accounts": ["x/y"]}), [("post_1", "x/y", AT)], id="at-once"
        ),
        pytest.param(
            result(Action.UPDATE, {"mode": "schedule", "scheduledFor": DUE}),
            [("post_1", "", DUE)],
            id="unsaid",
        ),
    ],
)
def test_a_change_makes_of_a_receipt_what_goes_out_by_it(
    result: Result, left: list[tuple[str, str, int]]
) -> None:
    assert told(after_run([receipt()], run(result), TYPES)) == left


@pytest.mark.parametrize("action", [Action.UPDATE, Action.DELETE])
def test_what_is_confirmed_stays(action: Action) -> None:
    out = receipt(is_confirmed=True)
    assert out in after_run([out], run(result(action, GOING if action is Action.UPDATE else None)), TYPES)


def test_a_yes_counts_until_its_role_is_asked_again() -> None:
    said = (
        Given(role="brand", address="posts.launch", by=("ben",)),
        Given(role="legal", address="posts.other", by=("eve",)),
    )
    (one,) = after_run(
        [receipt()], run(result(Action.UPDATE, {**GOING, "accounts": ["x/y"]}), approvals=said), TYPES
    )
    assert one.approved == {"legal": ("ana",), "brand": ("ben",)}
    (again,) = after_run(
        [one],
        run(
            result(Action.UPDATE, {**GOING, "accounts": ["x/y"]}),
            approvals=(Given(role="legal", address="posts.launch", by=("eve", "ben")),),
        ),
        TYPES,
    )
    assert again.approved_by == ["eve", "ben"]


# -- what was read


def live(status: str, at: int = DUE, published: int | None = None) -> Live:
    facts = {
        "status": status,
        "platforms": frozenset({"tiktok"}),
        "targets": 1,
        "reason": "",
        "published_at": published,
    }
    return Live("post_1", {"scheduledFor": at, "mode": "schedule"}, facts)


def seen(*objects: Live, whole: bool = True) -> Seen:
    return Seen({"posts": {one.id: one for one in objects}}, frozenset({"posts"} if whole else ()))


@pytest.mark.parametrize(
    ("seen", "now", "left"),
    [
        pytest.param(seen(live("scheduled")), AT, [(DUE, False)], id="as-it-was"),
        pytest.param(seen(live("scheduled", DUE + HOUR)), AT, [(DUE + HOUR, False)], id="moved"),
        pytest.param(seen(live("scheduled")), DUE + HOUR, [(DUE, False)], id="past-and-not-told"),
        pytest.param(seen(live("published", DUE, DUE + 5)), DUE + HOUR, [(DUE + 5, True)], id="published"),
        pytest.param(seen(live("published")), DUE + HOUR, [(DUE, True)], id="published-at-its-time"),
        pytest.param(seen(live("failed")), DUE + HOUR, [], id="failed"),
        pytest.param(seen(live("draft")), AT, [], id="a-draft-again"),
        pytest.param(seen(), AT, [], id="gone-before"),
        pytest.param(seen(), DUE, [(DUE, False)], id="gone-since"),
        pytest.param(seen(whole=False), AT, [(DUE, False)], id="not-all-was-read"),
        pytest.param(Seen({}, frozenset()), AT, [(DUE, False)], id="nothing-was-read"),
    ],
)
def test_a_receipt_says_what_was_read_last(seen: Seen, now: int, left: list[tuple[int, bool]]) -> None:
    found = after_reading([receipt()], seen, TYPES, now)
    assert [(one.at, one.is_confirmed) for one in found] == left


def test_what_is_confirmed_is_not_read_again() -> None:
    out = receipt(is_confirmed=True)
    assert list(after_reading([out], seen(live("draft")), TYPES, AT)) == [out]


# -- as a document, and a part of it


@pytest.mark.parametrize("one", [receipt(), receipt(is_confirmed=True, commit=None, environment="prod")])
def test_a_receipt_is_read_as_it_was_written(one: Receipt) -> None:
    data = dump(RECEIPTS, "glow-lab", [receipt_json(one)])
    assert receipts_in(data, "there", OURS) == [one]


@pytest.mark.parametrize("key", ["at", "account", "approved", "status", "clean"])
def test_one_that_is_malformed_is_never_passed_over(key: str) -> None:
    row = {name: value for name, value in receipt_json(receipt()).items() if name != key}
    with pytest.raises(StateError, match=f"there cannot be used: {key} is missing"):
        receipts_in(dump(RECEIPTS, "glow-lab", [receipt_json(receipt()), row]), "there", OURS)


def test_a_part_is_from_the_first_moment_on_and_before_the_last() -> None:
    all_of_them = [receipt(at=at) for at in (30, 10, 20)]
    assert [one.at for one in between(all_of_them, 10, 30)] == [10, 20]
    assert [one.at for one in between(all_of_them, None, None)] == [10, 20, 30]
