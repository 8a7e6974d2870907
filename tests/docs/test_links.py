"""Every link of a page leads to a file that is there, and to a heading that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS

PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`[^`\n]*`")


def prose(path: Path) -> str:
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """What GitHub and the site make of the headings."""
    headings = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


def leads_nowhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    path = page.parent / target if target else page
    return not path.is_file() or bool(anchor and anchor not in anchors(path))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = DOCS / name
    links = re.findall(r"\]\(([^)\s]+)\)", _SPAN.sub("x", prose(page)))
    inside = [link for link in links if not re.match(r"https?:", link)]
    assert [link for link in inside if leads_nowhere(page, link)] == []


@pytest.mark.parametrize("name", [name for name in PAGES if not name.endswith("index.md")])
def test_every_page_is_reached_from_the_page_of_a_reader(name: str) -> None:
    doors = DOCS.glob("*/index.md")
    reached = {
        (door.parent / link).resolve()
        for door in doors
        for link in re.findall(r"\]\(([^)#\s]+)\)", prose(door))
    }
    assert (DOCS / name).resolve() in reached
