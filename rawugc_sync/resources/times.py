"""Times as manifests write them → Unix ms: local to a zone, ISO 8601 with an offset, or Unix ms."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from rawugc_sync.resources.zones import hint

LATEST_MS = 4102444800000
"""The year 2100: the end of the window in which posts are listed."""

_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[ Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS = 10**11
"""A smaller number would be taken for seconds."""
_NOT_ZONES = frozenset({"localtime", "posixrules", "Factory"})


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA zone called `name`; ValueError if there is none."""
    if not _ZONE.fullmatch(name) or name in _NOT_ZONES:
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as missing:
        raise ValueError(name) from missing


def check_zone(name: str) -> str:
    """`name` if it is an IANA zone, else an error that names the nearest one."""
    try:
        zone(name)
    except ValueError:
        raise PydanticCustomError("zone", "is not an IANA time zone{hint}", {"hint": hint(name)}) from None
    return name


def parse_time(text: Any, zone_name: str | None) -> int:
    """Unix ms of a manifest's time; local times are read in `zone_name`."""
    moment = _unix_ms(text) if re.fullmatch(r"\d+", text, re.ASCII) else _civil(text, zone_name)
    if not 0 <= moment <= LATEST_MS:
        raise PydanticCustomError("time", "lies outside of the years 1970 to 2100")
    return moment


def _unix_ms(digits: str) -> int:
    if len(digits) > 15:
        raise PydanticCustomError("time", "is too large for a Unix time in milliseconds")
    value = int(digits)
    if value < _FIRST_MS:
        raise PydanticCustomError(
            "time", "looks like seconds; Unix times are in milliseconds: {ms}", {"ms": value * 1000}
        )
    return value


def _civil(text: str, zone_name: str | None) -> int:
    match = _TIME.fullmatch(text.strip())
    if not match:
        from rawugc_sync.resources.dates import readings  # only a wrong time needs it

        if (could := readings(text)) is not None:
            raise PydanticCustomError("time", "{why}", {"why": could})
        raise PydanticCustomError(
            "time",
            "is not a time; write it like 2026-12-01 09:00 (local to timezone), "
            "2026-12-01T09:00:00+01:00, or as Unix milliseconds",
        )
    *numbers, fraction, offset = match.groups()
    micro = int((fraction or "0").ljust(6, "0"))
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        local = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001
    except ValueError as wrong:
        raise PydanticCustomError("time", "does not exist: {why}", {"why": str(wrong)}) from None
    moment = _with_offset(local, offset) if offset else _in_zone(local, zone_name)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _with_offset(local: datetime, offset: str) -> datetime:
    if offset in "Zz":
        return local.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        raise PydanticCustomError("time", "has the offset {offset}, which no place uses", {"offset": offset})
    return local.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes)))


def _in_zone(local: datetime, zone_name: str | None) -> datetime:
    if zone_name is None:
        raise PydanticCustomError(
            "time",
            "is a local time without a zone; add timezone (here or under defaults), "
            "or an offset such as +01:00 or Z",
        )
    first, second = (local.replace(tzinfo=zone(zone_name), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(first.tzinfo).replace(tzinfo=None) != local:
        raise PydanticCustomError(
            "time", "does not exist in {zone}: the clocks go forward over it", {"zone": zone_name}
        )
    raise PydanticCustomError(
        "time",
        "happens twice in {zone}, when the clocks go back; write the offset: {one} or {other}",
        {"zone": zone_name, "one": first.isoformat(), "other": second.isoformat()},
    )


def time_text(moment: int, zone_name: str | None) -> str:
    """Unix ms as a manifest's time: local to its zone, with the offset where the clocks show it twice.

    In UTC without a zone; the bare number where the calendar has no such day.
    """
    try:
        utc = _EPOCH + timedelta(milliseconds=moment)
        local = utc.astimezone(zone(zone_name)) if zone_name else utc
    except OverflowError:
        return str(moment)
    clock = local.replace(tzinfo=None).isoformat(" ", _precision(local))
    with suppress(PydanticCustomError):
        if zone_name and parse_time(clock, zone_name) == moment:
            return clock
    return _with_its_offset(local if _is_whole(local) else utc)


def time_like(text: str, moment: int, zone_name: str | None) -> str:
    """Unix ms in the form that a manifest's time has: a number, with the same offset, or local."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return str(moment) if moment >= _FIRST_MS else time_text(moment, None)
    offset = match[8]
    if not offset:
        return time_text(moment, zone_name)
    try:
        local = (_EPOCH + timedelta(milliseconds=moment)).astimezone(_with_offset(_EPOCH, offset).tzinfo)
    except OverflowError:
        return str(moment)
    return f"{local.replace(tzinfo=None).isoformat(text.strip()[10], _precision(local))}{offset}"


def is_local(text: str) -> bool:
    """Whether a manifest's time takes its zone from elsewhere."""
    match = _TIME.fullmatch(text.strip())
    return match is not None and not match[8]


def _precision(time: datetime) -> str:
    return "milliseconds" if time.microsecond else "seconds" if time.second else "minutes"


def _is_whole(time: datetime) -> bool:
    """Whether its offset is whole minutes, as a manifest can write it; early local times are not."""
    return time.strftime("%z")[5:] == ""


def _with_its_offset(time: datetime) -> str:
    return time.isoformat("T", _precision(time)).replace("+00:00", "Z")


def live_ms(value: Any) -> int | None:
    """Unix ms of a time in an answer of the API, which may be a number or ISO 8601; None if neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value)
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
