"""The documents that are kept beside a state: which there are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

ASIDE = "~"
"""What stands behind a workspace's name and begins so is no environment, but what is kept beside a state."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is kept in a document: its name, and who writes it, as a lock says.

    `locked`: whoever writes it has a lock of it, wherever it is. Else they have one on this machine alone:
    elsewhere it is enough that no version is written over another one, for few write at once.
    """

    name: str
    command: str
    locked: bool = False

    @property
    def file(self) -> str:
        """Its name as a file."""
        return f"rawugc.{self.name}.json"

    @property
    def aside(self) -> str:
        """What stands for it in the place of an environment: no state."""
        return f"{ASIDE}{self.name}"


APPROVALS = Kind("approvals", "rawugc-sync, which records an approval,", locked=True)
RUNS = Kind("runs", "rawugc-sync, which records a run,")
RECEIPTS = Kind("receipts", "rawugc-sync, which writes receipts,")
STOP = Kind("stop", "rawugc-sync, which leaves a stop mark,")
