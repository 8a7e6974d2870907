"""One manifest in canonical style, checked to say what it said before."""

from __future__ import annotations

from rawugc_sync.manifest.encoding import decode
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, Scalar
from rawugc_sync.manifest.reader import events, mended, read
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.writing.formatting.arrange import arrange
from rawugc_sync.writing.formatting.layout import lay_out
from rawugc_sync.writing.formatting.parse import parse
from rawugc_sync.writing.formatting.places import Place


def formatted(data: bytes, file: str, place: Place) -> bytes:
    """The file in canonical style: its keys in the order of `place`, its comments kept.

    InvalidInput lists what is wrong with it as YAML. Code `unformattable`: it would not mean the same.
    """
    tree, found = read(data, file)
    document, _ = decode(data, file)
    if document is not None and any(one.code == "invisible-character" for one in found):
        text = mended(document.text)
        tree, found = read(text.encode(), file)
        document = Document(file, text)
    if found or document is None:
        raise InvalidInput(found)
    written = parse(document.text, events(document.text))
    arrange(written, place)
    result = lay_out(written, place).encode()
    again, found = read(result, file)
    if found or not _same(tree, again):
        raise InvalidInput.of(
            "unformattable",
            "cannot be formatted without changing what it says",
            "It is left as it is. This is a fault of fmt: please report it, with the file.",
            source=Source(file, 1, 1),
        )
    return result


def _same(one: Node | None, other: Node | None) -> bool:
    """Whether two trees say the same; the order of keys says nothing."""
    if isinstance(one, Scalar):
        return isinstance(other, Scalar) and one.text == other.text
    if isinstance(one, MappingNode):
        return (
            isinstance(other, MappingNode)
            and one.entries.keys() == other.entries.keys()
            and all(_same(node, other.entries[key]) for key, node in one.entries.items())
        )
    if one is None or other is None:
        return one is other
    return (
        not isinstance(other, Scalar | MappingNode)
        and len(one.items) == len(other.items)
        and all(map(_same, one.items, other.items))
    )
