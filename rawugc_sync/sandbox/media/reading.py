"""`GET` of generated media: one by its id, or a page of a list."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.media import progress
from rawugc_sync.sandbox.media.kinds import Media
from rawugc_sync.sandbox.media.versions import drawn_on, root_of, versions_of
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context, Field
from rawugc_sync.sandbox.views import with_nulls

FILTERS = (
    Field("status", "choice", choices=progress.STATUSES),
    Field("limit", "integer", least=1, limit=100),
    Field("page", "integer", least=1),
)


def read(media: Media, context: Context) -> Response:
    """The object as it is now, or 404; a version of a video is read as the video with its URL."""
    root = root_of(context.object_id, context) if media.editable else context.object_id
    made = context.store.find(media.name, root) if root else None
    if root is None or made is None:
        raise Problem(404, f"There is no {context.object_id} in {media.name}.")
    shape = _shown(media, root, made, context)
    return answer(200, {**shape, **_as_version(context.object_id, root, context)})


def list_page(media: Media, context: Context) -> Response:
    """`{<array>: […], pagination}`: those of a status, in pages counted from 1."""
    rows = [row for row in _rows(media, context) if _is_wanted(row, context)]
    if context.options.newest_first:
        rows.reverse()
    size, page = context.filters.get("limit", media.page_size), context.filters.get("page", 1)
    told = {"total": len(rows), "page": page, "pageSize": size, "hasMore": page * size < len(rows)}
    return answer(200, {media.array: rows[(page - 1) * size : page * size], "pagination": told})


def _shown(media: Media, object_id: str, made: JsonObject, context: Context) -> JsonObject:
    """The object of an answer; what it becomes is there only once it is completed."""
    told = progress.told(made, context.now)
    completed = told["status"] == "completed"
    fields = {
        media.id_field: object_id,
        **{name: made.get(name) for name in media.shown},
        **{name: made[name] if completed else None for name in (*media.files, *media.outputs)},
        **told,
        **(_edited(object_id, context) if media.editable else {}),
    }
    return with_nulls(fields, context.options)


def _edited(root: str, context: Context) -> JsonObject:
    """What an edited video shows beside, or instead of, what others do."""
    versions = versions_of(root, context)
    if len(versions) == 1:
        return {"versions": None}
    told = {"versions": [one.told() for one in versions]}
    return told if context.options.url_after_edit == "first" else {**told, "url": versions[-1].url}


def _as_version(video_id: str, root: str, context: Context) -> JsonObject:
    if video_id == root:
        return {}
    return {"videoId": video_id, "url": drawn_on(video_id, versions_of(root, context)).url}


def _rows(media: Media, context: Context) -> list[JsonObject]:
    """What lists know of by now, oldest first."""
    dated = sorted(_dated(media, context), key=itemgetter(0))
    return [row for at, row in dated if at + context.options.lists_late <= context.now]


def _dated(media: Media, context: Context) -> Iterator[tuple[int, JsonObject]]:
    """Every object, and the versions that are listed beside it, each with when it came."""
    for object_id, made in context.store.objects(media.name).items():
        shape = _shown(media, object_id, made, context)
        if context.options.lists_are_brief:
            shape = {name: value for name, value in shape.items() if name != "versions"}
        yield made["createdAt"], shape
        edited = versions_of(object_id, context)[1:] if media.editable else ()
        for one in edited if context.options.lists_versions else ():
            if one.video_id != object_id:
                yield one.created_at, {**shape, "videoId": one.video_id, "url": one.url}


def _is_wanted(row: JsonObject, context: Context) -> bool:
    wanted = context.filters.get("status")
    return wanted is None or wanted == row["status"]
