"""What each message means, and what to do about it, by its code: from the Markdown in `messages/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).with_name("messages")
_HEADING = re.compile(r"^## (.+)$\n*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue: `family` is what its file `group`.md is about, `text` is its Markdown."""

    code: str
    group: str
    family: str
    text: str


def messages() -> dict[str, Message]:
    """Code → what it means, family by family."""
    return {one.code: one for file in sorted(_FOLDER.glob("*.md")) for one in read(file)}


def read(file: Path) -> list[Message]:
    """The entries of one file: `# family`, and below it a `## code` each."""
    top, *sections = _HEADING.split(file.read_text(encoding="utf-8"))
    family = top.removeprefix("# ").partition("\n")[0]
    texts = dict(zip(sections[::2], sections[1::2], strict=True))
    return [Message(code, file.stem, family, text.strip()) for code, text in texts.items()]
