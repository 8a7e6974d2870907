"""Pages of Markdown on a terminal."""

from __future__ import annotations

import re

import pytest

from rawugc_sync.help.topics import topics
from rawugc_sync.render.page_text import page_text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("one line\nand another one\n", "one line and another\none\n"),
        ("two\n\nparagraphs", "two\n\nparagraphs"),
        (
            "# a heading of more than twenty cells\nand text",
            "# a heading of more than twenty cells\nand text",
        ),
        ("- an item that goes\n  on and on\n- another", "- an item that goes\n  on and on\n- another"),
        ("1. an item that goes on\n2. another", "1. an item that goes\n  on\n2. another"),
        (
            "```yaml\nkey: a value that is long\n```\nand\ntext",
            "```yaml\nkey: a value that is long\n```\nand text",
        ),
        ("| a row | of more than twenty |\n|---|---|", "| a row | of more\n    than twenty |\n|---|---|"),
        ("    $ indented by four, as code is\n    $ b", "    $ indented by four, as code is\n    $ b"),
        ("[Times](times.md)", "Times (help times)"),
        ("[Times](../writers/times.md#gaps)", "Times (help times)"),
        ("[For writers](writers/index.md)", "For writers (help\nwriters)"),
        ("[here](#below)", "here"),
        ("[gone](gone.md)", "gone"),
        ("[out](https://rawugc.com)", "[out](https://rawugc.com)"),
        ("![A plan](plan.png)", "Picture: A plan"),
        ("```\n[Times](times.md)\n```", "```\n[Times](times.md)\n```"),
    ],
)
def test_a_page_is_filled_anew_and_its_links_are_what_to_type(markdown: str, shown: str) -> None:
    assert page_text(markdown, {"times", "writers", "index"}, 20) == shown


@pytest.mark.parametrize("name", topics())
def test_code_stays_as_it_is(name: str) -> None:
    text = topics()[name].text()
    shown = page_text(text, topics(), 60)
    code = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
    assert code.findall(shown) == code.findall(text)
