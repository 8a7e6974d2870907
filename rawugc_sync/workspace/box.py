"""The sandbox of a workspace: where its data is, whose organization it plays, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.files.durable import private_folder
from rawugc_sync.words.errors import StateError

if TYPE_CHECKING:
    from rawugc_sync.api.client import Transport
    from rawugc_sync.sandbox import Options

UNLIMITED = 1_000_000
"""Requests a minute that the sandbox allows when nobody asked it for a limit."""


@dataclass(frozen=True, slots=True)
class Box:
    """A sandbox in a `folder` of a workspace; `organization` is what the configuration insists on."""

    root: Path
    folder: str
    organization: str | None

    @property
    def data(self) -> Path:
        """The file that keeps its data."""
        return self.root / self.folder / "rawugc.db"

    def options(self, rate_limit: int = UNLIMITED) -> Options:
        """How it behaves: as the organization that the configuration insists on, if it does."""
        from rawugc_sync.sandbox import Options

        options = Options(rate_limit=rate_limit)
        return replace(options, organization=self.organization) if self.organization else options

    def transport(self, now: Callable[[], int]) -> Transport:
        """The way to it without a socket, closed by whoever asks; StateError when its data cannot be used."""
        from rawugc_sync.sandbox.transport import OwnSandbox

        try:
            private_folder(self.root / self.folder)
            return OwnSandbox(self.data, self.options(), now)
        except OSError as failed:
            summary = f"{self.folder}/{self.data.name} cannot be used: {failed}"
            raise StateError.of("sandbox-unusable", summary, f"Remove {self.folder}.") from None
