"""Who uses what, as a Mermaid flowchart. Source: Mermaid's documentation of flowcharts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rawugc_sync.render.safe import safe
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired

# Kept are letters, digits and blanks, and `-` and `_` inside of words: what else there is may be
# markup to Mermaid, Markdown or HTML.
_ACTIVE = re.compile(r"(?<![^\W_])[-_]|[-_](?![^\W_])|[^\w\- ]")


def mermaid(resources: Iterable[Desired]) -> str:
    """A node for each resource, in one subgraph a collection; an edge from what is used to its user.

    What is used but not among the resources is left out. Sorted; without a final newline.
    """
    shown = sorted(resources, key=lambda resource: resource.address)
    return "\n".join(["flowchart LR", *_subgraphs(shown), *_edges(shown)])


def inert(text: str) -> str:
    """`text` for a quoted label: whatever may be markup is written as a character code, `#34;`."""
    return _ACTIVE.sub(lambda match: f"#{ord(match[0])};", safe(text))


def _subgraphs(resources: Sequence[Desired]) -> Iterator[str]:
    for collection, members in groupby(resources, key=lambda resource: resource.address.collection):
        yield f'  subgraph {_word(collection)}["{inert(collection)}"]'
        for resource in members:
            yield f'    {_node(resource.address)}["{_label(resource)}"]'
        yield "  end"


def _label(resource: Desired) -> str:
    lines = (resource.address.key, resource.fields.get("name"))
    return "<br/>".join(inert(line) for line in lines if line)


def _edges(resources: Sequence[Desired]) -> Iterator[str]:
    addresses = {resource.address for resource in resources}
    for user in resources:
        fields: dict[Address, list[str]] = defaultdict(list)
        for name, refs in user.uses.items():
            for ref in refs:
                fields[ref.address].append(f"{inert(ref.field)} → {inert(name)}")
        for used in sorted((fields.keys() & addresses) - {user.address}):
            yield f'  {_node(used)} -->|"{", ".join(sorted(fields[used]))}"| {_node(user.address)}'


def _node(address: Address) -> str:
    return f"{_word(address.collection)}_{_word(address.key)}"


def _word(name: str) -> str:
    """A name of `[a-z0-9_-]` without its hyphens, which could be arrows; no two names become one."""
    return name.replace("_", "_U").replace("-", "_")
