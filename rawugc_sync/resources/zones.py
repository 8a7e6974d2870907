"""What somebody means who writes a time zone that IANA does not have, or has and hardly anybody means."""

from __future__ import annotations

import re
from difflib import get_close_matches
from zoneinfo import available_timezones

_PLACES = {
    "PST": ("America/Los_Angeles",),
    "PDT": ("America/Los_Angeles",),
    "PT": ("America/Los_Angeles",),
    "MDT": ("America/Denver",),
    "MT": ("America/Denver",),
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "CDT": ("America/Chicago", "America/Havana"),
    "CT": ("America/Chicago",),
    "EDT": ("America/New_York",),
    "ET": ("America/New_York",),
    "AKST": ("America/Anchorage",),
    "AKDT": ("America/Anchorage",),
    "HAST": ("Pacific/Honolulu",),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "NST": ("America/St_Johns",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "WEST": ("Europe/Lisbon",),
    "CEST": ("Europe/Berlin", "Europe/Paris"),
    "MEZ": ("Europe/Berlin", "Europe/Vienna"),
    "MESZ": ("Europe/Berlin", "Europe/Vienna"),
    "EEST": ("Europe/Athens", "Europe/Helsinki"),
    "MSK": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "SAST": ("Africa/Johannesburg",),
    "WAT": ("Africa/Lagos",),
    "CAT": ("Africa/Maputo",),
    "EAT": ("Africa/Nairobi",),
    "GST": ("Asia/Dubai",),
    "PKT": ("Asia/Karachi",),
    "ICT": ("Asia/Bangkok",),
    "WIB": ("Asia/Jakarta",),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    "PHT": ("Asia/Manila",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "AWST": ("Australia/Perth",),
    "ACST": ("Australia/Adelaide", "Australia/Darwin"),
    "ACDT": ("Australia/Adelaide",),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    "NZST": ("Pacific/Auckland",),
    "NZDT": ("Pacific/Auckland",),
    "EST": ("America/New_York",),
    "MST": ("America/Denver", "America/Phoenix"),
    "HST": ("Pacific/Honolulu",),
}
"""The usual abbreviations, and where they are used; several places where it could be any of them."""

_CITIES = {
    **dict.fromkeys(("mumbai", "bombay", "delhi", "new_delhi", "bangalore"), "Asia/Kolkata"),
    **dict.fromkeys(("beijing", "peking", "shenzhen"), "Asia/Shanghai"),
    **dict.fromkeys(("munich", "muenchen", "hamburg", "cologne", "frankfurt"), "Europe/Berlin"),
    **dict.fromkeys(("san_francisco", "seattle", "san_diego", "las_vegas"), "America/Los_Angeles"),
    **dict.fromkeys(("washington", "boston", "miami", "atlanta", "philadelphia"), "America/New_York"),
    **dict.fromkeys(("dallas", "houston", "austin"), "America/Chicago"),
    "abu_dhabi": "Asia/Dubai",
    "barcelona": "Europe/Madrid",
    "milan": "Europe/Rome",
    "geneva": "Europe/Zurich",
    "lyon": "Europe/Paris",
    "edinburgh": "Europe/London",
    "rio_de_janeiro": "America/Sao_Paulo",
    "osaka": "Asia/Tokyo",
}
"""Large cities without a zone of their own → the zone that they are in."""

_FIXED = frozenset({"EST", "MST", "HST"})
_OFFSET = re.compile(
    r"(?:UTC|GMT|Z)?\s*(?P<sign>[+\u2212-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?|Z|Zulu",
    re.ASCII | re.IGNORECASE,
)
_ETC = re.compile(r"(?:Etc/)?GMT([+-])(\d{1,2})")
_COPIES = ("posix/", "right/")
_ANOTHER = {
    **dict.fromkeys(range(-14, -3), "America/New_York"),
    **dict.fromkeys(range(-3, 0), "America/Sao_Paulo"),
    0: "Europe/London",
    1: "Europe/Berlin",
    2: "Europe/Athens",
    3: "Europe/Istanbul",
    **dict.fromkeys(range(4, 6), "Asia/Dubai"),
    **dict.fromkeys(range(6, 9), "Asia/Singapore"),
    **dict.fromkeys(range(9, 15), "Asia/Tokyo"),
}
"""Hours east of Greenwich → a place thereabouts."""


def hint(name: str) -> str:
    """What may be meant by a name that is no zone, as the end of a sentence."""
    name = name.strip()
    if places := _PLACES.get(name.upper()):
        return f"; the abbreviation is used in {_or(places)}: write the place"
    if offset := _OFFSET.fullmatch(name):
        return (
            "; an offset has no summer time: write a place such as Europe/Berlin, "
            f"or the offset behind the time: 2026-12-01 09:00{_spelled(offset)}"
        )
    if near := _nearest(name):
        return f"; did you mean {near}?"
    return ", such as Europe/Berlin"


def odd(name: str) -> tuple[str, str] | None:
    """What is odd about a zone that exists, and a place that is more likely meant; None for any other."""
    if name in _FIXED:
        places = _PLACES[name]
        return "has the same offset all year, without summer time", places[0]
    if etc := _ETC.fullmatch(name):
        hours = int(etc[2])
        if not hours:
            return None
        east = etc[1] == "-"
        side = "east" if east else "west"
        # Whoever writes +2 most likely thinks of a place two hours east.
        meant = _ANOTHER.get(-hours if east else hours, "Europe/London")
        return f"lies {hours} h {side} of Greenwich, for its sign is turned round", meant
    if name.startswith(_COPIES):
        return "is a copy that not every system has", name.partition("/")[2]
    return None


def _spelled(offset: re.Match[str]) -> str:
    """As a time takes it: `+02:00`, `Z`."""
    if offset["sign"] is None:
        return "Z"
    sign = "+" if offset["sign"] == "+" else "-"
    return f"{sign}{offset['hours']:0>2}:{offset['minutes'] or '00'}"


def _or(places: tuple[str, ...]) -> str:
    return " or ".join(places)


def _nearest(name: str) -> str | None:
    """The zone of the same city, or one of the same continent whose city is spelt nearly so."""
    folded = _folded(name.removeprefix("posix/").removeprefix("right/"))
    continent, _, city = folded.rpartition("/")
    zones = [zone for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")]
    by_name = {_folded(zone): zone for zone in zones}
    if folded in by_name:
        return by_name[folded]
    same = [zone for key, zone in by_name.items() if key.rpartition("/")[2] == city]
    if len(same) == 1 or (same and not continent):
        return same[0]
    if (place := _CITIES.get(city)) is not None:
        return place
    here = {key.rpartition("/")[2]: zone for key, zone in by_name.items() if key.startswith(f"{continent}/")}
    near = get_close_matches(city, here if continent else (), n=1, cutoff=0.8)
    return here[near[0]] if near else None


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")
