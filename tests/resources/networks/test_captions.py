"""Captions as networks count and cut them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.resources.networks.captions import cut_of
from rawugc_sync.resources.networks.counting import UNITS, cut, graphemes, hashtags, length
from rawugc_sync.resources.networks.limits import Length, networks

FAMILY = "👨‍👩‍👧‍👦"
SIZES = {
    "serum": (5, 5, 5, 5),
    "é": (1, 1, 1, 2),
    "e\u0301": (2, 2, 1, 3),
    "👍🏽": (4, 2, 1, 8),
    FAMILY: (11, 7, 1, 25),
    "🇩🇪🇫🇷": (8, 4, 2, 16),
    "a\r\nb": (4, 4, 3, 4),
    "": (0, 0, 0, 0),
}


@pytest.mark.parametrize("text", SIZES, ids=ascii)
def test_a_text_is_as_long_as_its_unit_says(text: str) -> None:
    units = ("utf16", "codepoints", "graphemes", "bytes")
    assert tuple(length(text, unit) for unit in units) == SIZES[text]


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("short", "short"),
        ("exactly 10", "exactly 10"),
        ("eleven char", "eleven cha"),
        (f"123456789{FAMILY}more", f"123456789{FAMILY}"),
        ("123456789e\u0301more", "123456789e\u0301"),
        ("exactly 10 \n", "exactly 10 \n"),
        ("1\n2\n3", "1\n2\n3"),
        ("1\n2\n3\n4", "1\n2\n3"),
        ("1\r\n\r\n3\r\n4", "1\r\n\r\n3"),
        ("1\n2\n3\n\n", "1\n2\n3\n\n"),
    ],
)
def test_a_caption_is_cut_behind_ten_characters_or_three_lines(text: str, visible: str) -> None:
    assert text[: cut(text, Length(10, unit="graphemes", lines=3))] == visible


@pytest.mark.parametrize("unit", ["utf16", "codepoints", "bytes"])
def test_a_grapheme_that_does_not_fit_whole_is_not_shown_in_part(unit: str) -> None:
    assert cut(f"ab{FAMILY}c", Length(5, unit=unit)) == 2


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from(f"\n{FAMILY}\u0301🇩"))),
    st.sampled_from([*UNITS]),
)
def test_what_is_visible_fits_and_ends_where_a_grapheme_ends(text: str, unit: str) -> None:
    index = cut(text, Length(7, unit=unit, lines=2))
    assert index in {sum(map(len, list(graphemes(text))[:n])) for n in range(len(text) + 1)}
    if text[index:]:
        assert length(text[:index], unit) <= 7
        assert text[index:].strip()


@pytest.mark.parametrize("platform", [*networks()])
def test_visible_and_hidden_are_the_whole_caption(platform: str) -> None:
    text = "The serum that says less. " * 60
    shown = cut_of(platform, text)
    assert shown is not None
    assert shown.visible + shown.hidden == text
    assert len(shown.visible) == networks()[platform].more.most
    assert (shown.network, shown.length, shown.limit) == (
        networks()[platform].name,
        len(text),
        networks()[platform].caption.most,
    )


def test_only_where_the_network_says_where_it_cuts_the_cut_is_confirmed() -> None:
    confirmed = {platform: shown.confirmed for platform in networks() if (shown := cut_of(platform, "x"))}
    assert confirmed == {"tiktok": False, "instagram": True, "youtube": False}


def test_a_network_that_nobody_knows_cuts_nothing() -> None:
    assert cut_of("myspace", "text") is None


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("", 0),
        ("no tags", 0),
        ("#skincare", 1),
        ("#skincare #skincare", 2),
        ("#a#b#c", 3),
        ("(#ad)", 1),
        ("#pflege\n#größe #スキンケア", 3),
        ("\uff03スキンケア", 1),
        ("#2027ready", 1),
        ("we are #1", 0),
        ("# heading", 0),
        ("C#sharp", 0),
        ("https://x.example/a#part https://x.example/#part", 0),
        ("&#x27;", 0),
        ("keycap #️⃣", 0),
    ],
)
def test_hashtags_are_counted_as_people_mean_them(text: str, many: int) -> None:
    assert hashtags(text) == many
