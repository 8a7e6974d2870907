"""The calendar of a page: days with posts, what the plan makes of them, and days without one."""

from __future__ import annotations

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.provenance import Made
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of, update_of
from tests.review.page.conftest import DAY, NOW, Show
from tests.review.page.reading import Node, read

NEW_YORK = "America/New_York"
ACCOUNTS = ("tiktok/glowlab",)


def entry(key: str, fate: Fate, at: int | None, **parts: object) -> Entry:
    base = {"id": None, "timezone": NEW_YORK, "accounts": ACCOUNTS, "text": f"About {key}."}
    return Entry(address=Address("posts", key), fate=fate, at=at, **{**base, **parts})  # type: ignore[arg-type]


def plan(*entries: Entry, at: int | None = NOW) -> Plan:
    return plan_of(update_of("posts.launch"), calendar=entries, made=Made(at=at))


def rows(html: str) -> dict[str, Node]:
    """What stands on each day, or on several without a post."""
    section = read(html).one("section", id="calendar")
    return {
        next(row.all("h3")).text(): row for row in next(section.all("ol")).all("li") if list(row.all("h3"))
    }


def test_a_post_stands_on_its_day_with_its_time_its_fate_and_the_way_to_its_card(show: Show) -> None:
    day = rows(show(plan(entry("launch", Fate.CHANGED, NINE_IN_NEW_YORK))))["Tue 2026-12-01"]
    assert "09:00 America/New_York 14:00 UTC" in day.text()
    assert "changed posts.launch tiktok/glowlab" in day.text()
    assert "About launch." in day.text()
    assert [link["href"] for link in day.all("a")] == ["#posts.launch"]


def test_days_without_a_post_are_one_row_and_say_so(show: Show) -> None:
    far = entry("later", Fate.NEW, NINE_IN_NEW_YORK + 5 * DAY)
    found = rows(show(plan(entry("launch", Fate.STAYS, NINE_IN_NEW_YORK), far)))
    assert " ".join(found["Wed 2026-12-02 to Sat 2026-12-05"].text().split()) == (
        "Wed 2026-12-02 to Sat 2026-12-05 no post"
    )


def test_two_posts_too_near_on_one_account_clash(show: Show) -> None:
    second = entry("second", Fate.NEW, NINE_IN_NEW_YORK + 12 * 60_000)
    day = rows(show(plan(entry("launch", Fate.STAYS, NINE_IN_NEW_YORK), second)))["Tue 2026-12-01"]
    assert "clash on tiktok/glowlab: posts.second goes out 12 minutes later" in day.text()


def test_a_post_that_moves_stands_on_both_days(show: Show) -> None:
    moved = entry("launch", Fate.MOVED, NINE_IN_NEW_YORK + DAY, was=NINE_IN_NEW_YORK)
    found = rows(show(plan(moved)))
    assert "moved away posts.launch" in found["Tue 2026-12-01"].text()
    assert "was Tue 2026-12-01 09:00 America/New_York" in found["Wed 2026-12-02"].text()


def test_the_day_on_which_the_clocks_change_says_so(show: Show) -> None:
    march = NINE_IN_NEW_YORK + 105 * DAY
    told = rows(show(plan(entry("spring", Fate.NEW, march))))
    assert "DST: the clocks go forward in America/New_York" in told["Sun 2027-03-14"].text()


def test_a_post_far_away_is_still_on_it(show: Show) -> None:
    assert "Wed 2027-06-16" in " ".join(
        rows(show(plan(entry("summer", Fate.NEW, NINE_IN_NEW_YORK + 197 * DAY))))
    )


def test_a_calendar_is_the_same_whenever_it_is_shown(show: Show) -> None:
    for at in (NOW, None):
        made = plan(entry("flash", Fate.NEW, None), entry("launch", Fate.STAYS, NINE_IN_NEW_YORK), at=at)
        first, later = (
            read(show(made, now)).one("section", id="calendar").text() for now in (NOW, NOW + 9 * DAY)
        )
        assert first == later
        assert "clash" not in first


def test_without_a_post_there_is_no_calendar(show: Show) -> None:
    assert 'id="calendar"' not in show(plan())


def test_what_is_removed_or_moved_away_after_the_last_post_is_still_on_it(show: Show) -> None:
    october = NINE_IN_NEW_YORK + 320 * DAY
    gone = entry("gone", Fate.REMOVED, october)
    sooner = entry("sooner", Fate.MOVED, NINE_IN_NEW_YORK, was=october + DAY)
    found = rows(show(plan(gone, sooner)))
    assert "removed posts.gone" in found["Sun 2027-10-17"].text()
    assert "moved away posts.sooner" in found["Mon 2027-10-18"].text()
