"""Any text can stand in a code span or a fence, and only plain words and addresses outside of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from rawugc_sync.review.markdown.verbatim import clipped, code, fence, plain_address, sentence
from rawugc_sync.words.addresses import Address
from tests.review.markdown.hostile import hostile


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("", "(empty)"),
        ("   ", "`   `"),
        (" a ", "`  a  `"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("```", "```` ``` ````"),
        ("`` a ` b", "``` `` a ` b ```"),
        ("~~~ a", "`~~~ a`"),
        ("a\nb\r\nc", "`a⏎b⏎c`"),
        ("a\rb\tc\x1b", "`a\\rb\\tc\\x1b`"),
        ("user\u202egnp", "`user\\u202egnp`"),
        ("@x #1 <b> https://e.x", "`@x #1 <b> https://e.x`"),
    ],
)
def test_a_code_span_is_longer_than_the_backticks_in_it(text: str, shown: str) -> None:
    assert code(text) == shown


@settings(deadline=None)
@given(text=hostile())
def test_a_code_span_is_read_back_as_the_one_that_it_is(text: str) -> None:
    (inline,) = (token for token in MarkdownIt("gfm-like").parse(f"- {code(text)}") if token.children)
    assert [span.type for span in inline.children or ()] == ["code_inline"]


@pytest.mark.parametrize(
    ("lines", "ticks"),
    [([], 3), (["plain"], 3), (["a ``` b"], 4), (["`", "`````"], 6), (["~~~~"], 5), (["``", "``"], 3)],
)
def test_a_fence_is_longer_than_any_run_in_it(lines: list[str], ticks: int) -> None:
    assert fence(lines, "diff").splitlines() == [f"{'`' * ticks}diff", *(lines or [""]), "`" * ticks]


@pytest.mark.parametrize(
    ("most", "shown"), [(5, "`abcde`"), (4, "`abc…`"), (1, "`…`")], ids=["fits", "cut", "nothing"]
)
def test_a_name_is_cut_to_what_there_is_room_for(most: int, shown: str) -> None:
    assert clipped("abcde", most) == shown


@pytest.mark.parametrize(
    "told",
    [
        "1 persona and 2 posts are made; 1 of them is public at once; it costs 12.5 credits.",
        "Without a decision by Tue 2026-12-01 08:47 America/New_York the old text goes out at 09:00.",
        "Without a decision by Tue 2026-12-01 08:47 America/Port-au-Prince it stays unpublished.",
        "Nothing changes: what is live is what the files say.",
        "Spent 20 credits (estimated: 18 credits); 962 are left.",
    ],
)
def test_our_own_sentences_are_plain_words(told: str) -> None:
    assert sentence(told) == told


@pytest.mark.parametrize(
    "told",
    [
        *(
            "1 @everyone is made.",
            "see www.evil.com",
            "https://e.x",
            "a `b`",
            "<b>",
            "**a**",
            "_a_",
            "#1",
            "GH-1",
        ),
        *(
            "org/repo#1",
            "1. a",
            "2) a",
            "- a",
            "deadbeef is made",
            "1234567 posts",
            "a\nb",
            "a  b",
            ":tada:",
            "",
            "[a]",
        ),
    ],
)
def test_a_sentence_with_anything_else_is_a_code_span(told: str) -> None:
    assert sentence(told) == code(told)


@pytest.mark.parametrize(
    ("collection", "key", "is_plain"),
    [
        ("posts", "launch-day", True),
        ("posts", "2026_12-01", True),
        ("posts", "www-evil-com", True),
        ("www", "evil", False),
        ("posts", "evil.com", False),
        ("posts", "@x", False),
        ("posts", "<b>", False),
        ("posts", "Ж", False),
        ("posts", "a\n", False),
        ("Posts", "a", False),
    ],
)
def test_only_what_a_manifest_can_have_is_a_plain_address(collection: str, key: str, is_plain: bool) -> None:
    assert plain_address(Address(collection, key)) == (f"{collection}.{key}" if is_plain else None)
