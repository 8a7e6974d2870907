"""The viral library: videos that did well, searched by words, and looked at one by one."""

from __future__ import annotations

from rawugc_sync.api.client import Reader
from rawugc_sync.api.paths import segment
from rawugc_sync.direct import checked
from rawugc_sync.direct.whole import Object, entries, one, whole

SEARCH = "/viral-library/search"
VIDEOS = "/viral-library/videos"
ARRAY = "results"
MOST = 50
USUAL = 20

_QUERY = 500
"""The page names no limit for this query; that of a scrape's."""


def searched(reader: Reader, query: str, limit: int) -> Object:
    """`results` (each `video` and `score`), `query` and `total`, as they came."""
    text = checked.text("the query", query, _QUERY)
    body = reader.get(SEARCH, {"q": text, "limit": str(limit)}).body
    entries(SEARCH, body, ARRAY)
    return whole(SEARCH, body)


def shown(reader: Reader, id: str) -> Object:
    """One video of the library, with its analysis if there is one."""
    path = f"{VIDEOS}/{segment(checked.id(id, 'a video of the library'))}"
    return one(path, reader.get(path).body, "id", id)
