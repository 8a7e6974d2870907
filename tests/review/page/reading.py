"""Reads a page as a browser does, as far as tests look at it: a tree of elements with their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = frozenset({"meta", "img", "br", "link", "input", "wbr"})


@dataclass
class Node:
    """An element; `children` are elements and texts in order."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        value = self.attributes[name]
        assert value is not None
        return value

    def all(self, tag: str = "", fits: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
        """Every element below, in order."""
        for child in self.children:
            if isinstance(child, Node):
                if tag in ("", child.tag) and fits(child):
                    yield child
                yield from child.all(tag, fits)

    def one(self, tag: str = "", **attributes: str) -> Node:
        """The one element below that has these attributes; `_` in a name stands for `-`."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        [found] = self.all(tag, lambda node: wanted.items() <= node.attributes.items())
        return found

    def text(self, without: str = "") -> str:
        """All of its text, but that of elements of one kind."""
        return "".join(
            child if isinstance(child, str) else child.text(without) if child.tag != without else ""
            for child in self.children
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {attrs}"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(html: str) -> Node:
    """The document, in which every element is closed where it ought to be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    [root] = reader.open
    return root
