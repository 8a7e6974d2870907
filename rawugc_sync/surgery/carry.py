"""Copies the approvals of a workspace behind its state: they are kept where that is."""

from __future__ import annotations

from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.approvals import needs_address
from rawugc_sync.workspace.workspace import Workspace


def carry_approvals(workspace: Workspace, url: str) -> tuple[str, ...]:
    """What is said of it, a line each; nothing where there are none. What is there already stays."""
    address = workspace.config.approvals.address
    if address is None and any(map(needs_address, workspace.config.states)):
        return ()
    source = workspace.approvals(address)
    data = source.read()
    if data is None:
        return ()
    if address is None and needs_address(url):
        room = f"there is no room for them at {url.partition('?')[0]}"
        way_out = f"Write approvals: {{address: https://…}} into {CONFIG_NAME}, and migrate again."
        return (f"The approvals stay at {source.place}: {room}. {way_out}",)
    target = workspace.approvals(address, url)
    if target.place == source.place:
        return ()
    there: list[bytes | None] = []

    def kept(before: bytes | None) -> bytes:
        there.append(before)
        return data if before is None else before

    target.append(kept, f"Migrate from {source.place}")
    if there[-1] not in (None, data):
        return (f"{target.place} holds other approvals, and is left as it is.",)
    return (f"Copied the approvals from {source.place} to {target.place}.",)
