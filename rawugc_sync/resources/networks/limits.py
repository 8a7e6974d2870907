"""What a network takes, from `networks.json`: the one place for these numbers.

Each has the page that says it and the day on which that was read, or says that it is not confirmed.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

FILE = "networks.json"


@dataclass(frozen=True, slots=True)
class Number:
    """A limit, with `source` (a URL) and `date` (ISO) of who says so.

    `unconfirmed`: the network itself does not say it, or says something else elsewhere.
    """

    most: int
    source: str = ""
    date: str = ""
    remark: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Number):
    """A limit of a text, counted in `unit`; with `lines`, no more than so many lines are shown either."""

    unit: str
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """What one network takes: `caption` at most, `more` is where a feed cuts it, `video` is in seconds."""

    name: str
    caption: Length
    hashtags: Number
    more: Length
    video: Number


@cache
def networks() -> Mapping[str, Network]:
    """Platform, as accounts have it, → what it takes; read once."""
    data = cast("bytes", pkgutil.get_data(__package__, FILE))  # a part of the package, like a module
    return {platform: _network(entry) for platform, entry in json.loads(data).items()}


def _network(entry: Mapping[str, Any]) -> Network:
    return Network(
        name=entry["name"],
        caption=Length(**entry["caption"]),
        hashtags=Number(**entry["hashtags"]),
        more=Length(**entry["more"]),
        video=Number(**entry["video"]),
    )
