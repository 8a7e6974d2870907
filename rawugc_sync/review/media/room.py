"""How much a page may hold of embedded media, and how much is unpacked for it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

ALL_TOGETHER = 20_000_000
"""Characters of all that a page embeds: what still opens at once, and passes most mail servers."""

ALL_PIXELS = 2_000_000_000
"""Pixels that are unpacked for one page: about a minute's work, and the same on every machine."""


@dataclass
class Room:
    """What is left of it. It is taken in the order of the plan, so that the same plan makes the same page."""

    characters: int = ALL_TOGETHER
    pixels: int = ALL_PIXELS

    def holds(self, url: str, times: int) -> bool:
        """Take the room for a URL that stands on the page so often; false where there is none left."""
        needed = len(url) * times
        if needed > self.characters:
            return False
        self.characters -= needed
        return True


def data_url(content_type: str, data: bytes) -> str:
    """The URL that holds its content itself."""
    return f"data:{content_type};base64,{base64.b64encode(data).decode('ascii')}"
