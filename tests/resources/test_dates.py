"""Dates as people write them are refused with their readings, which are accepted as they are told."""

from __future__ import annotations

import re

import pytest
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.times import parse_time

READING = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?:[+-]\d{2}:\d{2}|Z)?")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("12/01/2026 9am", ["2026-01-12 09:00", "2026-12-01 09:00"]),
        ("9am 12/01/2026", ["2026-01-12 09:00", "2026-12-01 09:00"]),
        ("01.12.2026 09:00", ["2026-01-12 09:00", "2026-12-01 09:00"]),
        ("Di 01.12.2026 9:00", ["2026-01-12 09:00", "2026-12-01 09:00"]),
        ("1/12/26 9:00", ["2026-01-12 09:00", "2026-12-01 09:00"]),
        ("25.12.2026 09:00", ["2026-12-25 09:00"]),
        ("12/25/2026 9 PM", ["2026-12-25 21:00"]),
        ("12/12/2026 09:00", ["2026-12-12 09:00"]),
        ("2026-12-01 9:00", ["2026-12-01 09:00"]),
        ("2026-12-1 09:00", ["2026-12-01 09:00"]),
        ("2026/12/01 09:00", ["2026-12-01 09:00"]),
        ("2026-12-01, 09:00", ["2026-12-01 09:00"]),
        ("2026-12-01 09.00", ["2026-12-01 09:00"]),
        ("2026-12-01 9h30", ["2026-12-01 09:30"]),
        ("2026-12-01 9am", ["2026-12-01 09:00"]),
        ("2026-12-01 9:30 p.m.", ["2026-12-01 21:30"]),
        ("2026-12-01 12am", ["2026-12-01 00:00"]),
        ("2026-12-01 12pm", ["2026-12-01 12:00"]),
        ("2026-12-01 noon", ["2026-12-01 12:00"]),
        ("Dec 1, 2026 9:00 AM", ["2026-12-01 09:00"]),
        ("Tuesday, December 1st, 2026 at 9:00 AM", ["2026-12-01 09:00"]),
        ("1 December 2026 09:00", ["2026-12-01 09:00"]),
        ("1. Dezember 2026 um 9 Uhr", ["2026-12-01 09:00"]),
        ("2026-12-01T9:00+01:00", ["2026-12-01 09:00+01:00"]),
        ("2026-12-01 9:00z", ["2026-12-01 09:00Z"]),
        ("2026-12-01 9:00 PST", ["2026-12-01 09:00"]),
        ("2026-12-01 09:00 Europe/Berlin", ["2026-12-01 09:00"]),
        ("2026-12-01", ["2026-12-01 09:00"]),
        ("01.12.2026", ["2026-01-12 09:00", "2026-12-01 09:00"]),
    ],
)
def test_a_date_is_told_with_its_readings(text: str, readings: list[str]) -> None:
    with pytest.raises(PydanticCustomError) as wrong:
        parse_time(text, "Europe/Berlin")
    said = wrong.value.message()
    assert READING.findall(said) == readings
    for reading in readings:
        assert parse_time(reading, "Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    ["31/31/2026 9am", "2026-12-01 13pm", "2026-02-30 9:00", "12/01 9am", "1" * 80 + "-", "9:00", "x 1"],
)
def test_what_can_be_no_date_gets_no_reading(text: str) -> None:
    with pytest.raises(PydanticCustomError) as wrong:
        parse_time(text, "Europe/Berlin")
    assert "is not a time; write it like 2026-12-01 09:00 (local" in wrong.value.message()


def test_a_zone_behind_the_time_is_sent_to_its_field() -> None:
    with pytest.raises(PydanticCustomError) as wrong:
        parse_time("2026-12-01 09:00 PST", "UTC")
    assert wrong.value.message().endswith("write 2026-12-01 09:00; PST belongs into timezone, as a place")
