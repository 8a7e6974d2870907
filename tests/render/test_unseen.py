"""Two texts that differ only in what nobody sees: said in words, with the code points."""

from __future__ import annotations

import pytest
from hypothesis import given

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.plan_text import plan_text
from rawugc_sync.render.style import Style
from rawugc_sync.render.unseen import alike, only_unseen, revealed
from rawugc_sync.words.planned import FieldChange
from tests.render.conftest import plan_of, update_of
from tests.render.test_safe import hostile_text

SPACE = "U+0020 SPACE"
SAME = [
    ("a\u00a0b", "a b", f"U+00A0 NO-BREAK SPACE → {SPACE}"),
    ("a\u2007b", "a b", f"U+2007 FIGURE SPACE → {SPACE}"),
    ("a b", "a\u202fb", f"{SPACE} → U+202F NARROW NO-BREAK SPACE"),
    ("a\u3000b", "a b", f"U+3000 IDEOGRAPHIC SPACE → {SPACE}"),
    ("a\tb", "a b", f"U+0009 → {SPACE}"),
    ("a\u200bb", "ab", "without U+200B ZERO WIDTH SPACE"),
    ("softly", "soft\u00adly", "with U+00AD SOFT HYPHEN"),
    ("a\ufeffb", "ab", "without U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ("a\u200eb", "ab", "without U+200E LEFT-TO-RIGHT MARK"),
    ("\u2764\ufe0f", "\u2764", "without U+FE0F VARIATION SELECTOR-16"),
    ("a  b", "a b", f"without {SPACE}"),
    ("a \nb", "a\nb", f"without {SPACE}"),
    ("9\uff1a00", "9:00", "U+FF1A FULLWIDTH COLON → U+003A COLON"),
    (
        "caf\u00e9",
        "cafe\u0301",
        "NFC becomes NFD, U+00E9 LATIN SMALL LETTER E WITH ACUTE → "
        "U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT",
    ),
    (
        "\u304b\u3099",
        "\u304c",
        "NFD becomes NFC, U+304B HIRAGANA LETTER KA, U+3099 COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK → "
        "U+304C HIRAGANA LETTER GA",
    ),
    ("\u2126", "\u03a9", "U+2126 OHM SIGN → U+03A9 GREEK CAPITAL LETTER OMEGA"),
    ("a b\u00a0c", "a\u00a0b c", "only the order of its characters differs"),
    (
        "\u00a0a\u2002\u2003\u2004\u2005b",
        " a b",
        f"U+00A0 NO-BREAK SPACE, U+2002 EN SPACE, U+2003 EM SPACE and 2 more → {SPACE}",
    ),
]
OTHERWISE = [
    ("a", "a"),
    ("a", "b"),
    ("a", "A"),
    ("a\u00a0b", "ab"),
    ("a\nb", "a b"),
    ("  a", "a"),
    ("x²", "x2"),
]


@pytest.mark.parametrize(("before", "after", "told"), SAME, ids=[ascii(one[0]) for one in SAME])
@pytest.mark.parametrize("longer", ["", ", and then as much as it takes to be compared word by word"])
def test_a_plan_says_what_nobody_would_see(
    before: str, after: str, told: str, longer: str, kinds: KindOf
) -> None:
    field = FieldChange(path="description", before=before + longer, after=after + longer)
    text = plan_text(plan_of(update_of("personas.x", field)), Style(colour=False), kinds)
    assert f"  # looks the same: {told}\n" in text


@pytest.mark.parametrize(("before", "after"), OTHERWISE)
def test_what_people_see_needs_no_words(before: str, after: str) -> None:
    assert only_unseen(before, after) is None


@pytest.mark.parametrize("path", ["description", "aspectRatio"])
def test_two_short_values_side_by_side_are_not_the_same(path: str, kinds: KindOf) -> None:
    field = FieldChange(path=path, before="a\u00a0b", after="a b")
    text = plan_text(plan_of(update_of("styles.x", field)), Style(colour=False), kinds)
    assert f'~ {path}: "a\\xa0b" → "a b"' in text


def test_items_of_a_list_show_it_too(kinds: KindOf) -> None:
    field = FieldChange(path="photos", before=["a", "https://x/\u00e9"], after=["a", "https://x/e\u0301"])
    lines = plan_text(plan_of(update_of("products.x", field)), Style(colour=False), kinds).splitlines()
    assert [line.strip(" │") for line in lines if "https" in line] == [
        '- "https://x/\u00e9"',
        '+ "https://x/e\\u0301"',
    ]


def test_wide_forms_are_ordinary_among_ideographs_unless_they_are_the_difference() -> None:
    assert revealed("価格\uff1a\u3000千円", wholly=False) == "価格\uff1a\u3000千円"
    assert revealed("価格\uff1a\u3000千円", wholly=True) == "価格\\uff1a\\u3000千円"
    assert revealed("Price\uff1a", wholly=False) == "Price\\uff1a"


@given(one=hostile_text(), other=hostile_text())
def test_any_two_texts_can_be_asked_about(one: str, other: str) -> None:
    told = only_unseen(one, other)
    assert (told is not None) == alike(one, other)
    assert not alike(one, one)
    revealed(one, wholly=True).encode("utf-8", "surrogatepass")
