"""Where a run takes place: in which checkout, in CI or not, for which organization."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.workspace.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where a run takes place: in which checkout, in CI or not, for which organization if that is said.

    `unreadable` is a checkout that git cannot read.
    """

    history: History | None
    unreadable: bool
    in_ci: bool
    organization: str | None
