"""The way to the files at URLs that a workspace's API gave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rawugc_sync.words.hosts import is_loopback

if TYPE_CHECKING:
    from rawugc_sync.api.fetch import Way
    from rawugc_sync.workspace.workspace import Workspace


@contextmanager
def way_to_files(workspace: Workspace) -> Iterator[Way]:
    """How they are fetched, for as long as that takes; InvalidInput without a usable key."""
    from rawugc_sync.api.fetch import Way

    settings, transport = workspace.way()
    try:
        yield Way(transport, plain=is_loopback(settings.host))
    finally:
        if transport:
            transport.close()
