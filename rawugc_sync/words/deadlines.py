"""What a change is in time for, and what happens there if nobody decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rawugc_sync.words.addresses import Address


class Otherwise(StrEnum):
    """What the public gets to see if a change is not made in time."""

    UNPUBLISHED = "unpublished"
    OLD_TEXT = "old_text"
    AS_IT_IS = "as_it_is"
    OLD_TIME = "old_time"


@dataclass(frozen=True, slots=True)
class Due:
    """The first resource to go out that a change touches: it, or one that uses it.

    `at` is Unix ms, `timezone` the IANA zone that it was written in, `otherwise` what comes without the
    change.
    """

    address: Address
    at: int
    timezone: str | None
    otherwise: Otherwise
