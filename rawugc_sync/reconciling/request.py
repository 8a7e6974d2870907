"""What a user asks of a plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Mode = Literal["plan", "drift", "destroy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks of a plan, in words that can be saved with it. None means as configured."""

    mode: Mode = "plan"
    targets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    recreate: tuple[str, ...] = ()
    revert_drift: tuple[str, ...] = ()
    adopt: bool = True
    delete: bool = True
    max_deletes: int | None = None
    allow_older: bool = False
    first_run: bool = False
    allow_late: bool = False
    retry_failed: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
