"""`# rawugc: allow RULE until 2027-01-31 REASON`: one place may break a rule for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, Scalar
from rawugc_sync.manifest.ruling.comments import Comment, comments_in
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.values import day_in
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, Source, error
from rawugc_sync.words.rules import Waiver

_ALLOW = "allow"
_FORM = "Write # rawugc: allow {} until 2027-01-31 REASON."
_WHERE = (
    "It counts on the line above a field of a resource, on the line above the key of a resource, "
    "or behind the | of a text, and nowhere else."
)

_Place = tuple[Address, str | None]


class _Wrong(Exception):
    """A waiver that does not say what it has to: what is wrong, and the way out."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(summary, detail)
        self.summary = summary
        self.detail = detail


@dataclass(slots=True)
class _Places:
    """What stands where in a file: `keys` of resources and fields by line and column, `texts` by line.

    Those are the fields with a text behind a `|`. There are several where something is merged into others.
    """

    keys: defaultdict[tuple[int, int], list[_Place]] = field(default_factory=lambda: defaultdict(list))
    texts: defaultdict[int, list[_Place]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, tree: MappingNode, types: Types) -> _Places:
        places = cls()
        for address, owner in _resources(tree, types):
            places.keys[owner.places[address.key]].append((address, None))
            places.take(address, owner.entries[address.key])
        return places

    def take(self, address: Address, resource: Node) -> None:
        if not isinstance(resource, MappingNode):
            return
        for name, value in resource.entries.items():
            self.keys[resource.places[name]].append((address, name))
            if isinstance(value, Scalar) and value.style in ("|", ">"):
                self.texts[value.line].append((address, name))


def waivers_in(
    tree: MappingNode, types: Types, rules: Collection[str]
) -> tuple[list[Waiver], list[Diagnostic]]:
    """The waivers in a file, for rules with these ids, and what is wrong with the others."""
    waivers: list[Waiver] = []
    errors: list[Diagnostic] = []
    comments = list(_waiving(tree.doc))
    places = _Places.of(tree, types) if comments else _Places()
    for comment in comments:
        try:
            found = _found(comment, tree.doc, places)
            rule, until, reason = _parsed(comment.said, rules)
        except _Wrong as wrong:
            where = tree.doc.at(comment.line, comment.column)
            errors.append(error("bad-waiver", wrong.summary, wrong.detail, **where))
            continue
        source = Source(tree.doc.file, comment.line, comment.column)
        waivers += [Waiver(rule, until, reason, address, name, source) for address, name in found]
    return waivers, errors


def in_force(waivers: Iterable[Waiver], written: Callable[[Address], Mapping[str, Node]]) -> Iterator[Waiver]:
    """The waivers without what an environment says elsewhere: each is for the words below it, not for those.

    `written` gives the fields of a resource that count, without defaults.
    """
    for one in waivers:
        files = {name: node.doc.file for name, node in written(one.address).items()}
        elsewhere = frozenset(name for name, file in files.items() if file != one.source.file)
        if one.field not in elsewhere:
            yield replace(one, besides=elsewhere) if one.field is None else one


def _waiving(document: Document) -> Iterator[Comment]:
    """The comments that are waivers, or nearly: any other word behind `rawugc:` is a remark."""
    for comment in comments_in(document):
        first = comment.said.split(maxsplit=1)[:1]
        if first and get_close_matches(first[0].casefold(), [_ALLOW], cutoff=0.75):
            yield comment


def _parsed(said: str, rules: Collection[str]) -> tuple[str, date, str]:
    """Rule, last day and reason of what stands behind `rawugc:`."""
    word, *rest = said.split(maxsplit=4)
    if word != _ALLOW:
        raise _Wrong(f"`{word}` is nothing that a comment can say here", _FORM.format("RULE"))
    if not rest:
        raise _Wrong("this waiver names no rule", _FORM.format("RULE"))
    rule, *rest = rest
    form = _FORM.format(rule)
    if rule not in rules:
        raise _Wrong(f"there is no rule {rule}", nearest(rule, rules))
    if rest[:1] != ["until"] or len(rest) < 2:
        raise _Wrong("this waiver has no last day", form)
    try:
        until = day_in(rest[1])
    except ValueError as wrong:
        raise _Wrong(f"the last day of this waiver {wrong}", form) from None
    if len(rest) < 3:
        raise _Wrong("this waiver gives no reason", form)
    return rule, until, rest[2]


def _found(comment: Comment, document: Document, places: _Places) -> Iterable[_Place]:
    """What a waiver is about."""
    if comment.opens:
        found = places.texts.get(comment.line)
    else:
        below = _begin_below(comment.line, document)
        found = places.keys.get(below) if comment.alone else None
        if found and comment.column > below[1]:
            raise _Wrong("this waiver is indented further than what stands below it", "Indent it as far.")
    if not found:
        raise _Wrong("this waiver silences nothing where it stands", _WHERE)
    return found


def _begin_below(line: int, document: Document) -> tuple[int, int]:
    """Where the next line that is no comment begins."""
    line += 1
    while document.line(line).lstrip().startswith("#") and line < len(document.lines):
        line += 1
    whole = document.line(line)
    return line, len(whole) - len(whole.lstrip()) + 1


def _resources(tree: MappingNode, types: Types) -> Iterator[tuple[Address, MappingNode]]:
    """Each resource in a file, with the mapping that holds its key."""
    for collection in types:
        node = tree.entries.get(collection)
        if isinstance(node, MappingNode):
            yield from ((Address(collection, key), node) for key in node.entries)
