"""What comes too near to another post on one account."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.review.calendar.clashes import Clash, Placed, clashes
from rawugc_sync.words.calendar import Entry, Fate
from tests.review.calendar.entries import NOW, entry, nobodys

ONE = entry("posts.one", "2026-12-01 14:00")


def found(*entries: Entry) -> dict[str, list[tuple[str, tuple[str, ...], int, bool]]]:
    """By name: with whom, where, by how many minutes later, and whether that is sure."""
    said = clashes(map(Placed, entries), NOW)
    return {_name(one.entry): [_told(clash) for clash in those] for one, those in said.items()}


def _name(one: Entry) -> str:
    return str(one.address or one.id)


def _told(clash: Clash) -> tuple[str, tuple[str, ...], int, bool]:
    return _name(clash.other.entry), clash.accounts, clash.later // 60_000, clash.sure


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        ({"at": "2026-12-01 14:00"}, True),
        ({"at": "2026-12-01 14:29"}, True),
        ({"at": "2026-12-01 14:30"}, False),
        ({"at": "2026-12-01 13:31"}, True),
        ({"at": "2026-12-01 13:30"}, False),
        ({"at": "2026-12-01 14:10", "timezone": "Asia/Tokyo"}, True),
        ({"at": "2026-12-01 14:10", "accounts": ("tiktok/another",)}, False),
        ({"at": "2026-12-01 14:10", "accounts": ("TikTok/GlowLab",)}, True),
        ({"at": "2026-12-01 14:10", "fate": Fate.REMOVED}, False),
        ({"at": "2026-12-01 14:10", "fate": Fate.NEW, "id": None}, True),
        ({"at": "2026-12-01 14:10", "fate": Fate.MOVED, "was": "2026-12-03 14:00"}, True),
        ({"at": "2026-12-03 14:00", "fate": Fate.MOVED, "was": "2026-12-01 14:10"}, False),
    ],
)
def test_less_than_half_an_hour_on_one_account(other: dict[str, Any], clash: bool) -> None:
    said = found(ONE, entry("posts.two", **other))
    assert set(said) == ({"posts.one", "posts.two"} if clash else set())


def test_both_are_told_of_the_other_and_by_how_much() -> None:
    both = ("tiktok/glowlab", "instagram/glow.lab")
    said = found(entry("posts.one", accounts=both), entry("posts.two", "2026-12-01 14:12", accounts=both[1:]))
    assert said == {
        "posts.one": [("posts.two", ("instagram/glow.lab",), 12, True)],
        "posts.two": [("posts.one", ("instagram/glow.lab",), -12, True)],
    }


def test_three_in_a_row_are_told_in_the_order_of_time() -> None:
    said = found(entry("posts.c", "2026-12-01 14:20"), ONE, entry("posts.b", "2026-12-01 14:40"))
    assert [name for name, *_ in said["posts.c"]] == ["posts.one", "posts.b"]
    assert [name for name, *_ in said["posts.b"]] == ["posts.c"]


def test_what_goes_out_at_once_does_now() -> None:
    now, soon = entry("posts.now", None, fate=Fate.NEW), entry("posts.soon", "2026-11-30 12:29")
    assert set(found(now, soon)) == {"posts.now", "posts.soon"}


def test_two_that_are_out_already_clash_no_more_and_a_new_one_does_with_them() -> None:
    out = [entry(f"posts.{n}", f"2026-11-30 11:5{n}", is_public=True) for n in (1, 2)]
    assert found(*out) == {}
    assert set(found(*out, entry("posts.now", None))) == {"posts.1", "posts.2", "posts.now"}


def test_platforms_count_for_each_account_on_them_and_that_is_not_sure() -> None:
    both = entry("posts.one", accounts=("tiktok/glowlab", "instagram/glow.lab"))
    said = found(both, nobodys("post_9", "2026-12-01 14:05", "tiktok"))
    assert said == {
        "posts.one": [("post_9", ("tiktok/glowlab",), 5, False)],
        "post_9": [("posts.one", ("tiktok/glowlab",), -5, False)],
    }


def test_two_that_show_their_platforms_alone_may_clash() -> None:
    two = nobodys("post_8", "2026-12-01 14:00", "tiktok"), nobodys("post_9", "2026-12-01 14:05", "tiktok")
    assert found(*two)["post_8"] == [("post_9", ("tiktok",), 5, False)]
    assert found(two[0], nobodys("post_9", "2026-12-01 14:05", "instagram")) == {}


def test_equal_posts_of_two_workspaces_are_two() -> None:
    said = clashes([Placed(ONE), Placed(ONE, "oak-tea")], NOW)
    assert [clash.other for clash in said[Placed(ONE)]] == [Placed(ONE, "oak-tea")]
