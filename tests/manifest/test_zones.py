"""Time zones that nobody has, and those that hardly anybody means: told with a place, or with none."""

from __future__ import annotations

import re

import pytest
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.times import check_zone, zone
from rawugc_sync.resources.zones import _CITIES, _PLACES, odd
from tests.manifest.conftest import Load

NAMED = re.compile(r"[A-Z]\w+(?:/\w+)+")


def said(name: str) -> str:
    with pytest.raises(PydanticCustomError) as wrong:
        check_zone(name)
    return wrong.value.message().removeprefix("is not an IANA time zone")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("PST", ["America/Los_Angeles"]),
        ("PDT", ["America/Los_Angeles"]),
        ("cest", ["Europe/Berlin", "Europe/Paris"]),
        ("CST", ["America/Chicago", "Asia/Shanghai"]),
        ("BST", ["Europe/London", "Asia/Dhaka"]),
        ("IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]),
        ("JST", ["Asia/Tokyo"]),
        ("MESZ", ["Europe/Berlin", "Europe/Vienna"]),
        ("Europe/Berln", ["Europe/Berlin"]),
        ("europe/berlin", ["Europe/Berlin"]),
        ("Eurpe/Berlin", ["Europe/Berlin"]),
        ("Berlin", ["Europe/Berlin"]),
        ("New York", ["America/New_York"]),
        ("Europe/New_York", ["America/New_York"]),
        ("America/Los Angeles", ["America/Los_Angeles"]),
        ("America/San_Francisco", ["America/Los_Angeles"]),
        ("Asia/Mumbai", ["Asia/Kolkata"]),
        ("US/Pacifc", ["US/Pacific"]),
        ("Buenos Aires", ["America/Argentina/Buenos_Aires"]),
    ],
)
def test_what_is_likely_meant_is_named_and_is_a_zone(name: str, places: list[str]) -> None:
    assert NAMED.findall(said(name)) == places
    assert [check_zone(place) for place in places] == places


@pytest.mark.parametrize("name", ["XYZ", "CET1", "Europe", "Europe/Atlantis", "localtime", ""])
def test_nothing_near_is_not_guessed_at(name: str) -> None:
    assert said(name) == ", such as Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("+02:00", "+02:00"),
        ("-5", "-05:00"),
        ("UTC+2", "+02:00"),
        ("GMT+2", "+02:00"),
        ("UTC-05:30", "-05:30"),
        ("GMT -0500", "-05:00"),
        ("UTC\u22123", "-03:00"),
        ("Z", "Z"),
    ],
)
def test_an_offset_is_no_place(name: str, offset: str) -> None:
    assert said(name).startswith("; an offset has no summer time")
    assert said(name).endswith(f"2026-12-01 09:00{offset}")


@pytest.mark.parametrize("place", sorted({p for ps in _PLACES.values() for p in ps} | set(_CITIES.values())))
def test_every_place_of_the_tables_is_a_zone_and_nothing_odd(place: str) -> None:
    assert zone(place)
    assert odd(place) is None


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("EST", "America/New_York"),
        ("MST", "America/Denver"),
        ("HST", "Pacific/Honolulu"),
        ("Etc/GMT+2", "Europe/Athens"),
        ("Etc/GMT-1", "America/Sao_Paulo"),
        ("posix/Europe/Berlin", "Europe/Berlin"),
        ("right/Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_zone_that_hardly_anybody_means_has_a_place_beside_it(name: str, place: str) -> None:
    found = odd(name)
    assert found is not None
    assert found[1] == place


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Etc/GMT", "Etc/GMT+0", "GMT", "CET", "US/Pacific"])
def test_other_zones_are_fine(name: str) -> None:
    assert odd(name) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("EST", "Thu 2027-07-01 09:00 EST is Thu 2027-07-01 10:00 America/New_York"),
        ("Etc/GMT+2", "Thu 2027-07-01 09:00 Etc/GMT+2 is Thu 2027-07-01 14:00 Europe/Athens"),
        ("Europe/Berlin", None),
    ],
)
@pytest.mark.parametrize("year", ["2027", "2026"])
def test_a_post_to_come_in_an_odd_zone_is_warned_of(
    loaded: Load, name: str, said: str | None, year: str
) -> None:
    text = f"posts: {{p: {{videoUrl: https://x.example/v, accounts: [a/b], timezone: {name}, "
    manifests = loaded(f"{text}scheduledFor: {year}-07-01 09:00}}}}\n")
    told = [one.summary for one in manifests.diagnostics if one.code == "odd-zone"]
    assert manifests.errors == []
    assert len(told) == (1 if said and year == "2027" else 0)
    assert all(said in one for one in told if said)
