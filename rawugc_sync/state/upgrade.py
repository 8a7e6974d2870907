"""Older states, brought up to date one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

OLDEST = 1


def upgraded(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document in the newest version; it has passed the check of its version."""
    current = dict(document)
    while step := _STEPS.get(current["version"]):
        current = {**step(current), "version": current["version"] + 1}
    return current


def _from_1(document: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not remember creates without an answer."""
    return {**document, "unresolved": {}}


def _from_2(document: dict[str, Any]) -> dict[str, Any]:
    """Version 2 knew no moved blocks, and not who had applied last."""
    return {**document, "moved": [], "applied": None}


def _from_3(document: dict[str, Any]) -> dict[str, Any]:
    """Version 3 knew nothing of what version 4 has beside: all of that may be absent."""
    return document


def _from_4(document: dict[str, Any]) -> dict[str, Any]:
    """Version 4 knew nothing of what version 5 has beside: all of that may be absent."""
    return document


def _from_5(document: dict[str, Any]) -> dict[str, Any]:
    """Version 5 knew no approvals, so nothing waits for one that its last apply had before it."""
    applied = document.get("applied")
    commit = applied.get("commit") if isinstance(applied, dict) else None
    return {**document, "settled": commit} if commit is not None else document


_STEPS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _from_1,
    2: _from_2,
    3: _from_3,
    4: _from_4,
    5: _from_5,
}
