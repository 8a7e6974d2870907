"""The whole of the sandbox's API as one function: a request in, an answer out."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate

from rawugc_sync.sandbox import access, rate, routing, storage
from rawugc_sync.sandbox.catalogue import COLLECTIONS
from rawugc_sync.sandbox.exchange import Request, Response
from rawugc_sync.sandbox.forms import filters
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context, Options
from rawugc_sync.sandbox.store import Store


def handle(request: Request, store: Store, now: int, options: Options) -> Response:
    """Answer one request at `now` (Unix ms), alone on the store; no other clock and no network is used.

    Kept files are served to everybody, and not counted.
    Every refusal is an RFC 7807 document; every answer has a `Date`, and rate headers while there is a limit.
    """
    context = Context(request, store, now, options)
    is_file = request.path.startswith(storage.BELOW)
    with store.transaction():
        ticket = rate.FREE if is_file else rate.take(context)
        try:
            response = storage.serve(context) if is_file else _serve(context, ticket)
        except Problem as problem:
            response = problem.response(request.path)
    return response.adding({"Date": formatdate(now / 1000, usegmt=True), **ticket.headers})


def _serve(context: Context, ticket: rate.Ticket) -> Response:
    if not ticket.admitted:
        raise Problem(429, "Too many requests with this API key.")
    access.admit(context)
    request = context.request
    served = COLLECTIONS if context.options.collections is None else context.options.collections
    route, object_id = routing.match(served, request.method, request.path)
    typed = filters(route.filters, request.query)
    return route.endpoint(replace(context, object_id=object_id, filters=typed))
