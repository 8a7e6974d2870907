"""One text as YAML that reads back as exactly that text, and that other readers of YAML take for a text."""

from __future__ import annotations

import json
import re

from rawugc_sync.manifest.encoding import CONTROL
from rawugc_sync.manifest.unseen import ODD

# The characters that YAML gives a meaning at the start of a plain text (YAML 1.2, 5.3), and blanks.
_PLAIN_START = re.compile(r"[^\s\-.?:,\[\]{}#&*!|>'\"%@`=<~]")
_NEVER_PLAIN = re.compile(r": | #|:$|[\n\t]")
_BREAKS = re.compile(r"[\n\t]")
_FLOW_SIGNS = re.compile(r"[,\[\]{}?]")
# What some reader takes for null, a boolean, a number or a date: YAML 1.1 has readers that never leave.
_OTHER_TYPE = re.compile(
    r"(?:null|true|false|yes|no|on|off|y|n)|[+-]?[0-9][0-9_.,:eExXa-fA-F+-]*|[0-9]{4}-[0-9].*", re.IGNORECASE
)
# Written as they are, they would make a file read in another order than it is.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unwritable(ValueError):
    """A text that no YAML file can hold; the message completes "the text …"."""


def literal(text: str) -> str:
    """The text with every `${` as `$${`, so that it is no reference."""
    return text.replace("${", "$${")


def inline(text: str, *, in_flow: bool = False) -> str:
    """The text on one line, plain where it can be; Unwritable for half of a surrogate pair."""
    return text if _is_plain(text, in_flow=in_flow) else _quoted(text)


def in_style(text: str, style: str, *, in_flow: bool = False) -> str:
    """The text on one line, in the quotes that another text had there as far as they can hold it."""
    if style == '"':
        return _quoted(text)
    if style == "'" and is_visible(text) and not _BREAKS.search(text):
        return "'" + text.replace("'", "''") + "'"
    return inline(text, in_flow=in_flow)


def block(text: str, indent: int) -> str:
    """The text as a `|` block whose lines begin after `indent` spaces, without a final newline.

    Where a block cannot hold it, as the text in quotes. The reader drops a block's own final newline.
    """
    if not _fits_a_block(text):
        return _quoted(text)
    margin = " " * indent
    return "|\n" + "\n".join(margin + line if line else "" for line in text.split("\n"))


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not _PLAIN_START.match(text) or text != text.strip() or not is_visible(text):
        return False
    if ODD.match(text) or "\uff1a" in text:  # which the reader asks about where they are not in quotes
        return False
    if _NEVER_PLAIN.search(text) or _OTHER_TYPE.fullmatch(text):
        return False
    return not (in_flow and _FLOW_SIGNS.search(text))


def _fits_a_block(text: str) -> bool:
    """A first line that begins with a blank would need its indentation spelled out."""
    return bool(text) and not text[0].isspace() and not text.endswith("\n") and is_visible(text)


def is_visible(text: str) -> bool:
    """Whether a text holds nothing that a file would hide, or that would hide what is in it."""
    return not (CONTROL.search(text) or _BIDI.search(text) or _SURROGATE.search(text))


def visible(text: str) -> str:
    """The text without what `is_visible` objects to."""
    for unseen in (CONTROL, _BIDI, _SURROGATE):
        text = unseen.sub("", text)
    return text


def _quoted(text: str) -> str:
    if found := _SURROGATE.search(text):
        raise Unwritable(f"holds half of a surrogate pair (U+{ord(found.group()):04X})")
    escaped = json.dumps(text, ensure_ascii=False)
    for invisible in (CONTROL, _BIDI):
        escaped = invisible.sub(lambda match: f"\\u{ord(match.group()):04x}", escaped)
    return escaped
