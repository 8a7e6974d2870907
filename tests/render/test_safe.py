"""No text can act on a terminal or a CI log, and ordinary text stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.render.safe import safe

NASTY = [
    "\x1b[2J",
    "\x9b31m",
    "\0",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\ud800",
    "\r\n",
    "\n::",
]
ZWJ = "\u200d"


def hostile_text() -> st.SearchStrategy[str]:
    """Any text at all, surrogates included, with a liking for what terminals and CI logs act on."""
    anything = st.characters(codec=None)
    return st.lists(
        st.sampled_from([*NASTY, "::add-mask::x", "##[error]", "a ", "👩‍🔬"]) | anything, max_size=12
    ).map("".join)


def active_characters(text: str) -> list[str]:
    """The characters of `text` that would act; a joiner counts where it does not build an emoji."""
    return [
        char
        for at, char in enumerate(text)
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not (char == ZWJ and at > 0)
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b31m", "\\x9b31m"),
        ("a\0b\x7f", "a\\x00b\\x7f"),
        ("user\u202egnp.exe", "user\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        ("half \ud83d", "half \\ud83d"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("fill\u3164er", "fill\\u3164er"),
        ("tab\tcr\rlf\n", "tab\\tcr\\rlf\\n"),
        (f"a{ZWJ}b", "a\\u200db"),
        (f"👩{ZWJ}", "👩\\u200d"),
        ("::add-mask::x", "\\::add-mask::x"),
        ("  ::error::x", "  \\::error::x"),
        ("see ##[error]x", "see ##\\[error]x"),
    ],
)
def test_what_would_act_becomes_visible(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Crème brûlée",
        "日本語 テスト",
        "עברית",
        "👍🏽 ❤️",
        "👩‍🔬 👨‍👩‍👧‍👦 🏳️‍🌈 🙂‍↔️",
        "a\u00a0b",
        "C:\\x1b",
        "std::vector",
    ],
)
def test_ordinary_text_is_kept(text: str) -> None:
    assert safe(text) == text


def test_newlines_stay_on_request_and_commands_after_them_do_not() -> None:
    assert safe("one\n::stop-commands::x\r", keep_newlines=True) == "one\n\\::stop-commands::x\\r"


@given(text=hostile_text())
def test_no_text_keeps_an_active_character(text: str) -> None:
    shown = safe(text)
    assert not active_characters(shown)
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    shown.encode()


@given(text=hostile_text())
def test_making_safe_twice_changes_nothing_more(text: str) -> None:
    assert safe(safe(text)) == safe(text)
