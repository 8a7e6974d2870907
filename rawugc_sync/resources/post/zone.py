"""The warning of a post in a zone that hardly anybody means, with its time in a place."""

from __future__ import annotations

from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.zones import odd
from rawugc_sync.words.moment import moment


def odd_zone(name: str, when: int) -> list[Advice]:
    """The advice on the zone of a post that is to come at `when` (Unix ms), if there is any."""
    if (found := odd(name)) is None:
        return []
    why, place = found
    summary = f"is {name}, which {why}: {moment(when, name)} is {moment(when, place)}"
    detail = f"If the clocks of a place are meant, write the place: timezone: {place}."
    return [Advice("timezone", "odd-zone", summary, detail)]
