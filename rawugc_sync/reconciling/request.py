"""What a user asks of a plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rawugc_sync.words.credits import Caps, Credits
from rawugc_sync.workspace.workspace import Workspace

Mode = Literal["plan", "drift", "destroy", "resume"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks of a plan, in words that can be saved with it. None means as configured.

    `changed`: only the collections are read that it takes for what the manifests change.
    """

    mode: Mode = "plan"
    targets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    recreate: tuple[str, ...] = ()
    revert_drift: tuple[str, ...] = ()
    adopt: bool = True
    delete: bool = True
    max_deletes: int | None = None
    max_credits: Credits | None = None
    allow_older: bool = False
    first_run: bool = False
    allow_late: bool = False
    retry_failed: bool = False
    changed: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is about everything that the manifests say."""
        return self.mode == "plan" and not self.targets

    @property
    def is_all(self) -> bool:
        """Whether nothing of that is left for a later plan."""
        return self.is_whole and self.adopt and self.delete

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def caps_of(workspace: Workspace, request: Request) -> Caps:
    """How much may be spent: by a run of this request, and in a month."""
    limits = workspace.config.limits
    run = limits.maxCredits if request.max_credits is None else request.max_credits
    return Caps(run, limits.maxCreditsPerMonth)
