"""What the models say at the end of a page that somebody has written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rawugc_sync.help import fields, keys

ENDS: dict[str, Callable[[], str]] = {
    "reference/configuration.md": keys.text,
    "reference/fields/index.md": fields.overview,
}
"""A page, by its file below `docs/` → its end, as Markdown."""


def ends(path: str) -> Iterator[str]:
    """The end of a page that has one."""
    if path in ENDS:
        yield ENDS[path]()
