"""The viral library: sixty made-up videos that can be searched and read."""

from __future__ import annotations

import re

from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.research import invented
from rawugc_sync.sandbox.spec import Context, Field
from rawugc_sync.sandbox.views import moment, with_nulls

SEARCH_PATH = "/viral-library/search"
VIDEO_PATH = "/viral-library/videos/{id}"
FILTERS = (Field("q", "text", required=True, least=1), Field("limit", "integer", least=1, limit=50))

_IDS = tuple(f"viral_{number}" for number in range(1, 61))
_DEFAULT_LIMIT = 20
_STATS = ("views", "likes", "comments", "shares", "saves")
_WORD = re.compile(r"\w+")


def search(context: Context) -> Response:
    """`{results, query, total}`: the best `limit` of all that were found, by falling score."""
    query = context.filters["q"]
    found = (
        [] if invented.NOTHING in query else sorted(((_score(one, query), one) for one in _IDS), reverse=True)
    )
    best = found[: context.filters.get("limit", _DEFAULT_LIMIT)]
    results = [{"video": _video(one, context), "score": score} for score, one in best]
    return answer(200, {"results": results, "query": query, "total": len(found)})


def read(context: Context) -> Response:
    """The video, or 404."""
    if context.object_id not in _IDS:
        raise Problem(404, f"There is no {context.object_id} in the viral library.")
    return answer(200, _video(context.object_id, context))


def _score(video_id: str, query: str) -> float:
    """From 0 to 1: how many words they share, and a little by which they differ."""
    asked = set(_WORD.findall(query.lower()))
    shared = len(asked & set(_WORD.findall(invented.description(video_id).lower())))
    near = shared / len(asked) if asked else 0
    return round(near * 0.9 + invented.number(f"{video_id} {query}", 0, 99) / 1000, 3)


def _video(video_id: str, context: Context) -> JsonObject:
    number, author = video_id.rpartition("_")[2], invented.author(video_id)
    tiktok_id = f"7{int(number):018}"
    fields = {
        "id": video_id,
        "tiktokId": tiktok_id,
        "tiktokUrl": f"https://www.tiktok.com/@{author}/video/{tiktok_id}",
        "username": author,
        "description": invented.description(video_id),
        "stats": invented.stats(video_id, _STATS),
        "hashtags": invented.hashtags(video_id),
        "soundName": f"original sound - {author}",
        "duration": invented.number(f"duration {video_id}", 10, 60),
        "thumbnailUrl": f"https://cdn.rawugc.test/library/{video_id}.jpg",
        "playUrl": f"https://cdn.rawugc.test/library/{video_id}.mp4",
        # Not every video has been analysed.
        "analysis": _analysis(video_id, context) if int(number) % 2 else None,
    }
    return with_nulls(fields, context.options)


def _analysis(video_id: str, context: Context) -> JsonObject:
    return {**invented.analysis(video_id), "analyzedAt": moment(0, context.options)}
