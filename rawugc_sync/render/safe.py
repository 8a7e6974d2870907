"""Makes any text safe to show: what a terminal or a CI log would act on becomes visible instead."""

from __future__ import annotations

import re
from unicodedata import category

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ACTIVE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Not of those categories, but drawn as nothing: joiners, fillers, variation selectors, tag letters.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0000-\U000e0fff]"
)
_ZWJ = "\u200d"
# The runner of GitHub Actions obeys `::command::` at the start of a line and `##[command]` anywhere.
_WORKFLOW_COMMAND = re.compile(r"(?m)^([^\S\n]*)(?=::)|(?<=##)(?=\[)")


def safe(text: str, *, keep_newlines: bool = False) -> str:
    """`text` with everything invisible or active written as an escape, such as `\\x1b` or `\\u202e`.

    Covers C0 and C1 controls, DEL, bidi controls and all of Unicode's format characters, line and
    paragraph separators, lone surrogates, and workflow commands of CI logs. A zero-width joiner
    stays where it builds an emoji. `keep_newlines` leaves `\\n` as it is.
    """
    plain = text.replace("\n", "") if keep_newlines else text
    if not (plain.isascii() and plain.isprintable()):
        text = "".join(_visible(text, at, keep_newlines=keep_newlines) for at in range(len(text)))
    return _WORKFLOW_COMMAND.sub(r"\1\\", text) if "::" in text or "##[" in text else text


def _visible(text: str, at: int, *, keep_newlines: bool) -> str:
    char = text[at]
    if char == "\n" and keep_newlines:
        return char
    if char in _NAMED:
        return _NAMED[char]
    return _escape(char) if is_unseen(text, at) else char


def is_unseen(text: str, at: int) -> bool:
    """Whether a character acts on what shows it, or is drawn as nothing; not a joiner within an emoji."""
    char = text[at]
    if category(char) not in _ACTIVE and not _UNSEEN.match(char):
        return False
    return not (char == _ZWJ and _joins_emoji(text, at))


def _joins_emoji(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return _is_emoji(before) and _is_emoji(after)


def _is_emoji(char: str) -> bool:
    """Close enough: symbols, skin tones, the emoji variation selector and two arrows in head gestures."""
    if char in ("\ufe0f", "↔", "↕"):
        return True
    return bool(char) and (category(char) == "So" or "\U0001f3fb" <= char <= "\U0001f3ff")


def _escape(char: str) -> str:
    """Python's own spelling, for surrogates too."""
    return char.encode("unicode_escape").decode("ascii")
