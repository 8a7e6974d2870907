"""The pages of messages: one for each code, and one for each family."""

from __future__ import annotations

from collections.abc import Iterable

from rawugc_sync.help.addresses import page_of_message
from rawugc_sync.help.markdown import table
from rawugc_sync.help.messages import Message, messages
from scripts.reference.tree import Item, Page, Section

FOLDER = "reference/messages/"


def items() -> tuple[Item, ...]:
    """Families as sections, each led by the page that lists its codes."""
    return tuple(_section(of) for of in _families().values())


def overview() -> str:
    """The families and their codes, as Markdown."""
    rows = [
        (f"[{of[0].family}]({group}/index.md)", ", ".join(f"[{one.code}]({one.code}.md)" for one in of))
        for group, of in _families().items()
    ]
    return table(["about", "messages"], rows)


def _families() -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for one in messages().values():
        found.setdefault(one.group, []).append(one)
    return found


def _section(of: list[Message]) -> Section:
    family, group = of[0].family, of[0].group
    title = family[0].upper() + family[1:]
    index = Page(title, f"{FOLDER}{group}/index.md", f"# Messages: {family}\n\n{_listed(of)}")
    return Section(title, (index, *(Page(one.code, page_of_message(one.code), _page(one)) for one in of)))


def _listed(of: Iterable[Message]) -> str:
    rows = [
        (f"[{one.code}](../{one.code}.md)", one.text.partition("\n\n")[0].replace("\n", " ")) for one in of
    ]
    return table(["message", "means"], rows)


def _page(one: Message) -> str:
    beside = f"One of the messages about [{one.family}]({one.group}/index.md)."
    return "\n\n".join([f"# {one.code}", one.text, f"{beside} `rawugc-sync help {one.code}` prints it."])
