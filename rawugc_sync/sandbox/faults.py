"""Faults on demand: which requests they strike, and what becomes of those."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Literal

from rawugc_sync.sandbox.exchange import JsonObject, Request, Response
from rawugc_sync.sandbox.spec import Collection, Context

Delivery = Literal[
    "whole",
    "reset",
    "close",
    "silence",
    "cut-by-length",
    "cut-by-chunk",
    "cut-by-close",
    "drip-header",
    "drip-body",
    "stale",
]
"""How an answer travels: whole; not at all (a TCP reset, the end of the connection, or nothing until the
client has gone); half of its body, in each framing of RFC 9112; byte by byte for ever; or whole, after
which the connection looks open but answers nothing more."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with which requests.

    delivery      how the answer travels
    carried_out   whether the request is done before anything goes wrong
    answer        what is sent instead of the true answer; needed when nothing is carried out but answered
    headers       what is added to the answer's headers, or replaces them
    method, path  shell patterns of the requests; the path is below the base, without the query
    nth, times    the first of those requests that is struck, and how many are; None: all from there on
    outage        after its first strike it strikes every request, whatever it is
    """

    delivery: Delivery = "whole"
    carried_out: bool = True
    answer: Response | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "*"
    path: str = "*"
    nth: int = 1
    times: int | None = 1
    outage: bool = False

    def meets(self, request: Request) -> bool:
        """Whether a request is one of those that this fault counts."""
        return fnmatchcase(request.method, self.method) and fnmatchcase(request.path, self.path)

    def due(self, number: int) -> bool:
        """Whether it strikes its request of that number, counted from 1."""
        return number >= self.nth and (self.times is None or number < self.nth + self.times)


class Faults:
    """The faults of a running server, which may be changed at any time. Safe for several threads."""

    def __init__(self, *faults: Fault) -> None:
        self._lock = threading.Lock()
        self.set(*faults)

    def set(self, *faults: Fault) -> None:
        """Only these from now on, counting anew; without any, all goes well again."""
        with self._lock:
            self._faults = faults
            self._counts = [0] * len(faults)
            self._out: Fault | None = None

    def strike(self, request: Request) -> Fault | None:
        """Count a request, and return the first fault that strikes it."""
        with self._lock:
            met = [index for index, fault in enumerate(self._faults) if fault.meets(request)]
            for index in met:
                self._counts[index] += 1
            due = (self._faults[index] for index in met if self._faults[index].due(self._counts[index]))
            found = self._out or next(due, None)
            if found and found.outage:
                self._out = found
            return found


def hiding_new(collections: Mapping[str, Collection], ms: int) -> Mapping[str, Collection]:
    """The same collections, whose lists leave an object out until it is `ms` old."""
    return {name: _hiding(collection, ms) for name, collection in collections.items()}


def _hiding(collection: Collection, ms: int) -> Collection:
    def listed(seen: JsonObject, context: Context) -> bool:
        old_enough: bool = seen["createdAt"] + ms <= context.now
        return old_enough and collection.hooks.listed(seen, context)

    return replace(collection, hooks=replace(collection.hooks, listed=listed))
