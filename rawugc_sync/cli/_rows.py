"""How each of several workspaces ended, the summary of all, and the one exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rawugc_sync.cli._console import Console
    from rawugc_sync.cli._targets import Target

_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Row:
    """How one ended: `what` in a line for people; no exit code where it was not run."""

    path: str
    environment: str | None
    what: str
    exit_code: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "environment": self.environment,
            "what": self.what,
            "exit_code": self.exit_code,
        }


def row_of(target: Target, what: str, exit_code: int | None = None) -> Row:
    """The row of a workspace in an environment."""
    return Row(target.path, target.app.environment, what, exit_code)


def exit_code_of(codes: Sequence[int | None]) -> int:
    """The highest; 2 says only that there is something to do, which is less than anything that went wrong."""
    said = [code for code in codes if code is not None]
    return max((code for code in said if code != _CHANGES), default=0) or (
        _CHANGES if _CHANGES in said else 0
    )


def summary(rows: Sequence[Row], console: Console) -> str:
    """A table for people, with environments where there are some."""
    from rawugc_sync.render.table import table

    of_environments = any(row.environment for row in rows)
    head = ["WORKSPACE", *(["ENVIRONMENT"] if of_environments else []), "EXIT", "WHAT"]
    lines = [
        [row.path, *([row.environment] if of_environments else []), _code(row), row.what] for row in rows
    ]
    return table(head, lines, console.style, console.width)


def _code(row: Row) -> str:
    return "-" if row.exit_code is None else str(row.exit_code)
