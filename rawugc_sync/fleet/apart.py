"""Members of a fleet that would take one state for their own, and destroy what the other made."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from rawugc_sync.fleet.estate import Estate
from rawugc_sync.fleet.member import Member
from rawugc_sync.state.places import is_local, keeps_several
from rawugc_sync.words.diagnostics import Diagnostic, error


def clashing(estates: Iterable[Estate]) -> dict[Member, Diagnostic]:
    """An error for each member whose state is that of another one, in any repository."""
    first: dict[tuple[str, ...], Member] = {}
    found: dict[Member, Diagnostic] = {}
    for estate in estates:
        for member, (url, name) in estate.kept.items():
            other = first.setdefault(state_place(member, url, name), member)
            if other != member:
                found[member] = _clash(member, other)
                found.setdefault(other, _clash(other, member))
    return found


def state_place(member: Member, url: str, name: str) -> tuple[str, ...]:
    """Where a state is, told apart from every other one; the same for the same."""
    if is_local(url):
        return (member.repository, posixpath.normpath(f"{member.path}/{url}"))
    if url.startswith("env://"):
        return (member.id,)  # where variables say it, each may have its own
    place = url.removesuffix("?remote=origin").rstrip("/")
    own = member.repository if url.startswith("git+") else ""
    return (own, place, name if keeps_several(url) else "")


def _clash(member: Member, other: Member) -> Diagnostic:
    detail = "Each would destroy what the other has made. Give one of them a state of its own."
    return error("same-state", f"{member} and {other} share one state", detail)
