"""Answers as they came: objects of the API that nobody has taken anything from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rawugc_sync.reading.answers import object_with
from rawugc_sync.words.errors import BadAnswer

Object = Mapping[str, Any]
"""A JSON object with the API's own keys; as untrusted as any answer."""

_DEEP = 30
"""Levels of lists and objects; the API page knows six."""


def whole(path: str, body: Any) -> Object:
    """The object of an answer; BadAnswer when it goes deeper than anything that can be shown."""
    level = [body]
    for _ in range(_DEEP):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return body if isinstance(body, Mapping) else {}
    raise BadAnswer.of("bad-answer", f"the answer to {path} is nested too deeply to be one of RawUGC's")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def entries(path: str, body: Any, array: str) -> list[Object]:
    """The objects under `array` of a list; BadAnswer when it holds no such list."""
    found = whole(path, body).get(array)
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise BadAnswer.of("bad-answer", f"the answer to GET {path} has no list of objects called {array}")
    return found


def one(path: str, body: Any, id_field: str, id: str) -> Object:
    """The object of an answer to a read by id; BadAnswer if it is not there."""
    return whole(path, object_with(id_field, id, path, body))


def inside(outer: Object, name: str) -> Object:
    """The object in a field; an empty one where the field holds something else."""
    found = outer.get(name)
    return found if isinstance(found, Mapping) else {}


def objects(outer: Object, name: str) -> list[Object]:
    """The objects of a list in a field; none where the field holds something else."""
    found = outer.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
