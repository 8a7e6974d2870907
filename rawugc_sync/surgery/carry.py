"""Copies what is kept beside the state of a workspace behind it: approvals, runs and receipts."""

from __future__ import annotations

from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.state.documents import Document
from rawugc_sync.words.approvals import needs_address
from rawugc_sync.words.documents import APPROVALS, RECEIPTS, RUNS, Kind
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace


def carry_all(workspace: Workspace, url: str) -> tuple[str, ...]:
    """What is said of it, a line each; nothing where there are none. What is there already stays."""
    return (
        *_carry_approvals(workspace, url),
        *(line for kind in (RUNS, RECEIPTS) for line in _carry(workspace, kind, url)),
    )


def _carry_approvals(workspace: Workspace, url: str) -> tuple[str, ...]:
    address = workspace.config.approvals.address
    if address is None and any(map(needs_address, workspace.config.states)):
        return ()
    source = workspace.document(APPROVALS, address)
    data = source.read()
    if data is None:
        return ()
    if address is None and needs_address(url):
        way_out = f"Write approvals: {{address: https://…}} into {CONFIG_NAME}, and migrate again."
        return (f"{_stay(APPROVALS, source, url)} {way_out}",)
    return _copied(APPROVALS, data, source, workspace.document(APPROVALS, address, url))


def _carry(workspace: Workspace, kind: Kind, url: str) -> tuple[str, ...]:
    source = beside(workspace, kind)
    data = source.read() if source else None
    if source is None or data is None:
        return ()
    target = beside(workspace, kind, url)
    return _copied(kind, data, source, target) if target else (_stay(kind, source, url),)


def _stay(kind: Kind, source: Document, url: str) -> str:
    return f"The {kind.name} stay at {source.place}: there is no room for them at {url.partition('?')[0]}."


def _copied(kind: Kind, data: bytes, source: Document, target: Document) -> tuple[str, ...]:
    if target.place == source.place:
        return ()
    there: list[bytes | None] = []

    def kept(before: bytes | None) -> bytes:
        there.append(before)
        return data if before is None else before

    target.append(kept, f"Migrate from {source.place}")
    if there[-1] not in (None, data):
        return (f"{target.place} holds other {kind.name}, and is left as it is.",)
    return (f"Copied the {kind.name} from {source.place} to {target.place}.",)
