"""Patterns of rules: matched by RE2, in time that is linear in the text, whatever the pattern."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

LONGEST = 1000
"""Characters of a pattern."""

LARGEST = 65_536
"""Instructions that RE2 makes of a pattern: what a character of a text costs at most."""

_TOGETHER = 1000
"""How many patterns or words are looked for at once: with many more RE2 lacks the memory to do so quickly."""


def unfit_pattern(pattern: str) -> str | None:
    """Why a rule cannot have a pattern, in words that follow it and say what to do; None if it can."""
    import re2  # type: ignore[import-untyped]  # only a rule with a pattern needs it

    if len(pattern) > LONGEST:
        return f"is {len(pattern)} characters long, and at most {LONGEST} are taken: make two rules of it"
    try:
        regexp = _compiled(pattern)
    except re2.error as wrong:
        return f"is not a pattern that RE2 takes: {_reason(wrong)}{_hint(pattern)}"
    if regexp.programsize > LARGEST:
        return "would take too long to match: repeat less, or fewer times"
    if regexp.search(b"") is not None:
        return "matches a text with nothing in it, and so every text: let it take one character at least"
    return None


def searching(pattern: str) -> Callable[[str], str | None]:
    """What finds the first stretch of a text that a pattern matches; None for none.

    Both are taken in NFC; case is as written, unless the pattern says `(?i)`.
    """
    regexp = _compiled(pattern)

    def search(text: str) -> str | None:
        match = regexp.search(_encoded(text))
        return None if match is None else str(match[0], "utf-8", "replace")

    return search


def may_match(patterns: Iterable[str]) -> Callable[[str], bool]:
    """What says in one pass whether any of the patterns can match a text; when in doubt, it can."""
    several = list(patterns)
    searches = [_any_of(several[at : at + _TOGETHER]) for at in range(0, len(several), _TOGETHER)]
    sure = [one for one in searches if one is not None]
    if len(sure) < len(searches):
        return lambda _: True

    def may(text: str) -> bool:
        encoded = _encoded(text) if sure else b""
        return any(search(encoded) is not None for search in sure)

    return may


def _any_of(several: Sequence[str]) -> Callable[[bytes], Any] | None:
    """What searches for all of these patterns at once; None where they cannot be put together."""
    import re2

    if any(r"\Q" in one for one in several):  # it may quote all that stands behind it
        return None
    try:
        return cast("Callable[[bytes], Any]", _compiled("|".join(f"(?:{one})" for one in several)).search)
    except re2.error:  # too large together
        return None


def may_stand(words: Iterable[str]) -> Callable[[str], bool]:
    """What says in one pass whether any of the words can stand in a text; all are folded."""
    return may_match(map(_as_pattern, words))


def _as_pattern(word: str) -> str:
    """At edges that are ASCII, RE2 knows where a word ends, but for letters beside it that are not."""
    import re2

    begin, end = (r"\b" if edge.isascii() and edge.isalnum() else "" for edge in (word[0], word[-1]))
    return f"{begin}{str(re2.escape(_encoded(word)), 'utf-8')}{end}"


def _compiled(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # what is in brackets is of no interest, and costs
    return re2.compile(_encoded(pattern), options)


def _encoded(text: str) -> bytes:
    """UTF-8, in which half of a surrogate pair is a question mark."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "replace")


def _reason(wrong: Exception) -> str:
    reason = wrong.args[0] if wrong.args else ""
    return str(reason, "utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _hint(pattern: str) -> str:
    if any(sign in pattern for sign in ("(?=", "(?!", "(?<=", "(?<!")):
        return "; look-around is not there, for it cannot be matched in linear time"
    if any(f"\\{number}" in pattern for number in range(1, 10)):
        return "; back references are not there, for they cannot be matched in linear time"
    return ""
