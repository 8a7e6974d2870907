"""Two versions of a file as a diff that is safe to show."""

from __future__ import annotations

import pytest

from rawugc_sync.render.style import Style
from rawugc_sync.render.unified_diff import file_diff

PLAIN = Style(colour=False)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a\n", "a\n", []),
        ("a\nb\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
        ("a\r\n", "a\n", ["@@ -1 +1 @@", "-a\\r", "+a"]),
        ("a\r\n", "b\r\n", ["@@ -1 +1 @@", "-a", "+b"]),
        ("++ a\n", "-- a\n", ["@@ -1 +1 @@", "-++ a", "+-- a"]),
        ("\ufeffa\n", "a\n", ["@@ -1 +1 @@", "-\\ufeffa", "+a"]),
        ("a\u00a0b\n", "a b\n", ["@@ -1 +1 @@", "-a\\xa0b", "+a b"]),
        ("\u00e9\n", "e\u0301\n", ["@@ -1 +1 @@", "-\u00e9", "+e\\u0301"]),
        ("\u2764\ufe0f\n", "\u2764\n", ["@@ -1 +1 @@", "-\u2764\\ufe0f", "+\u2764"]),
        ("\u4fa1\uff1a1\n", "\u4fa1\uff1a2\n", ["@@ -1 +1 @@", "-\u4fa1\uff1a1", "+\u4fa1\uff1a2"]),
        ("", "a\n", ["@@ -0,0 +1 @@", "+a"]),
        ("::error::\nb\n", "::error::\nc\n", ["@@ -1,2 +1,2 @@", " \\::error::", "-b", "+c"]),
    ],
)
def test_lines_that_differ_are_shown_with_those_around_them(
    before: str, after: str, shown: list[str]
) -> None:
    lines = file_diff("f.yaml", before, after, PLAIN).split("\n")
    assert lines == (["--- a/f.yaml", "+++ b/f.yaml", *shown] if shown else [""])


def test_a_new_file_comes_from_nowhere() -> None:
    assert file_diff("f.yaml", None, "a\n", PLAIN).startswith("--- /dev/null\n+++ b/f.yaml\n@@ -0,0")


def test_colour_marks_what_goes_and_what_comes() -> None:
    shown = file_diff("f", "a\n", "b\n", Style(colour=True))
    assert "\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m" in shown


def test_the_name_of_a_file_is_hostile_too() -> None:
    assert "\x1b" not in file_diff("\x1b[2J", "a\n", "b\n", PLAIN)
    forged = file_diff("x\n--- a/ok.yaml\n+++ b/ok.yaml", "a\n", "b\n", PLAIN)
    assert [line[:4] for line in forged.split("\n")] == ["--- ", "+++ ", "@@ -", "-a", "+b"]
