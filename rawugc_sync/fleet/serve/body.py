"""The body of a request, as long as it may be, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from rawugc_sync.fleet.serve.closed import Closed

FORM = "application/x-www-form-urlencoded"
_FIELDS = 10_000
_SECONDS = 30.0


async def read(request: Request, most: int, take: Callable[[bytes], object], wait: float = _SECONDS) -> None:
    """Hand it on part by part. Closed where it is longer than `most`, or takes longer than `wait` seconds."""
    length = 0
    try:
        async with asyncio.timeout(wait):
            async for chunk in request.stream():
                length += len(chunk)
                if length > most:
                    raise Closed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too much.")
                take(chunk)
    except TimeoutError:
        raise Closed(HTTPStatus.REQUEST_TIMEOUT, "This took too long to come.") from None
    except ClientDisconnect:
        raise Closed(HTTPStatus.BAD_REQUEST, "This broke off.") from None


async def fields(request: Request, most: int) -> dict[str, str]:
    """What a form has sent, each field once, with lines that end as elsewhere. Closed where it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Closed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This takes what its form sends.")
    body = bytearray()
    await read(request, most, body.extend)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="replace"
        )
    except ValueError:
        raise Closed(HTTPStatus.BAD_REQUEST, "This is nothing that its form sends.") from None
    found = {name: value.replace("\r\n", "\n") for name, value in pairs}
    if any("\0" in value for value in found.values()):
        raise Closed(HTTPStatus.BAD_REQUEST, "There are characters in it that nobody can see.")
    return found
