"""What became of a text, word by word: lines of words that were kept, are gone or are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple, TypeAlias

from rawugc_sync.render.unseen import alike, revealed
from rawugc_sync.render.words import are_characters, tokens


class Fate(Enum):
    """What happened to a word; FOLD stands for kept words that are not shown."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    FOLD = "fold"


class Word(NamedTuple):
    """A word with the blanks before it, or `\\n`; words with equal keys are the same word."""

    fate: Fate
    text: str
    key: str = ""


Line: TypeAlias = tuple[Word, ...]

NEWLINE = "⏎"
"""Stands for a line end that came or went."""
_ALIKE = 0.25
"""Below this share of kept words, the old text and the new one are easier to read one after the other."""
_ALIKE_CHARACTERS = 0.5
"""The same for characters: texts about other things have many of them in common."""
_AFFORDABLE = 1_000_000
"""Pairs of equal words up to which frequent ones are looked at, too: the time grows with the pairs."""


def word_diff(before: str, after: str) -> list[Line]:
    """The lines of both texts merged into one reading order."""
    old, new = words_of(before), words_of(after)
    merged = list(_merged(old, new))
    if not _readable(merged):
        merged = list(_instead(old, new))
    return list(_lines(_slid(merged)))


def text_lines(text: str) -> list[Line]:
    """The lines of one text."""
    return list(_lines(words_of(text)))


def _readable(merged: list[Word]) -> bool:
    """Not when little was kept, nor when the only difference is one that words do not show."""
    if all(word.fate is Fate.KEPT for word in merged):
        return False
    words = [word for word in merged if word.text != "\n"]
    enough = _ALIKE_CHARACTERS if are_characters([word.text for word in words]) else _ALIKE
    return sum(word.fate is Fate.KEPT for word in words) >= enough * len(words)


def words_of(text: str) -> list[Word]:
    """All words of a text, in order.

    Every line ends with a newline here, so that lines added at the end look like all others.
    """
    found: list[Word] = []
    at_start = True
    for word in tokens(text + "\n"):
        found.append(Word(Fate.KEPT, word, _key(word, at_start=at_start)))
        at_start = word == "\n"
    return found


def _key(word: str, *, at_start: bool) -> str:
    """A word that moves to the start of a line stays the same word; an indentation is not a blank."""
    if not at_start or word == "\n":
        return word
    return "\n" + word if word[0].isspace() else " " + word


def _merged(old: list[Word], new: list[Word]) -> Iterator[Word]:
    for same, gone, came in steps(old, new):
        yield from came if same else _step(gone, came)


def steps(old: list[Word], new: list[Word]) -> Iterator[tuple[bool, list[Word], list[Word]]]:
    """Both texts in stretches: whether it is the same in both, and its words in each."""
    from difflib import SequenceMatcher

    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    keys = [word.key for word in inner_old], [word.key for word in inner_new]
    matcher = SequenceMatcher(None, *keys, autojunk=_pairs(*keys) > _AFFORDABLE)
    yield True, old[:head], new[:head]
    for tag, i, to_i, j, to_j in matcher.get_opcodes():
        yield tag == "equal", inner_old[i:to_i], inner_new[j:to_j]
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of equal words there are."""
    counts = Counter(new)
    return sum(counts[key] for key in old)


def _common(one: list[Word], other: list[Word]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a.key != b.key), min(len(one), len(other)))


def _step(gone: list[Word], new: list[Word]) -> Iterator[Word]:
    between = [Word(Fate.KEPT, "\n")] if gone and new and any(w.text == "\n" for w in gone + new) else []
    yield from _instead(gone, new, between)


def _instead(gone: list[Word], new: list[Word], between: Iterable[Word] = ()) -> Iterator[Word]:
    """Some words in the place of others, with what nobody sees in them made visible."""
    wholly = alike(_text(gone), _text(new))
    yield from (word._replace(fate=Fate.GONE, text=revealed(word.text, wholly=wholly)) for word in gone)
    yield from between
    yield from (word._replace(fate=Fate.NEW, text=revealed(word.text, wholly=wholly)) for word in new)


def _text(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _slid(words: list[Word]) -> list[Word]:
    """Prefers "line, newline" to "newline, line" for lines that came or went as a whole."""
    start = 0
    for at, word in enumerate(words):
        if at == 0 or word.fate is words[at - 1].fate:
            continue
        run = words[start]
        lone = start == 0 or words[start - 1].fate is Fate.KEPT
        if lone and run.fate is not Fate.KEPT and run.text == word.text == "\n" and word.fate is Fate.KEPT:
            words[start], words[at] = word, run
            start += 1
            continue
        start = at
    return words


def _lines(words: Iterable[Word]) -> Iterator[Line]:
    line: list[Word] = []
    for word in words:
        if word.text != "\n":
            line.append(word)
            continue
        whole = bool(line) and all(other.fate is word.fate for other in line)
        if word.fate is not Fate.KEPT and not whole:
            line.append(Word(word.fate, f" {NEWLINE}" if line else NEWLINE))
        yield tuple(line)
        line = []
