"""`GET` of generated media: one by its id, or a page of a list."""

from __future__ import annotations

from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.media import progress
from rawugc_sync.sandbox.media.kinds import Media
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context, Field
from rawugc_sync.sandbox.views import with_nulls

FILTERS = (
    Field("status", "choice", choices=progress.STATUSES),
    Field("limit", "integer", least=1, limit=100),
    Field("page", "integer", least=1),
)


def read(media: Media, context: Context) -> Response:
    """The object as it is now, or 404."""
    made = context.store.find(media.name, context.object_id)
    if made is None:
        raise Problem(404, f"There is no {context.object_id} in {media.name}.")
    return answer(200, shown(media, context.object_id, made, context))


def list_page(media: Media, context: Context) -> Response:
    """`{<array>: […], pagination}`: those of a status, in pages counted from 1."""
    rows = [row for row in _rows(media, context) if _is_wanted(row, context)]
    if context.options.newest_first:
        rows.reverse()
    size, page = context.filters.get("limit", media.page_size), context.filters.get("page", 1)
    told = {"total": len(rows), "page": page, "pageSize": size, "hasMore": page * size < len(rows)}
    return answer(200, {media.array: rows[(page - 1) * size : page * size], "pagination": told})


def shown(media: Media, object_id: str, made: JsonObject, context: Context) -> JsonObject:
    """The object of an answer; what it becomes is there only once it is completed."""
    told = progress.told(made, context.now)
    completed = told["status"] == "completed"
    fields = {
        media.id_field: object_id,
        **{name: made.get(name) for name in media.shown},
        **{name: made[name] if completed else None for name in (*media.files, *media.outputs)},
        **told,
    }
    return with_nulls(fields, context.options)


def _rows(media: Media, context: Context) -> list[JsonObject]:
    """What lists know of by now, oldest first."""
    return [
        shown(media, object_id, made, context)
        for object_id, made in context.store.objects(media.name).items()
        if made["createdAt"] + context.options.lists_late <= context.now
    ]


def _is_wanted(row: JsonObject, context: Context) -> bool:
    wanted = context.filters.get("status")
    return wanted is None or wanted == row["status"]
