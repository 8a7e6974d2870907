"""Characters: who can appear in a generated video."""

from __future__ import annotations

from rawugc_sync.api.client import Reader
from rawugc_sync.api.paths import segment
from rawugc_sync.direct import checked
from rawugc_sync.direct.whole import Object, entries, one, whole
from rawugc_sync.resources.lookups import CHARACTERS
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hints import did_you_mean

_NAMES = ("username", "_id")


def listed(reader: Reader) -> Object:
    """`characters` with `count`, `adminCount` and `userCount`, as they came."""
    body = reader.get(CHARACTERS.path).body
    entries(CHARACTERS.path, body, CHARACTERS.array)
    return whole(CHARACTERS.path, body)


def shown(reader: Reader, name: str) -> Object:
    """The one character with this id or username; InvalidInput names the nearest where there is none."""
    checked.id(name, "a character")
    found = entries(CHARACTERS.path, reader.get(CHARACTERS.path).body, CHARACTERS.array)
    ids = [each.get("_id") for each in found if name in map(each.get, _NAMES)]
    if len(ids) != 1 or not isinstance(ids[0], str):
        raise InvalidInput.of(*_unfound(name, found, len(ids)))
    path = f"{CHARACTERS.path}/{segment(ids[0])}"
    return one(path, reader.get(path).body, "_id", ids[0])


def _unfound(name: str, found: list[Object], how_many: int) -> tuple[str, str, str]:
    if how_many:
        return "ambiguous", f"several characters are called {name}, or it shows no id", "Pass the id of one."
    known = [str(each[key]) for each in found for key in _NAMES if each.get(key)]
    hint = did_you_mean(name, known, "rawugc-sync characters list shows them all.")
    return "unknown-character", f"there is no character called {name}", hint
