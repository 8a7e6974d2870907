"""The documents that are kept beside a state: which there are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.words.errors import StateError

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

    def newer(self, place: str, version: int, known: int) -> StateError:
        """The error for a document of a version above the one that is `known`."""
        summary = f"{place} was written by a newer rawugc-sync (version {version}, this one knows {known})"
        return StateError.of(f"{self.name}-version", summary, "Upgrade rawugc-sync.")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose document it is: the workspace's, and whether `rawugc.yaml` has its name `spelled` out.

    Where it has, the document of another is refused; else it is the folder's, which differs from checkout to
    checkout.
    """

    workspace: str
    spelled: bool

    def differs(self, workspace: str) -> bool:
        """Whether a document that names a workspace is to be refused."""
        return self.spelled and workspace != self.workspace


APPROVALS = Kind("approvals", "rawugc-sync, which records an approval,", locked=True)
RUNS = Kind("runs", "rawugc-sync, which records a run,")
RECEIPTS = Kind("receipts", "rawugc-sync, which writes receipts,")
