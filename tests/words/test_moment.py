"""Times as people read them."""

from __future__ import annotations

import pytest

from rawugc_sync.words.moment import moment

NINE_IN_NEW_YORK = 1796133600000


@pytest.mark.parametrize(
    ("unix_ms", "zone", "text"),
    [
        (NINE_IN_NEW_YORK, "America/New_York", "Tue 2026-12-01 09:00 America/New_York"),
        (NINE_IN_NEW_YORK, "Asia/Kolkata", "Tue 2026-12-01 19:30 Asia/Kolkata"),
        (NINE_IN_NEW_YORK, None, "Tue 2026-12-01 14:00 UTC"),
        (NINE_IN_NEW_YORK, "Mars/Olympus", "Tue 2026-12-01 14:00 UTC"),
        (NINE_IN_NEW_YORK, "a." * 2_000 + "/b", "Tue 2026-12-01 14:00 UTC"),
        (NINE_IN_NEW_YORK, "../../etc/passwd", "Tue 2026-12-01 14:00 UTC"),
        (NINE_IN_NEW_YORK, "America", "Tue 2026-12-01 14:00 UTC"),
        (NINE_IN_NEW_YORK + 5_000, None, "Tue 2026-12-01 14:00:05 UTC"),
        (NINE_IN_NEW_YORK + 5_020, None, "Tue 2026-12-01 14:00:05.020 UTC"),
        (0, "UTC", "Thu 1970-01-01 00:00 UTC"),
        (10**18, "UTC", "1000000000000000000"),
        (253402300799000, "Pacific/Kiritimati", "253402300799000"),
    ],
)
def test_a_time_shows_its_weekday_and_zone(unix_ms: int, zone: str | None, text: str) -> None:
    assert moment(unix_ms, zone) == text


def test_an_hour_that_happens_twice_shows_which_one_it_is() -> None:
    first = 1793511000000
    assert moment(first, "America/New_York") == "Sun 2026-11-01 01:30 America/New_York (UTC-0400)"
    assert moment(first + 3_600_000, "America/New_York") == "Sun 2026-11-01 01:30 America/New_York (UTC-0500)"
