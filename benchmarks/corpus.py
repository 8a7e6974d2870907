"""Writes a workspace of N styles in which 1 % changed: manifests, the state, and what the server lists.

A program of its own, so that its memory is not counted among that of what is measured.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.words import sentences

LIVE = "styles.json"
WORKSPACE = "workspace"
CHANGED_EACH = 100
"""One resource of so many differs from what is live."""


@dataclass(frozen=True, slots=True)
class Style:
    """One resource: a text of about 400 characters in `lines`, and four short fields."""

    key: str
    name: str
    lines: tuple[str, ...]
    type: str
    aspect_ratio: str
    template: str

    @property
    def fields(self) -> dict[str, str]:
        """As the API has them."""
        return {
            "name": self.name,
            "description": "\n".join(self.lines),
            "type": self.type,
            "aspectRatio": self.aspect_ratio,
            "promptTemplate": self.template,
        }


def styles(count: int) -> Iterator[Style]:
    """The same `count` styles every time."""
    dice = random.Random(count)
    for number in range(count):
        yield Style(
            key=f"style-{number:05}",
            name=f"Style {number}",
            lines=tuple(sentences(dice, 78) for _ in range(5)),
            type=dice.choice(("video", "image")),
            aspect_ratio=dice.choice(("portrait", "landscape", "square")),
            template=f"{{productName}}, {sentences(dice, 20)}, {{messaging}}",
        )


def write(folder: Path, count: int, per_file: int) -> None:
    """Fill `folder`: `LIVE` for the server, and a workspace with `per_file` styles in a manifest."""
    workspace = folder / WORKSPACE
    workspace.mkdir(parents=True)
    entries = list(styles(count))
    for index, part in enumerate(_parts(entries, per_file)):
        (workspace / f"styles-{index:02}.yaml").write_text(_manifest(part), encoding="utf-8")
    state = json.dumps(_state(entries), indent=2) + "\n"
    (workspace / "rawugc.state.json").write_text(state, encoding="utf-8")
    (folder / LIVE).write_text(json.dumps(_listed(entries)), encoding="utf-8")


def _parts(entries: list[Style], size: int) -> Iterator[list[Style]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def _manifest(entries: list[Style]) -> str:
    return "# Styles of one season.\nstyles:\n" + "\n".join(map(_resource, entries))


def _resource(style: Style) -> str:
    number = int(style.key[-5:])
    lines = [*style.lines[:-1], "This line is new."] if number % CHANGED_EACH == 0 else style.lines
    text = "\n".join(f"      {line}" for line in lines)
    return (
        f"  # Agreed on in week {number % 52 + 1}.\n"
        f"  {style.key}:\n"
        f"    name: '{style.name}'\n"
        f"    type: {style.type}\n"
        f"    aspectRatio: {style.aspect_ratio}\n"
        f"    description: |\n{text}\n"
        f"    promptTemplate: '{style.template}'\n"
    )


def _state(entries: list[Style]) -> dict[str, Any]:
    """What `rawugc-sync apply` would have recorded before the changes."""
    return {
        "version": 1,
        "serial": 1,
        "lineage": "00000000-0000-4000-8000-000000000000",
        "organizationId": None,
        "resources": {f"styles.{s.key}": {"id": _id(s), "fields": s.fields} for s in entries},
    }


def _listed(entries: list[Style]) -> dict[str, Any]:
    """The answer to `GET /styles`. Source: the API page, "The five managed collections"."""
    objects = [
        {"_id": _id(s), "styleId": s.key, "isAdmin": False, "isStandard": False, **s.fields} for s in entries
    ]
    return {"styles": objects, "count": len(objects)}


def _id(style: Style) -> str:
    return f"sty_{style.key[-5:]}"


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
