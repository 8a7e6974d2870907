"""Diagnostics for people, for scripts and for GitHub's annotations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from rawugc_sync.render.diagnostics_text import diagnostics_github, diagnostics_json, diagnostics_text
from rawugc_sync.render.style import Style
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source, error, note, warning
from tests.render.test_safe import active_characters, hostile_text

PLAIN = Style(colour=False)

UNKNOWN_KEY = error(
    "unknown-key",
    "is not a field",
    "Did you mean description?",
    address="personas.sensitive-skin",
    field="descripton",
    source=Source("personas.yaml", 4, 5),
    excerpt="    descripton: Thirty-somethings",
)
MISSED = warning("missed", "lies in the past", address="posts.x", source=Source("a/posts.yaml", 2, 3))


def test_a_report_shows_place_line_advice_and_count_in_the_order_of_the_files() -> None:
    report = diagnostics_text([UNKNOWN_KEY, note("hint", "nothing is wrong"), MISSED, UNKNOWN_KEY], PLAIN)
    assert report.splitlines() == [
        "note: nothing is wrong",
        "  rawugc-sync help hint",
        "a/posts.yaml:2:3: warning: posts.x: lies in the past",
        "  rawugc-sync help missed",
        *2
        * [
            "personas.yaml:4:5: error: personas.sensitive-skin.descripton: is not a field",
            "      descripton: Thirty-somethings",
            "      ^",
            "  Did you mean description?",
        ],
        "  rawugc-sync help unknown-key",
        "2 errors, 1 warning, 1 note",
    ]


def test_spoken_no_sign_points_at_a_column_that_was_said() -> None:
    report = diagnostics_text([UNKNOWN_KEY], Style(colour=False, spoken=True))
    assert report.splitlines()[:3] == [
        "personas.yaml:4:5: error: personas.sensitive-skin.descripton: is not a field",
        "      descripton: Thirty-somethings",
        "  Did you mean description?",
    ]


@pytest.mark.parametrize("width", [30, 40, 60, 80])
@pytest.mark.parametrize("column", [1, 40, 120])
def test_a_source_line_is_cut_to_the_terminal_with_its_column_in_sight(width: int, column: int) -> None:
    line = "".join(chr(ord("a") + at % 26) for at in range(150))
    found = error("text", "is wrong", source=Source("a.yaml", 1, column), excerpt=line)
    _, shown, sign, *_ = diagnostics_text([found], PLAIN, width).splitlines()
    assert len(shown) <= width
    assert shown[sign.index("^")] == line[column - 1]


def test_nothing_wrong_is_nothing_to_read() -> None:
    assert diagnostics_text([], PLAIN) == ""
    assert diagnostics_json([]) == []
    assert diagnostics_github([], "") == ""


@pytest.mark.parametrize(
    ("excerpt", "column", "line", "caret"),
    [
        ("name: x", 1, "  name: x", "  ^"),
        ("name: x", 8, "  name: x", "         ^"),
        ("\tname: x", 2, "      name: x", "      ^"),
        ("日本: x", 5, "  日本: x", "        ^"),
        ("a\x1b: x", 3, "  a\\x1b: x", "       ^"),
        ("👍🏽: x\r\n", 3, "  👍🏽: x", "      ^"),
        ("k" * 100 + "X" + "k" * 100, 101, "  …" + "k" * 60 + "X" + "k" * 35 + "…", " " * 63 + "^"),
    ],
    ids=["first", "past-the-end", "tab", "wide", "escape", "emoji", "long"],
)
def test_the_caret_stands_below_the_column(excerpt: str, column: int, line: str, caret: str) -> None:
    found = error("x", "wrong", source=Source("f.yaml", 1, column), excerpt=excerpt)
    assert diagnostics_text([found], PLAIN).splitlines()[1:3] == [line, caret]


def test_every_line_of_advice_is_indented() -> None:
    assert diagnostics_text([error("x", "wrong", "one\ntwo")], PLAIN).splitlines()[1:3] == ["  one", "  two"]


def test_json_has_every_key_always() -> None:
    assert diagnostics_json([UNKNOWN_KEY, note("hint", "all is well")]) == [
        {
            "severity": "note",
            "code": "hint",
            "rule": None,
            "address": None,
            "field": None,
            "summary": "all is well",
            "detail": "",
            "source": {},
        },
        {
            "severity": "error",
            "code": "unknown-key",
            "rule": None,
            "address": "personas.sensitive-skin",
            "field": "descripton",
            "summary": "is not a field",
            "detail": "Did you mean description?",
            "source": {"file": "personas.yaml", "line": 4, "column": 5},
        },
    ]


@pytest.mark.parametrize(
    ("diagnostic", "line"),
    [
        (
            UNKNOWN_KEY,
            "::error file=brands/glow/personas.yaml,line=4,col=5,title=personas.sensitive-skin.descripton"
            "::is not a field%0ADid you mean description?",
        ),
        (MISSED, "::warning file=brands/glow/a/posts.yaml,line=2,col=3,title=posts.x::lies in the past"),
        (note("hint", "50%: all, well"), "::notice title=hint::50%25: all, well"),
        (
            error("x", "a\r\n::add-mask::b", source=Source("a,b:c%.yaml", 1, 1)),
            "::error file=brands/glow/a%2Cb%3Ac%25.yaml,line=1,col=1,title=x::a\\r%0A\\::add-mask::b",
        ),
    ],
    ids=["error", "warning", "notice", "escaped"],
)
def test_an_annotation_is_one_escaped_line(diagnostic: Diagnostic, line: str) -> None:
    assert diagnostics_github([diagnostic], "brands/glow/") == line


@given(hostile=hostile_text())
@settings(deadline=None)
def test_no_diagnostic_can_steer_a_terminal_or_a_log(hostile: str) -> None:
    found = [
        Diagnostic(
            severity=severity,
            code=hostile,
            summary=hostile,
            detail=hostile,
            address=hostile,
            field=hostile,
            source=Source(hostile, 1, column),
            excerpt=hostile,
        )
        for severity in Severity
        for column in (1, 4, 200)
    ]
    text = diagnostics_text(found, PLAIN)
    assert not active_characters(text.replace("\n", ""))
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))
    annotations = diagnostics_github(found, hostile).split("\n")
    assert len(annotations) == len(found)
    assert not active_characters("".join(annotations))
