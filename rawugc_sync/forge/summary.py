"""The summary of a GitHub job: as many whole texts as GitHub takes, and how many it does not."""

from __future__ import annotations

from collections.abc import Iterable

VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file of the step."""
_MOST = 1_000_000
"""Bytes: GitHub takes 1 MiB of a step, else nothing of it."""


def fitting(texts: Iterable[str], written: int = 0, most: int = _MOST) -> bytes:
    """The texts as they are written to the file, each with a newline; what is left out is counted.

    `written`: bytes that the file has already, of workspaces before this one.
    """
    kept, left_out = bytearray(), 0
    for text in texts:
        data = f"{text}\n".encode("utf-8", "backslashreplace")
        if written + len(kept) + len(data) > most:
            left_out += 1
        else:
            kept += data
    if left_out:
        kept += f"{left_out} more are in the pages: there is no room for them here.\n".encode()
    return bytes(kept)
