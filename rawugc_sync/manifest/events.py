"""What the tree is built from: the events of the C parser, as far as they are read here."""

from __future__ import annotations

from typing import Protocol


class Mark(Protocol):
    """A place in the text, counted in characters from 0."""

    line: int
    column: int
    index: int


class Event(Protocol):
    """Any event of `ruamel.yaml.events`; which of the fields one has depends on its class."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str
    flow_style: bool
    version: object
    tags: object
