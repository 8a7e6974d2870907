"""Who may come in: the API key and the version of the API."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context

VERSION = "2026-03-06"


def api_key(headers: Mapping[str, str]) -> str:
    """The bearer token, `""` when there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def admit(context: Context) -> None:
    """Raise the `Problem` of a missing or unknown key (401) or an unknown version (400)."""
    key = api_key(context.request.headers)
    known = context.options.keys
    if not key or (known is not None and key not in known):
        raise Problem(401, "The API key is missing or unknown.", headers={"WWW-Authenticate": "Bearer"})
    version = context.request.headers.get("rawugc-version", VERSION)
    if version != VERSION:
        raise Problem(400, "RawUGC-Version names no version of this API.")
