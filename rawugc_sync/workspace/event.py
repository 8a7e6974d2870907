"""The event that has set a CI job going, from the file that the CI names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

GITHUB = "GITHUB_EVENT_PATH"
GITLAB = "TRIGGER_PAYLOAD"
"""The body of a webhook that has triggered a pipeline."""
_MOST = 32 * 1024 * 1024
"""Bytes of an event that are read: GitHub's have at most 25 MB."""


def event_of(variables: Mapping[str, str], variable: str = GITHUB) -> object:
    """The JSON in the file that a variable names; None for what cannot be read."""
    path = variables.get(variable)
    if not path:
        return None
    with suppress(OSError, ValueError, RecursionError), Path(path).open("rb") as file:
        event: object = json.loads(file.read(_MOST))
        return event
    return None
