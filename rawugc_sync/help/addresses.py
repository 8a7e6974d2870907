"""Where the site has what `rawugc-sync help` prints; nowhere, as long as it has no address."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.help import site


def of_message(code: str) -> str | None:
    """The page of a message."""
    return _published(f"reference/messages/{code}")


def of_command(path: Sequence[str]) -> str | None:
    """The page of a command, by its words: `state`, `mv`."""
    return _published(f"reference/commands/{'-'.join(path)}")


def of_page(path: str) -> str | None:
    """A page, by its file below `docs/`: `writers/times.md`."""
    return _published(path.removesuffix(".md").removesuffix("index").rstrip("/"))


def _published(path: str) -> str | None:
    return f"{site.SITE}/{path}/" if site.SITE else None
