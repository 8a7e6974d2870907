"""Times as manifests write them: local to a zone, ISO 8601 with an offset, or Unix ms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.times import LATEST_MS, check_zone, live_ms, parse_time

NOON = 1_796_126_400_000
"""2026-12-01 12:00 UTC."""


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-12-01 13:00", "Europe/Berlin", NOON),
        ("2026-12-01 07:00", "America/New_York", NOON),
        ("2026-12-01T07:00:00", "America/New_York", NOON),
        ("2026-07-01 14:00", "Europe/Berlin", NOON - 153 * 86_400_000),
        ("2026-12-01 17:30", "Asia/Kolkata", NOON),
        ("2026-12-01 12:00:00.250", "UTC", NOON + 250),
        ("2026-12-01T12:00:00.999999Z", None, NOON + 999),
        ("2026-12-01T12:00Z", None, NOON),
        ("2026-12-01t12:00z", None, NOON),
        ("2026-12-01T13:00:00+01:00", None, NOON),
        ("2026-12-01 13:00 +0100", None, NOON),
        ("2026-12-01T12:00:00-00:00", None, NOON),
        ("2026-12-02T02:00:00+14:00", None, NOON),
        ("2026-12-01T13:00:00+01:00", "America/New_York", NOON),
        (str(NOON), None, NOON),
        (str(NOON), "Europe/Berlin", NOON),
        (" 2026-12-01 12:00 ", "UTC", NOON),
        ("2100-01-01T00:00Z", None, LATEST_MS),
        ("1970-01-01T00:00Z", None, 0),
        ("2024-02-29 00:00", "UTC", 1_709_164_800_000),
    ],
)
def test_a_time_becomes_unix_milliseconds(text: str, zone: str | None, moment: int) -> None:
    assert parse_time(text, zone) == moment


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("2026-12-01 09:00", None, "is a local time without a zone; add timezone"),
        ("2026-03-29 02:30", "Europe/Berlin", "does not exist in Europe/Berlin: the clocks go forward"),
        ("2026-03-08 02:00", "America/New_York", "does not exist in America/New_York"),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"),
        ("2011-12-30 12:00", "Pacific/Apia", "does not exist in Pacific/Apia"),
        ("1796126400", None, "looks like seconds; Unix times are in milliseconds: 1796126400000"),
        ("0", None, "looks like seconds"),
        ("9999999999999999", None, "is too large"),
        ("9" * 5000, None, "is too large"),
        ("4102444800001", None, "lies outside of the years 1970 to 2100"),
        ("2100-01-01 00:00:00.001", "UTC", "lies outside"),
        ("9999-12-31 23:59", "America/New_York", "lies outside"),
        ("0001-01-01 00:00", "Asia/Tokyo", "lies outside"),
        ("0001-01-01T00:00+14:00", None, "lies outside"),
        ("9999-12-31T23:59-14:00", None, "lies outside"),
        ("1969-12-31T23:59:59Z", None, "lies outside"),
        ("2026-12-31T23:59:60Z", None, "does not exist: second must be in 0..59"),
        ("2026-02-29 09:00", "UTC", "does not exist: day "),
        ("2026-13-01 09:00", "UTC", "does not exist: month must be in 1..12"),
        ("2026-12-01 24:00", "UTC", "does not exist: hour must be in 0..23"),
        ("0000-01-01 00:00", "UTC", "does not exist"),
        ("2026-12-01T09:00+15:00", None, "has the offset +15:00, which no place uses"),
        ("2026-12-01T09:00+00:60", None, "has the offset +00:60"),
        ("2026-12-01", "UTC", "is not a time; write it like 2026-12-01 09:00"),
        ("01.12.2026 09:00", "UTC", "is not a time"),
        ("2026-12-01 9:00", "UTC", "is not a time"),
        ("tomorrow", "UTC", "is not a time"),
        ("", "UTC", "is not a time"),
        ("-1", "UTC", "is not a time"),
        ("1e12", "UTC", "is not a time"),
        ("٢٠٢٦-12-01 09:00", "UTC", "is not a time"),
        ("١٧٩٦١٢٦٤٠٠٠٠٠", "UTC", "is not a time"),
    ],
)
def test_a_time_that_cannot_be_is_told_why(text: str, zone: str | None, said: str) -> None:
    with pytest.raises(PydanticCustomError) as wrong:
        parse_time(text, zone)
    assert said in wrong.value.message()


@given(st.text(max_size=40), st.sampled_from([None, "UTC", "America/New_York"]))
def test_any_text_is_a_time_or_is_told_why(text: str, zone: str | None) -> None:
    try:
        moment = parse_time(text, zone)
    except PydanticCustomError:
        return
    assert 0 <= moment <= LATEST_MS


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_a_time_in_utc_means_the_same_in_all_three_forms(moment: datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    local = parse_time(moment.strftime("%Y-%m-%d %H:%M:%S.%f"), "UTC")
    assert local == parse_time(moment.isoformat(), None) == live_ms(moment.isoformat())
    assert datetime.fromtimestamp(local / 1000, UTC) == moment


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5", "EST5EDT"]
)
def test_an_iana_zone_is_a_zone(name: str) -> None:
    assert check_zone(name) == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Europe/Berln", "did you mean Europe/Berlin?"),
        ("", "such as"),
        ("+01:00", "is not"),
        ("../../etc/passwd", "is not"),
        ("/etc/localtime", "is not"),
        ("localtime", "is not"),
        ("Europe", "is not"),
        ("Europe/Berlin\n", "did you mean Europe/Berlin?"),
        ("a" * 5000, "is not"),
        ("Europe/" + "a" * 300, "is not"),
    ],
)
def test_what_is_no_zone_is_told_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(PydanticCustomError) as wrong:
        check_zone(name)
    assert hint in wrong.value.message()


@pytest.mark.parametrize(
    ("answer", "moment"),
    [
        (NOON, NOON),
        (float(NOON), NOON),
        (str(NOON), NOON),
        ("2026-12-01T12:00:00Z", NOON),
        ("2026-12-01T12:00:00.000+00:00", NOON),
        ("2026-12-01T12:00:00", NOON),
        (True, None),
        (None, None),
        ("soon", None),
        ([NOON], None),
        ("9" * 30, None),
    ],
)
def test_a_time_of_the_api_is_a_number_or_iso_8601(answer: object, moment: int | None) -> None:
    assert live_ms(answer) == moment
