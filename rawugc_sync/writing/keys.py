"""Keys for resources that have none yet, made from what people call them."""

from __future__ import annotations

import re
from collections.abc import Container
from unicodedata import combining, normalize

MAX_LENGTH = 40

# What some reader of YAML takes for null, a boolean, a number or a date.
_OTHER_TYPE = re.compile(
    r"null|true|false|yes|no|on|off|y|n|nan|inf|[0-9_-]+|[0-9]+e[0-9]+|0[box][0-9a-f_]+", re.ASCII
)
# Names that a file cannot have: our own configuration, and the devices of Windows.
_RESERVED = re.compile(r"rawugc|con|prn|aux|nul|(?:com|lpt)[0-9]")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc")


def key_for(name: str, id: str, collection: str, taken: Container[str]) -> str:
    """A key that is not taken yet: from the name, from the id where the name has no letters, numbered."""
    base = _slug(name) or _slug(id)
    if not base or _OTHER_TYPE.fullmatch(base) or _RESERVED.fullmatch(base):
        base = f"{collection}-{base}".rstrip("-")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def _slug(text: str) -> str:
    """Its words in lower-case ASCII letters and digits, as many as fit."""
    folded = normalize("NFKD", normalize("NFKD", text).casefold()).translate(_APOSTROPHES)
    words = re.findall(r"[a-z0-9]+", "".join(char for char in folded if not combining(char)))
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > MAX_LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word[:MAX_LENGTH]
    return slug
