"""Characters: RawUGC's own and the organization's, only read through the API."""

from __future__ import annotations

from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context
from rawugc_sync.sandbox.views import moment, with_nulls

PATH = "/characters"
_FIELDS = ("username", "displayName", "description", "videoPreviewUrl", "type", "isActive")


def list_characters(context: Context) -> Response:
    """`{characters: […], count, adminCount, userCount}`, the inactive ones too."""
    found = context.store.objects("characters")
    types = [fields["type"] for fields in found.values()]
    counts = {"count": len(found), "adminCount": types.count("admin"), "userCount": types.count("user")}
    return answer(200, {"characters": [_shown(*one, context) for one in found.items()], **counts})


def read(context: Context) -> Response:
    """The character, or 404."""
    fields = context.store.find("characters", context.object_id)
    if fields is None:
        raise Problem(404, f"There is no character {context.object_id}.")
    return answer(200, _shown(context.object_id, fields, context))


def _shown(object_id: str, fields: JsonObject, context: Context) -> JsonObject:
    stamps = {name: moment(fields[name], context.options) for name in ("createdAt", "updatedAt")}
    shape = {"_id": object_id, **{name: fields.get(name) for name in _FIELDS}, **stamps}
    return with_nulls(shape, context.options)
