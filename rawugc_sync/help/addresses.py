"""Where the site has what `rawugc-sync help` prints; nowhere, as long as it has no address."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.help import site


def page_of_message(code: str) -> str:
    """The page of a message, by its file below `docs/`."""
    return f"reference/messages/{code}.md"


def page_of_command(path: Sequence[str]) -> str:
    """The page of a command, by its words: `state`, `mv`."""
    return f"reference/commands/{'-'.join(path)}.md"


def of_message(code: str) -> str | None:
    """The address of a message."""
    return of_page(page_of_message(code))


def of_command(path: Sequence[str]) -> str | None:
    """The address of a command."""
    return of_page(page_of_command(path))


def of_page(path: str) -> str | None:
    """The address of a page, by its file below `docs/`; it is a file there, too, as a disk wants it."""
    return f"{site.SITE}/{path.removesuffix('.md')}.html" if site.SITE else None
