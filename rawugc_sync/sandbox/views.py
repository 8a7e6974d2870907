"""How a stored object looks in an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.spec import Collection, Context

if TYPE_CHECKING:
    from rawugc_sync.sandbox.spec import ChangeAnswer, Options

_DATES = ("createdAt", "updatedAt", "publishedAt")
_CDN = "https://cdn.rawugc.test/"


def shown(collection: Collection, object_id: str, seen: JsonObject, context: Context) -> JsonObject:
    """The object that a read returns: only readable fields, in the shapes that the options ask for."""
    fields = {"organizationId": context.options.organization, **seen}
    urls = {f.name for f in collection.fields if f.kind in ("url", "urls")}
    shape: JsonObject = {collection.id_field: object_id}
    for name in (*(f.name for f in collection.fields_for("R")), *collection.server):
        shape[name] = _value(name, fields.get(name), context.options, is_url=name in urls)
    return with_nulls(shape, context.options)


def with_nulls(fields: JsonObject, options: Options) -> JsonObject:
    """Absent fields as null, or left out."""
    return fields if options.nulls else {name: value for name, value in fields.items() if value is not None}


def moment(ms: int, options: Options) -> int | str:
    """A time in the way that the options ask for."""
    if options.dates == "ms":
        return ms
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def changed(style: ChangeAnswer, shape: JsonObject) -> Response:
    """The answer to a change of an object that looks like `shape`."""
    if style == "empty":
        return Response(204)
    return answer(200, {"success": True} if style == "success" else shape)


def _value(name: str, value: Any, options: Options, *, is_url: bool) -> Any:
    if value is None:
        return None
    if is_url and options.rewrites_urls:
        return [_rewritten(url) for url in value] if isinstance(value, list) else _rewritten(value)
    return moment(value, options) if name in _DATES else value


def _rewritten(url: str) -> str:
    return url if url.startswith(_CDN) else _CDN + quote(url, safe="")
