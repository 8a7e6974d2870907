"""Where a word stands in a text by itself, whatever case, normal form, and what nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.policy.folding import folded, needles, standing, stands

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def is_in(word: str, text: str) -> bool:
    return stands(folded(word), folded(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("cure", "cure"),
        ("cure", "A CURE!"),
        ("cure", "(cure)"),
        ("cure", "Secure, but a cure."),
        ("cure", "#cure"),
        ("cure", "cure's"),
        ("cure", "これはcureです"),
        ("no risk", "No\n\n   risk"),
        ("no risk", "no\u00a0risk"),
        ("caf\u00e9", "CAFE\u0301"),
        ("cafe\u0301", "caf\u00e9s and Caf\u00e9"),
        ("straße", "STRASSE"),
        ("can't", "I can\u2019t"),
        ("anti-aging", "Anti\u2011Aging"),
        ("#ad", "Look #AD, and more"),
        ("#ad", "#ad#new"),
        ("@rival", "as @Rival."),
        ("100%", "100% pure"),
        ("€", "5€"),
        ("c++", "c++20"),
        ("治す", "これで治すよ"),
        ("薬", "新薬品"),
        ("ยา", "นี่คือยาดี"),
        ("cure", "c\u00adu\u200bre"),
        ("cu\u00adre", "cure"),
        ("cure", "cu\u200dre and more"),
        ("cure", "cure\u2764\ufe0f"),
    ],
)
def test_a_word_is_found(word: str, text: str) -> None:
    assert is_in(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("cure", "secure"),
        ("cure", "cures"),
        ("cure", "curé"),
        ("cure", "cure\u0332d"),
        ("cure", "cure_all"),
        ("cure", "écure"),
        ("cure", "cure2"),
        ("cure", "se\u200bcure"),
        ("\u0149", "a\u0149"),
        ("no risk", "no risks"),
        ("no risk", "no, risk"),
        ("#ad", "#adventure"),
        ("#ad", "Road#ad"),
        ("#ad", "ad"),
        ("@rival", "me@rival.example"),
        ("治す", "治る"),
        ("лек", "лекарство"),
    ],
)
def test_what_is_no_such_word_is_not_found(word: str, text: str) -> None:
    assert not is_in(word, text)


def test_a_word_that_nobody_sees_is_none() -> None:
    assert needles([" ", "\u200b", "Ad "]) == [("Ad ", "ad")]


def test_words_are_told_as_they_are_written() -> None:
    assert standing(needles(["Cure", "cures", "SAFE"]), folded("a safe cure")) == ["Cure", "SAFE"]


LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x52F)
WORDS = st.text(LETTERS, min_size=1, max_size=12)
BLANKS = st.text(st.sampled_from(" \n\t\u00a0\u2003"), min_size=1, max_size=3)


@given(WORDS, LETTERS, st.booleans())
def test_a_word_is_never_found_inside_of_a_longer_one(word: str, letter: str, before: bool) -> None:
    longer = letter + word if before else word + letter
    assert not is_in(word, longer) or folded(word) == folded(longer)


@given(
    word=WORDS.filter(lambda word: word.upper().casefold() == word.casefold()),
    form=st.sampled_from(["NFC", "NFD"]),
    case=st.sampled_from([str.upper, str.lower, str.title, str]),
    unseen=st.sampled_from(UNSEEN),
    data=st.data(),
)
def test_a_word_is_found_whatever_its_case_its_form_and_what_is_unseen_in_it(
    word: str, form: str, case: Callable[[str], str], unseen: str, data: st.DataObject
) -> None:
    shown = unicodedata.normalize(form, case(word))
    at = data.draw(st.integers(0, len(shown)))
    assert is_in(word, f"Before {shown[:at]}{unseen}{shown[at:]}, behind")


@given(WORDS, WORDS, BLANKS)
def test_blanks_in_a_phrase_are_as_one(one: str, other: str, blanks: str) -> None:
    assert is_in(f"{one} {other}", f"{one}{blanks}{other}")


@given(st.text())
def test_what_is_folded_once_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
