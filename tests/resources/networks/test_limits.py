"""The table of what networks take: whole, and honest about what backs each number."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from rawugc_sync.resources.networks.counting import UNITS
from rawugc_sync.resources.networks.limits import Length, Number, networks

NUMBERS = {
    f"{platform}.{name}": getattr(network, name)
    for platform, network in networks().items()
    for name in ("caption", "hashtags", "more", "video")
}


def test_the_platforms_are_those_that_rawugc_posts_to() -> None:
    assert set(networks()) == {"tiktok", "instagram", "youtube"}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_says_who_says_it_and_when_or_that_it_is_not_confirmed(number: Number) -> None:
    assert number.unconfirmed or (number.source and number.date)
    assert not number.source or urlsplit(number.source).scheme == "https"
    assert not number.date or date.fromisoformat(number.date) >= date(2026, 1, 1)
    assert number.most > 0


@pytest.mark.parametrize("number", [n for n in NUMBERS.values() if isinstance(n, Length)])
def test_a_length_says_what_it_counts(number: Length) -> None:
    assert number.unit in UNITS


@pytest.mark.parametrize("name", [name for name, number in NUMBERS.items() if not number.unconfirmed])
def test_what_is_confirmed_is_so_by_the_network_itself(name: str) -> None:
    owners = {
        "tiktok": ("tiktok.com",),
        "instagram": ("instagram.com", "facebook.com"),
        "youtube": ("google.com",),
    }
    host = urlsplit(NUMBERS[name].source).hostname or ""
    assert host.endswith(owners[name.partition(".")[0]])
