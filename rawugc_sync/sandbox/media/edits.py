"""`POST /videos/captions` and `/videos/overlay`: paid edits of a completed video, done at once."""

from __future__ import annotations

from rawugc_sync.sandbox import credits, forms
from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.media.progress import status
from rawugc_sync.sandbox.media.versions import add, drawn_on, root_of, versions_of
from rawugc_sync.sandbox.problems import Problem, refuse_invalid
from rawugc_sync.sandbox.spec import Context, Field

_VIDEO = Field("videoId", "text", required=True)
_CAPTIONS = (_VIDEO, Field("language", "language"))
_OVERLAY = (
    _VIDEO,
    Field("text", "text", required=True, least=1, limit=500),
    Field("position", "choice", choices=("top", "center", "bottom")),
    Field("fontSize", "integer", least=8, limit=200),
    Field("topBottomMargin", "integer", limit=500),
    Field("strokeThickness", "number", limit=10),
)


def captions(context: Context) -> Response:
    """Subtitles of what is said."""
    fields = forms.form(context.request.body, _CAPTIONS)
    return _edit("captions", context.options.caption_operation, fields, context)


def overlay(context: Context) -> Response:
    """A text that lies over the video."""
    return _edit("overlay", "overlay", forms.form(context.request.body, _OVERLAY), context)


def _edit(call: str, operation: str, fields: JsonObject, context: Context) -> Response:
    """200 with the new version; 404 for another id, 400 for a video that is not completed."""
    video_id = fields["videoId"]
    root = root_of(video_id, context)
    made = context.store.find("videos", root) if root else None
    if root is None or made is None:
        raise Problem(404, f"There is no {video_id} in videos.")
    if status(made, context.now) != "completed":
        refuse_invalid({"videoId": ["is not completed"]})
    price = credits.price_of(call, context)
    credits.charge(call, price, context)
    below = drawn_on(video_id, versions_of(root, context))
    layer = {**fields, "operation": operation}
    version = add(root, operation, (*below.layers, layer), context)
    told = version.told()
    del told["createdAt"]
    return answer(200, {**told, "creditsUsed": price})
