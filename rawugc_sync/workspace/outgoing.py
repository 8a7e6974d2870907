"""The files of a workspace on their way out: opened within the fence, as when they were read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from rawugc_sync.files import fence
from rawugc_sync.words.errors import Stale

if TYPE_CHECKING:
    from rawugc_sync.api.form import Outbox
    from rawugc_sync.words.uploads import Upload
    from rawugc_sync.workspace.workspace import Workspace


def outbox(workspace: Workspace, progress: Callable[[Upload, int], None]) -> Outbox:
    """The files of a workspace and of what it includes; `progress` hears how many bytes of one have left."""
    from rawugc_sync.api.form import Outbox

    def opened(path: str) -> BinaryIO:
        try:
            return fence.opened(workspace.root, path, workspace.config.include)
        except fence.OutOfBounds as bad:
            raise Stale.of("file-changed", f"the file {path} {bad}", "Make a new plan.") from None

    return Outbox(opened, progress)
