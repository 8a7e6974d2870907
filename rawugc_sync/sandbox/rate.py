"""The rate limit: requests per user in a fixed or a sliding window of 60 s."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from rawugc_sync.sandbox.access import api_key
from rawugc_sync.sandbox.spec import Context

WINDOW_MS = 60_000


@dataclass(frozen=True)
class Ticket:
    """Whether a request is let in, and what its answer says about the limit."""

    admitted: bool
    headers: dict[str, str]


FREE = Ticket(admitted=True, headers={})
"""For what is not counted."""


def take(context: Context) -> Ticket:
    """Count this request against the user of its key. A refused request does not count."""
    limit = context.options.rate_limit
    if limit is None:
        return FREE
    since = _since(context)
    caller = _caller(context)
    hits = context.store.hits(caller, since)
    admitted = len(hits) < limit
    if admitted:
        context.store.add_hit(caller, context.now)
        hits.append(context.now)
    return Ticket(admitted, _headers(context, hits, since) if context.options.rate_headers else {})


def _since(context: Context) -> int:
    if context.options.rate_window == "fixed":
        return context.now - context.now % WINDOW_MS
    return context.now - WINDOW_MS + 1


def _caller(context: Context) -> str:
    if context.options.one_user:
        return "user"
    # The store is a file: it must not hold the key itself.
    return sha256(api_key(context.request.headers).encode("utf-8", "surrogateescape")).hexdigest()


def _headers(context: Context, hits: list[int], since: int) -> dict[str, str]:
    limit = context.options.rate_limit or 0
    # A sliding window frees one place when its oldest request leaves, a fixed one all of them at its end.
    start = since if context.options.rate_window == "fixed" or not hits else hits[0]
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(limit - len(hits)),
        "X-RateLimit-Reset": str(ceil((start + WINDOW_MS) / 1000)),
    }
