"""One HTTP request and its answer as plain values, free of any HTTP library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`path` is below the base and still percent-encoded (`/personas/per_1`); header names are lower-case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """An empty `body` means no body at all."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def adding(self, headers: Mapping[str, str]) -> Response:
        """The same answer with more headers."""
        return replace(self, headers={**self.headers, **headers})


def answer(status: int, content: Any, media_type: str = "application/json") -> Response:
    """A JSON answer. Escaped to ASCII, so that text with lone surrogates survives as well."""
    return Response(status, {"Content-Type": media_type}, json.dumps(content).encode("ascii"))
