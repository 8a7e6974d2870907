"""The HTTP client: auth, version, pacing, repeating, problems. Nothing above it sees httpx."""

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import Reader, Writer, connect, connect_reader
from rawugc_sync.api.clock import Clock, SystemClock
from rawugc_sync.api.pacing import Wait
from rawugc_sync.api.paths import segment
from rawugc_sync.api.settings import Settings

__all__ = [
    "Answer",
    "Clock",
    "Reader",
    "Settings",
    "SystemClock",
    "Wait",
    "Writer",
    "connect",
    "connect_reader",
    "segment",
]
