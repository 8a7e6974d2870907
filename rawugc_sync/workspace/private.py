"""The folders for what is never committed; each environment, and each sandbox, has its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PRIVATE_FOLDER = ".rawugc"


@dataclass(frozen=True, slots=True)
class Private:
    """What a workspace keeps to itself below its `root`, for one environment or without one."""

    root: Path
    environment: str | None
    sandboxed: bool

    @property
    def folder(self) -> str:
        """The folder of this run, as seen from the workspace."""
        return self.sandbox if self.sandboxed else self._own

    @property
    def path(self) -> Path:
        """The same as a path."""
        return self.root / self.folder

    def beside(self, name: str) -> str:
        """The folder for the lock and the backups of a document, which all environments share."""
        return f"{self.sandbox if self.sandboxed else PRIVATE_FOLDER}/{name}"

    @property
    def sandbox(self) -> str:
        """The folder of its sandbox, as seen from the workspace."""
        return f"{self._own}/sandbox"

    @property
    def _own(self) -> str:
        return f"{PRIVATE_FOLDER}/env/{self.environment}" if self.environment else PRIVATE_FOLDER
