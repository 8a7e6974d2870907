"""Tables and details of what the API says, as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.render.details import details
from rawugc_sync.render.style import Style
from rawugc_sync.render.table import shown, table, when

PLAIN = Style(colour=False)


def test_columns_stand_below_each_other_whatever_their_width() -> None:
    rows = [["日本", 1, "x"], ["a", None, "y"]]
    assert table(("A", "NUMBER", "C"), rows, PLAIN, 80).splitlines() == [
        "A     NUMBER  C",
        "日本  1       x",
        "a             y",
    ]


@pytest.mark.parametrize(
    ("text", "cut"),
    [("é" * 30, "é" * 19 + "…"), ("日" * 30, "日" * 9 + "…"), ("e\u0301" * 20, "e\u0301" * 20)],
)
def test_what_is_cut_is_counted_in_cells(text: str, cut: str) -> None:
    assert table(("A", "B"), [["a", text]], PLAIN, 20).splitlines()[1] == f"a  {cut}"


def test_a_text_of_many_megabytes_is_cut_by_its_beginning() -> None:
    (_, line) = table(("A", "B"), [["a", "é" * 4_000_000]], PLAIN, 40).splitlines()
    assert line == "a  " + "é" * 36 + "…"


def test_the_last_column_is_cut_to_the_terminal() -> None:
    _, line = table(("A", "B"), [["a", "word " * 50]], PLAIN, 40).splitlines()
    assert line == "a  word word word word word word word w…"
    _, narrow = table(("A", "B"), [["a" * 40, "word " * 50]], PLAIN, 10).splitlines()
    assert narrow.endswith("word word word word…")


def test_nothing_has_no_head() -> None:
    assert table(("A",), [], PLAIN, 80) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("two\n  lines\x1b", "two lines\\x1b"),
        (True, "yes"),
        (0.5, "0.5"),
        (12, "12"),
        (["a", {"b": 1}], '["a", {"b": 1}]'),
        ("::error::x", "\\::error::x"),
    ],
)
def test_a_value_is_one_safe_line(value: Any, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_800_000_000_000, "Fri 2027-01-15 08:00 UTC"),
        (1_800_000_059_999, "Fri 2027-01-15 08:00 UTC"),
        ("2027-01-15T08:00:00Z", "2027-01-15T08:00:00Z"),
        (True, True),
        (None, None),
        (6 * 10**30, str(6 * 10**30)),
    ],
)
def test_times_come_in_two_forms(value: Any, text: Any) -> None:
    assert when(value) == text


def test_details_go_as_deep_as_the_answer() -> None:
    answer = {
        "planId": "pln_1",
        "empty": [],
        "none": None,
        "createdAt": 1_800_000_000_000,
        "brief": "One\n\x1b[2Jtwo\n",
        "stats": {"views": 3},
        "tags": ["a", "b\nc"],
        "ideas": [{"hook": "H", "cta": "C"}, {}],
    }
    assert details(answer).splitlines() == [
        "planId: pln_1",
        "createdAt: Fri 2027-01-15 08:00 UTC",
        "brief:",
        "  One",
        "  \\x1b[2Jtwo",
        "stats:",
        "  views: 3",
        "tags:",
        "  - a",
        "  - b",
        "    c",
        "ideas:",
        "  - hook: H",
        "    cta: C",
        "  - {}",
    ]
