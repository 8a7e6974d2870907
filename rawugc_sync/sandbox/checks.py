"""Whether one value fits its field: types, limits, enumerations, URLs and time zones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from zoneinfo import available_timezones

from rawugc_sync.sandbox.spec import Field, Kind

_URL = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # the form of BCP 47


def complaint(field: Field, value: object) -> str | None:
    """What is wrong with `value`, or None."""
    return _CHECKS[field.kind](field, value)


def utf16_units(text: str) -> int:
    """How long a text is in UTF-16 units; lone surrogates, which JSON allows, count one each."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text(field: Field, value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    units = utf16_units(value)
    if field.limit is not None and units > field.limit:
        return f"must be at most {field.limit} characters long"
    return f"must be at least {field.least} characters long" if units < field.least else None


def _url(_field: Field, value: object) -> str | None:
    if isinstance(value, str) and _URL.fullmatch(value):
        return None
    return "must be an absolute http or https URL"


def _urls(field: Field, value: object) -> str | None:
    if not isinstance(value, list):
        return "must be an array of URLs"
    bad = [index for index, item in enumerate(value) if _url(field, item)]
    if bad:
        return f"item {bad[0]} must be an absolute http or https URL"
    if field.limit is not None and len(value) > field.limit:
        return f"must hold at most {field.limit}"
    return f"must hold at least {field.least}" if len(value) < field.least else None


def _choice(field: Field, value: object) -> str | None:
    return None if value in field.choices else f"must be one of {', '.join(field.choices)}"


def _millis(_field: Field, value: object) -> str | None:
    return None if _is_integer(value) else "must be an integer, Unix time in milliseconds"


def _integer(field: Field, value: object) -> str | None:
    return _number(field, value) if _is_integer(value) else "must be an integer"


def _number(field: Field, value: object) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "must be a number"
    if value < field.least:
        return f"must be at least {field.least}"
    return f"must be at most {field.limit}" if field.limit is not None and value > field.limit else None


def _is_integer(value: object) -> bool:
    # In Python a bool is an int; in JSON it is not.
    return isinstance(value, int) and not isinstance(value, bool)


def _zone(_field: Field, value: object) -> str | None:
    return None if isinstance(value, str) and value in _zones() else "must be an IANA time zone name"


def _language(_field: Field, value: object) -> str | None:
    if isinstance(value, str) and _LANGUAGE.fullmatch(value):
        return None
    return "must be a language tag such as en or es"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _ids(_field: Field, value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return None
    return "must be an array of ids"


def _flag(_field: Field, value: object) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


_CHECKS: Mapping[Kind, Callable[[Field, object], str | None]] = {
    "text": _text,
    "url": _url,
    "urls": _urls,
    "choice": _choice,
    "millis": _millis,
    "integer": _integer,
    "number": _number,
    "zone": _zone,
    "language": _language,
    "ids": _ids,
    "flag": _flag,
}
