"""What a manifest says under which names, as references have them, and which names a field rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.references import Target, names_in
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.manifest.stretches import below
from rawugc_sync.words.addresses import Address

_VARIABLES, _DEFAULTS, _ENVIRONMENTS = "vars", "defaults", "environments"


def spoken(data: bytes) -> set[tuple[str, str]]:
    """Each name with what is said there, whatever else is wrong with a file; environments say it as well.

    Names are `vars.NAME`, `COLLECTION.KEY.FIELD` and, for defaults, `COLLECTION.FIELD`.
    """
    tree, _ = read(data, "")
    return set(_spoken(tree)) if tree else set()


def rests_on(sources: Sources, address: Address, fields: Iterable[str]) -> set[str]:
    """The names that some fields rest on, through references, whether or not anything is said there now."""
    names, open = set[str](), [f"{address}.{one}" for one in fields]
    while open:
        name = open.pop()
        if name in names:
            continue
        names.add(name)
        target = sources.resolver.find(name)
        if isinstance(target, Target):
            open += (used for text in _texts(target.node) for used in names_in(text))
    return names | {_default(name) for name in names if name.count(".") == 2}


def _spoken(tree: MappingNode) -> Iterator[tuple[str, str]]:
    for name, node in tree.entries.items():
        parts = node.entries if isinstance(node, MappingNode) else {}
        if name == _ENVIRONMENTS:
            for part in parts.values():
                yield from _spoken(part) if isinstance(part, MappingNode) else ()
        elif name == _VARIABLES:
            yield from ((f"{name}.{key}", _form(value)) for key, value in parts.items())
        else:
            for key, part in parts.items():
                prefix = key if name == _DEFAULTS else f"{name}.{key}"
                fields = part.entries if isinstance(part, MappingNode) else {}
                yield from ((f"{prefix}.{field}", _form(value)) for field, value in fields.items())


def _default(name: str) -> str:
    collection, _, field = name.split(".")
    return f"{collection}.{field}"


def _form(node: Node) -> str:
    """What a value says, however it is laid out."""
    return repr(_plain(node))


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, value in node.entries.items()}
    return [_plain(item) for item in node.items]


def _texts(node: Node) -> Iterator[str]:
    return (one.text for one in (node, *below(node)) if isinstance(one, Scalar))
