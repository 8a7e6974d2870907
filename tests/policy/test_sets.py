"""What one account may see: how much, how soon after each other, and what not again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.policy.sets import MOST_OTHERS
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.rules import MaxPosts, MinGap, NoRepeat
from tests.policy.subjects import at_once, found, live, ms, post, said

TWO_A_DAY = MaxPosts(per="day", most=2)
FOUR_HOURS = MinGap(seconds=4 * 3600)
A_DAY = MinGap(seconds=86_400)
MONTH = NoRepeat(of=("videoUrl", "content"), seconds=30 * 86_400)
VIDEO = "https://cdn.example.com/same.mp4"


def names(check: MaxPosts | MinGap | NoRepeat, *subjects: Subject, now: int | None = None) -> list[str]:
    return [one.subject.name for one in found(check, *subjects, now=now)]


def day(*times: str, **fields: object) -> list[Subject]:
    return [post(at=at, key=f"p{number}", **fields) for number, at in enumerate(times)]


class TestMaxPosts:
    def test_each_of_too_many_is_found_with_the_others(self) -> None:
        three = day("2026-12-01 09:00", "2026-12-01 12:00", "2026-12-01 23:59")
        findings = found(TWO_A_DAY, *three)
        assert said(findings)[0] == (
            "posts.p0 scheduledFor is one of 3 that go out on tiktok/glowlab on 2026-12-01, and 2 may"
        )
        assert [one.subject for one in findings] == three
        assert findings[1].others == (three[0], three[2])

    @pytest.mark.parametrize(
        "fields",
        [{}, {"timezone": "America/New_York"}],
        ids=["midnight of Berlin", "midnight of New York"],
    )
    def test_a_day_ends_at_midnight_of_the_zone(self, fields: dict[str, str]) -> None:
        assert (
            names(TWO_A_DAY, *day("2026-12-01 09:00", "2026-12-01 12:00", "2026-12-02 00:00", **fields)) == []
        )

    def test_each_account_counts_for_itself_whatever_its_case(self) -> None:
        morning = day("2026-12-01 09:00", "2026-12-01 10:00")
        here, there = (
            post(at="2026-12-01 11:00", key=key, accounts=[account])
            for key, account in (("here", "tiktok/GlowLab"), ("there", "instagram/glow.lab"))
        )
        assert names(TWO_A_DAY, *morning, there) == []
        assert names(TWO_A_DAY, *morning, here) == ["posts.p0", "posts.p1", "posts.here"]

    def test_a_week_begins_on_monday(self) -> None:
        check = MaxPosts(per="week", most=2)
        sunday_on = day("2026-12-06 09:00", "2026-12-07 09:00", "2026-12-13 23:00")
        assert names(check, *sunday_on) == []
        [one, *_] = found(check, *sunday_on, post(at="2026-12-10 09:00"))
        assert one.said == "is one of 3 that go out on tiktok/glowlab in the week from 2026-12-07, and 2 may"

    def test_what_is_out_counts_and_is_not_found_itself(self) -> None:
        earlier = [live(f"2026-11-30 0{hour}:00", "published", f"post_{hour}") for hour in (1, 2)]
        [finding] = found(TWO_A_DAY, *earlier, post(at="2026-11-30 20:00"))
        assert (finding.subject.name, [one.name for one in finding.others]) == (
            "posts.teaser",
            ["post_1", "post_2"],
        )

    def test_what_names_its_platform_alone_counts_for_each_account_there(self) -> None:
        one, other = (
            post(at="2026-12-01 11:00", key=key, accounts=[f"tiktok/{key}", "instagram/x"]) for key in "ab"
        )
        unmanaged = [live(f"2026-12-01 1{hour}:00", id=f"post_{hour}") for hour in (2, 3)]
        findings = found(TWO_A_DAY, one, other, *unmanaged)
        on = [(f.subject.name, f.said.split()[8]) for f in findings if f.subject.address]
        assert on == [("posts.a", "tiktok/a"), ("posts.b", "tiktok/b")]
        assert names(TWO_A_DAY, post(at="2026-12-01 11:00", accounts=["instagram/x"]), *unmanaged) == []

    def test_what_goes_out_at_once_counts_now(self) -> None:
        two = day("2026-12-01 09:00", "2026-12-01 12:00")
        assert len(names(TWO_A_DAY, *two, at_once(timezone="Europe/Berlin"), now=ms("2026-12-01 08:00"))) == 3
        assert names(TWO_A_DAY, *two, at_once(), now=None) == []

    def test_only_the_nearest_of_very_many_are_named(self) -> None:
        many = day(*[f"2026-12-01 09:{minute:02}" for minute in range(50)])
        findings = found(TWO_A_DAY, *many)
        assert {len(one.others) for one in findings} == {MOST_OTHERS}
        assert all(one.subject not in one.others for one in findings)
        assert findings[0].said.startswith("is one of 50 ")


class TestMinGap:
    def test_two_that_are_too_near_are_both_found(self) -> None:
        one, other = day("2026-12-01 09:00", "2026-12-01 12:59")
        findings = found(FOUR_HOURS, one, other)
        assert [(f.subject, f.others) for f in findings] == [(other, (one,)), (one, (other,))]
        assert said(findings)[0] == (
            "posts.p1 scheduledFor goes out Tue 2026-12-01 12:59 Europe/Berlin, less than 4h from posts.p0 "
            "on tiktok/glowlab, which goes out Tue 2026-12-01 09:00 Europe/Berlin"
        )

    @pytest.mark.parametrize(
        ("times", "fields"),
        [
            (("2026-12-01 09:00", "2026-12-01 13:00"), {}),
            (("2026-12-01 09:00", "2026-12-01 09:00"), {"mode": "draft"}),
        ],
    )
    def test_what_is_far_enough_apart_or_does_not_go_out_is_fine(
        self, times: tuple[str, str], fields: dict[str, str]
    ) -> None:
        assert names(FOUR_HOURS, *day(*times, **fields)) == []

    def test_other_accounts_do_not_matter_and_shared_ones_are_named_once_together(self) -> None:
        one, other = (
            post(at=at, key=key, accounts=["tiktok/a", "instagram/b", *more])
            for key, at, more in (("x", "2026-12-01 09:00", []), ("y", "2026-12-01 10:00", ["youtube/c"]))
        )
        assert (
            "less than 4h from posts.x on tiktok/a and instagram/b, which"
            in found(FOUR_HOURS, one, other)[0].said
        )
        assert len(found(FOUR_HOURS, one, other)) == 2
        assert names(FOUR_HOURS, one, replace(other, accounts=("youtube/c",))) == []

    def test_what_has_gone_out_a_while_ago_counts(self) -> None:
        out = live("2026-11-30 08:00", "published", publishedAt=ms("2026-11-30 11:30"))
        [finding] = found(FOUR_HOURS, out, post(at="2026-11-30 15:00"))
        assert finding.subject.name == "posts.teaser"
        assert finding.said.endswith("which went out Mon 2026-11-30 11:30 Europe/Berlin")

    @pytest.mark.parametrize(
        ("check", "times", "is_fine"),
        [
            (A_DAY, ("2027-03-27 09:00", "2027-03-28 09:00"), True),  # 23 hours, and a day by the clocks
            (A_DAY, ("2027-03-27 09:00", "2027-03-28 08:59"), False),
            (A_DAY, ("2027-10-30 09:00", "2027-10-31 08:30"), True),  # 24 h 30 min
            (FOUR_HOURS, ("2027-03-28 01:00", "2027-03-28 05:00"), False),  # 3 hours, whatever clocks show
        ],
    )
    def test_days_are_counted_by_the_clocks_and_hours_as_they_pass(
        self, check: MinGap, times: tuple[str, str], is_fine: bool
    ) -> None:
        assert (names(check, *day(*times)) == []) is is_fine


class TestNoRepeat:
    def test_a_video_that_comes_again_is_found_at_both(self) -> None:
        one, other = day("2026-12-01 09:00", "2026-12-30 09:00", videoUrl=VIDEO)
        findings = found(MONTH, one, other)
        assert [(f.subject, f.others) for f in findings] == [(other, (one,)), (one, (other,))]
        assert said(findings)[0] == (
            "posts.p1 videoUrl is the same as in posts.p0, which goes out Tue 2026-12-01 09:00 Europe/Berlin "
            "on tiktok/glowlab, less than 30d from it"
        )

    @pytest.mark.parametrize(
        ("first", "second", "is_fine"),
        [
            ({"videoUrl": VIDEO}, {"videoUrl": VIDEO, "at": "2026-12-31 09:00"}, True),
            ({"content": "Same."}, {"content": " Same.\r\n"}, False),
            ({"content": ""}, {"content": ""}, True),
            ({"content": "One."}, {"content": "Two."}, True),
            ({"videoUrl": VIDEO}, {"videoUrl": VIDEO, "accounts": ["instagram/b"]}, True),
            ({"videoUrl": VIDEO}, {"videoUrl": VIDEO, "mode": "draft"}, True),
        ],
    )
    def test_it_is_a_repeat_only_with_the_same_on_one_account_within_its_days(
        self, first: dict[str, str], second: dict[str, str], is_fine: bool
    ) -> None:
        two = post(key="one", **first), post(key="two", **{"at": "2026-12-02 09:00", **second})
        assert (names(MONTH, *two) == []) is is_fine

    def test_what_was_out_within_the_span_is_named_by_its_id(self) -> None:
        out = live("2026-11-10 09:00", "published", videoUrl=VIDEO)
        [finding] = found(MONTH, out, post(videoUrl=VIDEO))
        assert finding.said.startswith("is the same as in post_1, which went out Tue 2026-11-10 09:00")
        assert names(MONTH, live("2026-10-10 09:00", "published", videoUrl=VIDEO), post(videoUrl=VIDEO)) == []

    def test_a_field_that_the_type_does_not_have_never_repeats(self) -> None:
        assert names(NoRepeat(of=("none",), seconds=60), *day("2026-12-01 09:00", "2026-12-01 09:00")) == []
