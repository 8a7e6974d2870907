"""What the doubles of GitHub and GitLab share: an endpoint as its documentation has it, and answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Reply = tuple[int, Mapping[str, str], bytes]
Query = Mapping[str, str]
Act = Callable[..., Reply]

PAGED = ("per_page", "page")
MOST = 100
"""Objects on a page."""


@dataclass(frozen=True)
class Route:
    """`query` and `fields` are all that is known there; of the fields those in `needed` must be texts."""

    pattern: str
    act: Act
    query: Sequence[str] = ()
    fields: Sequence[str] = ()
    needed: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """One request; `url` is that of the API, `headers` have small names."""

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]
    body: Any
    url: str


def reply(status: int, body: Any, **headers: str) -> Reply:
    return status, headers, json.dumps(body).encode()


def paged(asked: Asked, some: Sequence[Any], default: int) -> Reply:
    """A page, with the header Link that leads to the others."""
    size, number = int(asked.query.get("per_page", default)), int(asked.query.get("page", 1))
    assert 1 <= size <= MOST
    links = [("prev", number - 1)] if number > 1 else []
    links += [("next", number + 1)] if number * size < len(some) else []
    told = ", ".join(f'<{asked.url}{asked.path}?page={to}&per_page={size}>; rel="{rel}"' for rel, to in links)
    found = list(some[(number - 1) * size : number * size])
    return reply(200, found, **({"Link": told} if told else {}))


def wrong(route: Route, asked: Asked) -> str:
    """What is not as documented: an unknown part of the query, an unknown field, or one that is missing."""
    if unknown := set(asked.query) - set(route.query):
        return f"unknown in the query: {sorted(unknown)}"
    body = asked.body if isinstance(asked.body, dict) else {}
    if unknown := set(body) - set(route.fields):
        return f"unknown fields: {sorted(unknown)}"
    missing = [name for name in route.needed if not isinstance(body.get(name), str) or not body[name]]
    return f"missing: {missing}" if missing else ""
