"""Pages of the site, and how its navigation leads to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `path` is its file below `docs/`, `text` its Markdown."""

    title: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together in the navigation; its first page leads it."""

    title: str
    items: tuple[Item, ...]


Item: TypeAlias = Page | Section


def pages(items: tuple[Item, ...]) -> Iterator[Page]:
    """All pages of sections, in their order."""
    for item in items:
        if isinstance(item, Section):
            yield from pages(item.items)
        else:
            yield item


def navigation(items: tuple[Item, ...], indent: str) -> Iterator[str]:
    """The lines of `nav` in mkdocs.yml; titles are quoted, for some are words of YAML."""
    for item in items:
        title = json.dumps(item.title, ensure_ascii=False)
        if isinstance(item, Page):
            yield f"{indent}- {title}: {item.path}"
        else:
            yield f"{indent}- {title}:"
            yield from navigation(item.items, f"{indent}    ")
