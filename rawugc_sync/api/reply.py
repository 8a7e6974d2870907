"""What came over the wire, before anybody has judged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.words.errors import ApiError


@dataclass(frozen=True)
class Reply:
    """What came over the wire: `body` as bytes, or why it could not be read to its end.

    `raw` is as much of the body as there is to read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes | ApiError
    raw: bytes = b""
