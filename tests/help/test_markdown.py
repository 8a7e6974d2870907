"""Texts in Markdown: what they hold is shown, and breaks nothing around it."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from rawugc_sync.help.markdown import code, prose, table

HOSTILE = [
    "a | b",
    "a <b> & </td>",
    "*bold* and _slanted_ and RAWUGC_API_KEY",
    "[link](https://example.com) [x>=0]",
    "a ` and a \\| b",
    "# no heading",
    "<script>alert(1)</script>",
    "two\nlines\n\n| a | b |",
]


def shown(markdown: str) -> list[str]:
    """The text of each cell, as a reader of Markdown has it; nothing but text is in them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    cells = [one.children or [] for one in tokens if one.type == "inline"]
    assert {part.type for cell in cells for part in cell} <= {"text", "code_inline", "text_special"}
    return ["".join(part.content for part in cell) for cell in cells]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_is_and_breaks_no_table(text: str) -> None:
    assert shown(table(["a", "b"], [(prose(text), "next")])) == ["a", "b", " ".join(text.split()), "next"]


@pytest.mark.parametrize("text", ["plain", "a `b` c", "``", "`", "<b>", "*a*"])
def test_a_code_span_holds_whatever_is_in_it(text: str) -> None:
    assert shown(code(text)) == [text]


def test_the_code_spans_of_a_text_stay() -> None:
    (cell,) = (one for one in MarkdownIt().parse(prose("see `vars` <x>")) if one.type == "inline")
    assert [(one.type, one.content) for one in cell.children or [] if one.content] == [
        ("text", "see "),
        ("code_inline", "vars"),
        ("text", " <x>"),
    ]
