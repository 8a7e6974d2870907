"""Until when something may be shown, itself and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rawugc_sync.policy.judge import Finding, judged
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.rules import Rights
from tests.policy.subjects import NOW, TYPES, at_once, ms, post, product, said

UNTIL = Rights(until=date(2026, 12, 31), territory=("de",))
SERUM, FILM, TOUR = Address("products", "serum"), Address("videos", "film"), Address("styles", "tour")


def ended(*subjects: Subject, now: int | None = NOW) -> list[Finding]:
    findings = list(judged([], subjects, now))
    assert {one.rule for one in findings} <= {RIGHTS_ENDED}
    return findings


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ({"at": "2026-12-31 23:59"}, []),
        (
            {"at": "2027-01-01 00:00"},
            [
                "posts.teaser scheduledFor goes out Fri 2027-01-01 00:00 Europe/Berlin, "
                "and it may be shown until 2026-12-31"
            ],
        ),
        ({"timezone": "America/New_York", "scheduledFor": ms("2027-01-01 03:00", "UTC")}, []),
        ({"at": "2027-01-01 00:00", "mode": "draft"}, []),
    ],
)
def test_a_post_goes_out_on_its_last_day_by_its_own_clocks_and_not_later(
    fields: dict[str, str], findings: list[str]
) -> None:
    assert said(ended(replace(post(**fields), rights=UNTIL))) == findings


def test_a_post_does_not_show_what_may_not_be_shown_any_more() -> None:
    serum = replace(product(), rights=UNTIL)
    late = replace(post(at="2027-01-02 09:00"), rests_on=(SERUM,))
    [finding] = ended(serum, late, post(at="2027-01-02 10:00", key="other"))
    assert (finding.subject, finding.field, finding.others) == (late, "scheduledFor", (serum,))
    assert finding.said.endswith("and products.serum may be shown until 2026-12-31")


def test_nor_through_others_even_where_they_rest_on_each_other() -> None:
    film = Subject(FILM, None, TYPES["videos"], {"prompt": "x"}, rests_on=(TOUR, FILM))
    tour = Subject(TOUR, None, TYPES["styles"], {"name": "x"}, rights=UNTIL, rests_on=(FILM,))
    [finding] = ended(film, tour, replace(post(at="2027-01-02 09:00"), rests_on=(FILM,)))
    assert finding.others == (tour,)


def test_what_goes_out_at_once_does_so_now() -> None:
    late = ms("2027-01-05 09:00")
    subject = replace(at_once(), rights=UNTIL)
    assert [one.field for one in ended(subject, now=late)] == [None]
    assert ended(subject, now=NOW) == []
    assert ended(subject, now=None) == []


def test_what_is_over_stays_as_it_was_and_a_territory_alone_stops_nothing() -> None:
    gone = replace(post(at="2027-01-02 09:00"), rights=UNTIL, is_over=True)
    somewhere = replace(post(at="2027-01-02 10:00", key="de"), rights=Rights(territory=("de",)))
    assert ended(gone, somewhere) == []
