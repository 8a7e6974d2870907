"""One thing that a fleet runs: a workspace of a repository in an environment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """`repository` is the URL as fleet.yaml has it, `path` that of the workspace in it, `.` at its top."""

    tenant: str
    repository: str
    path: str
    environment: str | None = None

    def __str__(self) -> str:
        place = f"{self.tenant}:{self.path}"
        return f"{place}/{self.environment}" if self.environment else place

    @property
    def id(self) -> str:
        """The same for the same, whatever else there is: 16 hex digits."""
        parts = (self.repository, self.path, self.environment or "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
