"""Captions keep their hashtags: what YAML would take for a comment is an error, other comments are not."""

from __future__ import annotations

import pytest

from rawugc_sync.manifest.reader import read
from rawugc_sync.words.diagnostics import Source

SWALLOWED = [
    ("behind a text", "content: less. #skincare", 1, 16, "content: |\n  less. #skincare"),
    ("instead of a text", "content: #ad today", 1, 10, "content: |\n  #ad today"),
    ("before a text", "content: #ad\n  today", 1, 10, "content: |\n  #ad"),
    ("line before a text", "content:\n  #ad\n  today", 2, 3, "content:"),
    ("two hashes", "a: b ##c", 1, 6, "`##c`"),
    ("behind a number", "a: 1 #2", 1, 6, "put a space after the `#`"),
    ("behind a null", "a: ~ #x", 1, 6, "a: |\n  ~ #x"),
    ("behind an item", "a:\n  - text #tag", 2, 10, "  - |\n    text #tag"),
    ("instead of an item", "a:\n  - #tag\n  - b", 2, 5, "  - |\n    #tag"),
    ("before an item's text", "a:\n  - b\n  - #tag\n    c", 3, 5, "  - |\n    #tag"),
    ("behind quotes", 'a: "b" #c', 1, 8, "before the closing quote"),
    ("behind long quotes", "a: 'b\n  c' #d", 2, 6, "before the closing quote"),
    ("touching quotes", 'a: "b"#c', 1, 7, "before the closing quote"),
    ("behind a block's header", "a: | #b\n  c\n", 1, 6, "on the next line"),
    ("behind the header of nothing", "a: |#b", 1, 5, "on the next line"),
    ("in a list", "a: [b, #c\n  d]", 1, 8, "in quotes"),
    ("behind a list", "a: [b, c] #d", 1, 11, "a text cannot stand here"),
    ("behind a mapping", "a: {b: c} #d", 1, 11, "a text cannot stand here"),
    ("behind a time", "scheduledFor: 2027-12-01 09:00 #d", 1, 32, "a text cannot stand here"),
    ("below a time", "scheduledFor: 2027-12-01 09:00\n  #d", 2, 3, "a text cannot stand here"),
    ("behind a word", "mode: draft #d", 1, 13, "a text cannot stand here"),
    ("behind an address", "photos:\n  - https://x.example/a.jpg #d", 2, 29, "a text cannot stand here"),
    ("behind an alias", "a: &b {c: d}\ne: *b #f", 2, 7, "put a space"),
    (
        "deeper line",
        "posts:\n  a:\n    content: less\n      #skincare\n    mode: now",
        4,
        7,
        "    content: |\n      less\n      #skincare",
    ),
    ("deeper last line", "a: less\n #skincare", 2, 2, "a: |\n  less\n  #skincare"),
    ("deeper line of an item", "a:\n- less\n  #skincare\n- b", 3, 3, "- |\n  less\n  #skincare"),
    ("line below a block", "a: |\n    less\n  #skincare\n", 3, 3, "as far as the text above"),
    ("in the midst of a text", "a: less\n  #skincare\n  more\n", 2, 3, "a: |\n  less\n  #skincare"),
    ("text goes on below", "a: less #skincare\n  more\n", 1, 9, "a: |\n  less #skincare"),
    ("letters beyond ASCII", "ö: größer 🧴 #ad", 1, 13, "ö: |\n  größer 🧴 #ad"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "phrase"),
    [case[1:] for case in SWALLOWED],
    ids=[case[0] for case in SWALLOWED],
)
def test_a_swallowed_hashtag_is_an_error(text: str, line: int, column: int, phrase: str) -> None:
    _, errors = read(text.encode(), "f.yaml")
    assert [(e.code, e.source) for e in errors] == [("hashtag", Source("f.yaml", line, column))]
    assert phrase in errors[0].summary + errors[0].detail
    assert errors[0].excerpt == text.split("\n")[line - 1]


@pytest.mark.parametrize(
    "text",
    [
        "a: b # a comment\n# another\nc: d\n",
        "a: b # see #12 and #13\n",
        "#yaml-language-server: $schema=x\na: b",
        "## A heading\na: b\n",
        "a: b\n#c: d\n",
        "posts:\n  a:\n    content: x\n    #mode: now\n    b: c\n  #d:\n  #  e: f\n",
        "posts: #main\n  a: b\n",
        "a:\n  #b: c\n  d: e\n",
        "a:\n  - b\n  #- c\n  - d\n  #- e\n",
        "a:\n- b\n#- c\n- d\n",
        "a: &x\n      k: v\n      #c: d\n",
        "a: &x\n      - v\n      #- d\n",
        "a: [b,\n  #c,\n  d]\n",
        "a: {b: c,\n  #d: e,\n  }\n",
        "a: |\n  text #tag\n  #tag\n\n  #tag\n#b: c\nd: e\n",
        "a: >- # folded, see #12\n  text #tag\n",
        'a: "text #tag\n  #tag"\n',
        "a: 'text #tag'\n",
        "a: b#c\n",
        '"#key": b\n',
        "a: |\n  b\tc\n  \td\n",
        'a: "b\tc"\nd: e\tf\n',
        "a: b\t\nc: d\t# e\n# f\tg\n",
    ],
)
def test_comments_and_texts_are_left_alone(text: str) -> None:
    assert read(text.encode(), "f.yaml")[1] == []


def test_each_swallowed_hashtag_is_named() -> None:
    _, errors = read(b"a: b #c\nd: e\nf: #g\nh:\n  - i #j #k\n", "f.yaml")
    assert [e.source.line for e in errors if e.source] == [1, 3, 5]
