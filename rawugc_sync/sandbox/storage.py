"""Where uploads and generated media can be read by everybody: beside the API, without a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from rawugc_sync.sandbox.exchange import JsonObject, Response
from rawugc_sync.sandbox.media.progress import status
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.samples import sample
from rawugc_sync.sandbox.spec import Context

_PATH = "/storage"
# From the base of the API, other paths of the host are reached upwards.
BELOW = f"..{_PATH}/"
"""What the paths of all kept files begin with, as a request has them."""

_NOWHERE = "https://storage.rawugc.test"
_METHODS = ("GET", "HEAD")


def url_of(context: Context, path: str) -> str:
    """The URL of a file (`uploads/upl_1.png`) on the host that was asked."""
    return f"{context.request.origin or _NOWHERE}{_PATH}/{path}"


def serve(context: Context) -> Response:
    """A kept file with its content type; 404 when it is not there, not yet, or not any more."""
    if context.request.method not in _METHODS:
        raise Problem(405, "Files can only be read.", headers={"Allow": ", ".join(_METHODS)})
    folder, _, name = context.request.path.removeprefix(BELOW).partition("/")
    found = _FOLDERS[folder](name, context) if folder in _FOLDERS else None
    if found is None:
        raise Problem(404, "There is no such file.")
    return found


def _uploaded(name: str, context: Context) -> Response | None:
    object_id = name.rpartition(".")[0]
    upload = context.store.find("uploads", object_id)
    if upload is None or _is_over(upload, context):
        return None
    return Response(200, {"Content-Type": upload["contentType"]}, file=context.store.folder / object_id)


def _is_over(upload: JsonObject, context: Context) -> bool:
    lifetime = context.options.upload_lifetime
    return lifetime is not None and upload["createdAt"] + lifetime <= context.now


def _generated(collection: str, endings: tuple[str, ...], name: str, context: Context) -> Response | None:
    object_id, _, ending = name.rpartition(".")
    made = context.store.find(collection, object_id)
    if made is None or ending not in endings or status(made, context.now) != "completed":
        return None
    kind, content = sample(ending, object_id)
    return Response(200, {"Content-Type": kind}, content)


def _version(name: str, context: Context) -> Response | None:
    kept_id, _, ending = name.rpartition(".")
    if ending != "mp4" or context.store.find("versions", kept_id) is None:
        return None
    kind, content = sample(ending, kept_id)
    return Response(200, {"Content-Type": kind}, content)


_FOLDERS: Mapping[str, Callable[[str, Context], Response | None]] = {
    "uploads": _uploaded,
    "videos": partial(_generated, "videos", ("mp4",)),
    "versions": _version,
    "images": partial(_generated, "images", ("png", "jpg", "jpeg")),
    "music": partial(_generated, "music", ("mp3",)),
    "covers": partial(_generated, "music", ("jpg",)),
}
