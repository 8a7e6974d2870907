"""What a hold says: what is scheduled, what became of it, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rawugc_sync.planning.saying.remarks import shortened
from rawugc_sync.render.safe import safe
from rawugc_sync.words.moment import moment

if TYPE_CHECKING:
    from rawugc_sync.reconciling.holds import Ended, Holds
    from rawugc_sync.reconciling.scheduled import Scheduled, Survey

MARKED = "The stop mark stays: no apply sends anything until hold has been run again, or resume."
_FATE = {
    "deleted": "deleted",
    "unsure": "was gone already",
    "got_out": "got out before it could be deleted",
    "failed": "could not be deleted",
}
_TITLE = 60
"""Characters by which people know an unmanaged object."""
_NOT_WHOLE = "unmanaged: it cannot come back whole"


def survey_text(survey: Survey, *, unmanaged: bool) -> str:
    """What a hold would delete, soonest first, what it would leave, and what is held already."""
    mine = [one for one in survey.scheduled if one.owner or unmanaged]
    others = [one for one in survey.scheduled if not (one.owner or unmanaged)]
    lines = [f"Scheduled. To be deleted, soonest first{_kept(mine)}:", *map(_line, mine)] if mine else []
    if others:
        lines += ["Scheduled, unmanaged, and left as it is:", *map(_line, others)]
        lines += ["--unmanaged deletes that as well, and it cannot come back whole."]
    lines = lines or ["Nothing is scheduled."]
    if survey.held:
        lines.append(f"Held already, until resume: {', '.join(map(str, survey.held))}.")
    return "\n".join(lines)


def _kept(mine: Iterable[Scheduled]) -> str:
    """What is kept of that which is deleted: only what is managed."""
    managed = {one.owner is not None for one in mine}
    if managed == {False}:
        return ""
    return ", and kept for resume" + (", but for what is unmanaged" if len(managed) > 1 else "")


def ended_line(ended: Ended) -> str:
    """One object, and how it ended with it."""
    why = "".join(f": {one.summary}" for one in ended.diagnostics)
    return safe(f"{_told(ended.one)} {_FATE[ended.end]}{why}")


def in_short(holds: Holds) -> str:
    """How many were deleted, and are held by now."""
    deleted = sum(one.end == "deleted" for one in holds.ended)
    return f"{deleted} deleted, {len(holds.held)} held"


def holds_text(holds: Holds, called: str) -> str:
    """How a hold ended; what got out and what is left by name."""
    lines = list(_ending(holds))
    if holds.held:
        lines.append(safe(f"To put back what is held: {called} resume"))
    return "\n".join(lines)


def holds_json(holds: Holds) -> dict[str, Any]:
    """The same for programs."""
    return {
        "changes": [{**_json(one.one), "fate": str(one.end)} for one in holds.ended],
        "not_attempted": list(map(_json, holds.left)),
        "unmanaged": list(map(_json, holds.unmanaged)),
        "held": list(map(str, holds.held)),
        "exit_code": holds.exit_code,
    }


def _ending(holds: Holds) -> Iterator[str]:
    yield f"{in_short(holds)}."
    yield from (ended_line(one) for one in holds.ended if one.end != "deleted")
    yield from _named("Not come to:", holds.left)
    yield from _named("Unmanaged, and still scheduled:", holds.unmanaged)
    if not holds.is_whole:
        yield MARKED


def _named(head: str, found: Iterable[Scheduled]) -> Iterator[str]:
    lines = list(map(_line, found))
    yield from [head, *lines] if lines else []


def _line(one: Scheduled) -> str:
    if one.owner:
        return safe(f"  - {_told(one)}, {moment(one.at.at, one.at.timezone)}")
    title = shortened(one.type_.spelling.title(one.live), _TITLE)
    return safe(f"  - {_told(one)} ({title}), {_NOT_WHOLE}")


def _told(one: Scheduled) -> str:
    return str(one.owner[0]) if one.owner else f"{one.type_.collection} {one.live.id}"


def _json(one: Scheduled) -> dict[str, Any]:
    address = str(one.owner[0]) if one.owner else None
    return {"address": address, "collection": one.type_.collection, "id": one.live.id, "at": one.at.at}
