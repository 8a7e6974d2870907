"""The site's Markdown: the pages of `docs/` with what is generated, and the navigation that leads to all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from rawugc_sync.help import fields, site
from rawugc_sync.help.topics import topics
from rawugc_sync.resources import registered
from scripts.reference import commands, messages
from scripts.reference.tree import Item, Page, navigation, pages

ROOT = Path(__file__).parents[2]
FIELDS = "reference/fields/"

_ENDS: Mapping[str, Callable[[], str]] = {
    f"{commands.FOLDER}index.md": commands.overview,
    f"{messages.FOLDER}index.md": messages.overview,
}
"""What the site has at the end of a page, and a terminal in another way."""


def generated() -> dict[str, tuple[Item, ...]]:
    """Folder below `docs/` → what is generated for it."""
    types = registered().items()
    told = tuple(Page(name, f"{FIELDS}{name}.md", fields.page(type_)) for name, type_ in types)
    return {FIELDS: told, commands.FOLDER: commands.items(), messages.FOLDER: messages.items()}


def markdown() -> dict[str, str]:
    """Each page of the site, by its file below `docs/`."""
    found = {one.path: _ended(one.path, one.text()) for one in topics().values()}
    return found | {page.path: f"{page.text}\n" for items in generated().values() for page in pages(items)}


def config(text: str) -> str:
    """mkdocs.yml with its folders filled in, and with the address of the site, if it has one."""
    for folder, items in generated().items():
        (line,) = (one for one in text.splitlines() if one.endswith(f": {folder}"))
        indent = f"{line.partition('-')[0]}    "
        led = [
            f"{line.removesuffix(f' {folder}')}",
            f"{indent}- {folder}index.md",
            *navigation(items, indent),
        ]
        text = text.replace(line, "\n".join(led))
    return f"{text}site_url: {json.dumps(f'{site.SITE}/')}\n" if site.SITE else text


def write(to: Path) -> None:
    """What Zensical builds the site from: `to`/docs and `to`/mkdocs.yml."""
    shutil.rmtree(to / "docs", ignore_errors=True)
    shutil.copytree(ROOT / "docs", to / "docs")
    for path, text in markdown().items():
        page = to / "docs" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    told = config((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (to / "mkdocs.yml").write_text(told, encoding="utf-8")


def _ended(path: str, text: str) -> str:
    return f"{text}\n{_ENDS[path]()}\n" if path in _ENDS else text
