"""`POST /upload`: a file comes in, is kept beside the data, and gets a URL that everybody may read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import IO

from rawugc_sync.sandbox import multipart
from rawugc_sync.sandbox.exchange import Response, answer
from rawugc_sync.sandbox.multipart import Part
from rawugc_sync.sandbox.problems import Errors, refuse_invalid
from rawugc_sync.sandbox.spec import Context
from rawugc_sync.sandbox.storage import url_of

PATH = "/upload"
LARGEST = 100_000_000
"""Bytes: the stricter reading of 100 MB."""

ENDINGS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}
"""Each content type that is taken, and how the URL of such a file ends."""

_PIECE = 1 << 20


def upload(context: Context) -> Response:
    """Keep the field `file`, and answer `{url, contentType, size}`."""
    request = context.request
    stream = request.stream or BytesIO(request.body)
    found = multipart.parts(stream, request.headers.get("content-type", ""))
    refuse_invalid(_errors(found))
    (part,) = found
    fields = {"contentType": part.content_type, "size": part.size, "fileName": part.file_name}
    object_id = context.store.insert("uploads", fields, at=context.now)
    _copy(stream, part, context.store.folder / object_id)
    url = url_of(context, f"uploads/{object_id}.{ENDINGS[part.content_type]}")
    context.store.edit("uploads", object_id, {"url": url})
    return answer(200, {"url": url, "contentType": part.content_type, "size": part.size})


def _errors(parts: list[Part]) -> Errors:
    errors: Errors = {part.name: ["is not a known field"] for part in parts if part.name != "file"}
    files = [part for part in parts if part.name == "file"]
    complaint = _complaint(files)
    return {**errors, "file": [complaint]} if complaint else errors


def _complaint(files: list[Part]) -> str | None:
    if not files:
        return "is required"
    if len(files) > 1 or files[0].file_name is None:
        return "must be one file"
    if files[0].content_type not in ENDINGS:
        return f"must be one of {', '.join(ENDINGS)}"
    return f"must be at most {LARGEST} bytes" if files[0].size > LARGEST else None


def _copy(stream: IO[bytes], part: Part, path: Path) -> None:
    stream.seek(part.start)
    left = part.size
    with path.open("wb") as kept:
        while left and (piece := stream.read(min(_PIECE, left))):
            kept.write(piece)
            left -= len(piece)
