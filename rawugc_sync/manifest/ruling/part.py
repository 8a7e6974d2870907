"""One mapping of a rule on its way to values: read key by key, so that all that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node
from rawugc_sync.manifest.ruling.values import Unfit, several, unfit
from rawugc_sync.words.diagnostics import Diagnostic, error

T = TypeVar("T")

BAD_RULE = "bad-rule"


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping, `path` to it, such as `rules.no-cure.forbid`, and the `errors` of the whole.

    `code` is that of what is wrong with a value.
    """

    node: MappingNode
    path: str
    errors: list[Diagnostic]
    code: str = BAD_RULE

    def one(self, key: str, reader: Callable[[Node], T], otherwise: T) -> T:
        """The value of a key, or `otherwise` where it is missing or wrong; what is wrong is noted."""
        node = self.node.entries.get(key)
        if node is None:
            return otherwise
        try:
            return reader(node)
        except Unfit as wrong:
            self.note(key, wrong)
            return otherwise

    def each(self, key: str, item: Callable[[Node], T], example: str) -> tuple[T, ...]:
        """The items of the list under a key; none where it is missing or wrong, which is noted."""
        none: tuple[T, ...] = ()
        return self.one(key, lambda node: several(node, item, example), none)

    def below(self, key: str, example: str) -> Part:
        """The mapping under a key; Unfit where it is none."""
        node = self.node.entries[key]
        if not isinstance(node, MappingNode):
            raise unfit("must be a mapping", f"Write {key}: {example}.", node)
        return Part(node, f"{self.path}.{key}", self.errors, self.code)

    def require(self, keys: Iterable[str], way_out: str) -> None:
        """Note each of these keys that is missing."""
        for key in keys:
            if key not in self.node.entries:
                self.complain(f"needs `{key}`", way_out)

    def refuse_others(self, known: Collection[str], summary: str) -> None:
        """Note each key that is not known."""
        for key in self.node.entries:
            if key not in known:
                place = nodes.at_key(self.node, key)
                self.errors.append(
                    error("unknown-key", summary, nearest(key, known), field=f"{self.path}.{key}", **place)
                )

    def complain(self, summary: str, detail: str = "") -> None:
        """Note what is wrong with the mapping itself."""
        self.errors.append(error(self.code, summary, detail, field=self.path, **nodes.at(self.node)))

    def note(self, key: str, wrong: Unfit) -> None:
        """Note what is wrong with the value of a key."""
        for summary, detail, node in wrong.complaints:
            self.errors.append(
                error(self.code, summary, detail, field=f"{self.path}.{key}", **nodes.at(node))
            )
