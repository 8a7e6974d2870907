"""What a rule names: fields, collections, networks, words, hosts. A name that means nothing is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from pydantic import ValidationError

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.references import names_in
from rawugc_sync.manifest.ruling.values import Complaint, Unfit, several, text, unfit
from rawugc_sync.policy.folding import folded
from rawugc_sync.policy.goings import timed
from rawugc_sync.policy.patterns import unfit_pattern
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import TELLING, Kind, Trait, one_value, textual
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.rules import FieldName

Types = Mapping[str, ResourceType]

_LABEL = r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"
_HOST = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*", re.ASCII | re.IGNORECASE)


def fields_with_text(types: Types) -> list[FieldName]:
    """Where words can stand."""
    return [FieldName(of, name) for of, type_ in types.items() for name in _texts(type_)]


def fields_to_repeat(types: Types) -> list[str]:
    """What can be shown again: one text or medium, or its id, in a field of what goes out at a time."""
    posted = [type_ for type_ in types.values() if timed(type_)[0] is not None]
    return [one for type_ in posted for one in _texts(type_) if _is_shown(type_.fields.traits[one])]


def _is_shown(trait: Trait) -> bool:
    """Whether the value of a field is what people see; a mode or a zone is the same in many posts."""
    return not trait.many and (trait.kind in TELLING or bool(trait.takes))


def collection(node: Node, types: Types) -> str:
    """A collection."""
    name = text(node)
    if name not in types:
        raise unfit(f"names {name}, which is not a collection", nearest(name, types), node)
    return name


def text_field(node: Node, types: Types) -> FieldName:
    """A field of a collection that holds text: `posts.content`."""
    written = text(node)
    of, _, name = written.partition(".")
    if of not in types:
        known = map(str, fields_with_text(types))
        summary = f"names {written}, and {of} is not a collection"
        raise unfit(summary, did_you_mean(written, known, "Write collection.field."), node)
    fields = types[of].fields
    if name not in fields.traits:
        summary = f"names {written}, and {name or of} is not a field{f' of {of}' if name else ''}"
        near = did_you_mean(written, [f"{of}.{one}" for one in fields.traits])
        raise unfit(summary, near or nearest(name, fields.traits), node)
    if not textual(fields.model, name):
        raise unfit(f"names {written}, which holds no text", nearest("", _texts(types[of])), node)
    return FieldName(of, name)


def shown_field(node: Node, types: Types) -> str:
    """A field of what goes out whose value can be shown again, without its collection: `videoUrl`."""
    name = text(node)
    known = fields_to_repeat(types)
    if name not in known:
        summary = f"names {name}, which is no text or medium of what is posted"
        raise unfit(summary, nearest(name.rpartition(".")[2], known), node)
    return name


def network(node: Node) -> str:
    """A network, by the name that accounts have for it."""
    from rawugc_sync.resources.networks.limits import networks  # only rules on captions need them

    name = text(node)
    if name not in networks():
        known = ", ".join(networks())
        way_out = did_you_mean(name.casefold(), networks(), f"Known are {known}.")
        raise unfit(f"names {name}, which is not a network", way_out, node)
    return name


def literal(node: Node) -> str:
    """A text that is meant as it stands: one that refers to another would silently be found nowhere."""
    written = text(node)
    if name := next(names_in(written), None):
        summary = f"takes in ${{{name}}}, and rules take no references"
        raise unfit(summary, "Write the words themselves.", node)
    return written


def word(node: Node) -> str:
    """A word, or several in a row, of which a reader sees something."""
    written = literal(node)
    if not folded(written):
        raise unfit("is a word that nobody can see", "Write it out, or remove it.", node)
    return written


def pattern(node: Node) -> str:
    """A pattern that is matched in linear time."""
    written = literal(node)
    if wrong := unfit_pattern(written):
        raise unfit(f"{written} {wrong}", "", node)
    return written


def host(node: Node) -> str:
    """A host, or `*.` and one for all below it."""
    written = text(node)
    if not _HOST.fullmatch(written):
        named = _named(written)
        way_out = f"Write {named}." if named else "Write cdn.example.com, or *.example.com for all below it."
        raise unfit(f"is {written}, which is not the name of a host alone", way_out, node)
    return written


def conditions(node: Node, fields: Iterable[FieldName], types: Types) -> Mapping[str, Value]:
    """Field → the value that it has to have, in every collection of these fields."""
    if not isinstance(node, MappingNode) or not node.entries:
        raise unfit("must be a mapping of fields and values", "Write when: {field: value}.", node)
    values: dict[str, Value] = {}
    complaints: list[Complaint] = []
    for of in dict.fromkeys(one.collection for one in fields):
        for name, value in node.entries.items():
            try:
                values[name] = _condition(name, value, types[of])
            except Unfit as wrong:
                complaints += wrong.complaints
    if complaints:
        raise Unfit(*complaints)
    return values


def _condition(name: str, node: Node, type_: ResourceType) -> Value:
    fields = type_.fields
    if name not in fields.traits:
        summary = f"names {name}, which is not a field of {type_.collection}"
        raise unfit(summary, nearest(name, fields.traits), node)
    if fields.traits[name].kind is Kind.TIME:
        raise unfit(f"names {name}, and a time can be no condition", "", node)
    try:
        return one_value(fields.model, name, _plain(node))
    except ValidationError as invalid:
        wrong = explain(invalid, {}, nodes.at(node))[0]
        raise unfit(f"{name} {wrong.summary}", wrong.detail, node) from None


def _plain(node: Node) -> str | list[str]:
    return node.text if isinstance(node, Scalar) else list(several(node, text, "[a, b]"))


def _texts(type_: ResourceType) -> list[str]:
    return [name for name in type_.fields.traits if textual(type_.fields.model, name)]


def _named(url: str) -> str:
    """The host in a URL as DNS has it, if there is one."""
    try:
        found = urlsplit(url if "://" in url else f"//{url}").hostname or ""
        found = str(found.encode("idna"), "ascii")
    except ValueError:  # UnicodeError among them
        return ""
    return found if _HOST.fullmatch(found) else ""
