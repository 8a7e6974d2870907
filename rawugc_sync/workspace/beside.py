"""Where a workspace keeps what belongs to its state, if there is room for it."""

from __future__ import annotations

from rawugc_sync.state.documents import Document
from rawugc_sync.words.approvals import needs_address
from rawugc_sync.words.documents import Kind
from rawugc_sync.workspace.workspace import Workspace


def beside(workspace: Workspace, kind: Kind, url: str | None = None) -> Document | None:
    """The document of a kind beside the state, or beside one that is at `url`; None without room for it.

    The server of an HTTP state keeps one document an address. InvalidInput when no environment is chosen.
    """
    if not workspace.sandbox and needs_address(url or workspace.config.state):
        return None
    return workspace.document(kind, url=url)
