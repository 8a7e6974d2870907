"""Where to read on about a message: the command that prints what its code means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rawugc_sync.help.addresses import of_message

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
"""What a code looks like: a plan from a file may have anything in its place."""


def further(codes: Sequence[str]) -> list[list[str]]:
    """The lines that end each of several messages: of those with one code, only the last has any."""
    last = {code: at for at, code in enumerate(codes)}
    return [_lines(code) if last[code] == at else [] for at, code in enumerate(codes)]


def _lines(code: str) -> list[str]:
    if not _CODE.fullmatch(code):
        return []
    address = of_message(code)
    return [f"rawugc-sync help {code}", *([address] if address else [])]
