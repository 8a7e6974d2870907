"""What an apply takes: requests, credits, and time under a rate limit."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.words.credits import Credits


@dataclass(frozen=True, slots=True)
class Limit:
    """How many `requests` a key has in a window of so many `seconds`: RawUGC's, until an answer says more."""

    requests: int = 10
    seconds: float = 60.0


RATE = Limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What `apply` will take: requests (reads and writes), credits, seconds of waiting under a `limit`.

    `unpriced` is how many calls there are whose price nobody knows.
    """

    reads: int
    writes: int
    credits: Credits = 0
    unpriced: int = 0
    seconds: int = 0
    limit: Limit = RATE

    @property
    def requests(self) -> int:
        return self.reads + self.writes

    def done(self, begin: float) -> float:
        """When all of it is sent, if that begins at `begin` (Unix seconds)."""
        return begin + self.seconds
