"""Where uploads and generated media can be read by everybody: beside the API, without a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rawugc_sync.sandbox.exchange import JsonObject, Response
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context

_PATH = "/storage"
# From the base of the API, other paths of the host are reached upwards.
BELOW = f"..{_PATH}/"
"""What the paths of all kept files begin with, as a request has them."""

_NOWHERE = "https://storage.rawugc.test"
_METHODS = ("GET", "HEAD")


def url_of(context: Context, folder: str, name: str) -> str:
    """The URL of a file on the host that was asked."""
    return f"{context.request.origin or _NOWHERE}{_PATH}/{folder}/{name}"


def serve(context: Context) -> Response:
    """A kept file with its content type; 404 when it is not there, or not there any more."""
    if context.request.method not in _METHODS:
        raise Problem(405, "Files can only be read.", headers={"Allow": ", ".join(_METHODS)})
    folder, _, name = context.request.path.removeprefix(BELOW).partition("/")
    object_id = name.rpartition(".")[0]
    found = _FOLDERS[folder](object_id, context) if folder in _FOLDERS else None
    if found is None:
        raise Problem(404, "There is no such file.")
    return found


def _uploaded(object_id: str, context: Context) -> Response | None:
    upload = context.store.find("uploads", object_id)
    if upload is None or _is_over(upload, context):
        return None
    return Response(200, {"Content-Type": upload["contentType"]}, file=context.store.folder / object_id)


def _is_over(upload: JsonObject, context: Context) -> bool:
    lifetime = context.options.upload_lifetime
    return lifetime is not None and upload["createdAt"] + lifetime <= context.now


_FOLDERS: Mapping[str, Callable[[str, Context], Response | None]] = {"uploads": _uploaded}
