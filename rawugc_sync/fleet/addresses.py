"""Whether the address of a repository is a path of this machine."""

from __future__ import annotations

from pathlib import Path


def here(url: str, folder: Path) -> Path | None:
    """Where it lies, seen from the folder of fleet.yaml; None for one elsewhere.

    As git has it: a colon before the first slash is a host's.
    """
    if "://" in url or ":" in url.partition("/")[0]:
        return None
    return (folder / url).resolve()
