"""Resolves `${vars.x}`, `${collection.key.field}` and `{file: …}` into the values that they stand for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from rawugc_sync.files import fence
from rawugc_sync.files.media import Media
from rawugc_sync.files.position import POSITION, WITHOUT
from rawugc_sync.files.signatures import Unfit
from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.texts import no_text
from rawugc_sync.resources.traits import TEXTUAL, Kind
from rawugc_sync.words.addresses import Address, FieldRef
from rawugc_sync.words.diagnostics import Diagnostic, error, warning
from rawugc_sync.words.outputs import Pending
from rawugc_sync.words.uploads import FileUrl, Late

MAX_TEXT = 1024 * 1024
_WHOLE = "Let it be the whole value."
_NO_TEXT: Mapping[type, tuple[str, str]] = {
    FileUrl: ("file", _WHOLE),
    Pending: (
        "value that is known only once it is generated",
        "It can be a whole URL or id, and nothing else.",
    ),
}
"""What cannot stand inside a text, and the way out."""
_REFERENCE = re.compile(r"\$\$\{|\$\{([^{}\n]*)(\})?")


def whole_reference(text: str) -> str | None:
    """The dotted name that a text is a reference to and nothing else; None for any other text."""
    whole = _REFERENCE.fullmatch(text.strip())
    return whole.group(1).strip() if whole and whole.group(2) else None


def names_in(text: str) -> Iterator[str]:
    """The dotted names of all references in a text."""
    return (match[1].strip() for match in _REFERENCE.finditer(text) if match[2])


class NoValue(Exception):
    """A value that cannot be had; why is among the errors already."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names: a node, how its field is written, and which field that is, if it is one."""

    node: Node
    kind: Kind
    field: FieldRef | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a reference names that no manifest has: an output of what is generated."""

    output: Pending

    @property
    def field(self) -> FieldRef:
        return FieldRef(self.output.address, self.output.name)


@dataclass(slots=True)
class Resolver:
    """Evaluates nodes. `find` gives the target of a dotted name, or a text that says what is wrong.

    `inside` gives the path of a file that a manifest of a folder names, `read` its bytes, `look` what it is
    as a photo or a video; they raise OutOfBounds, and the last one Unfit. `files` collects the bytes of every
    text read, `media` all others. References are by value; a name is evaluated once.
    """

    find: Callable[[str], Target | Given | str]
    read: Callable[[str], bytes]
    inside: Callable[[str, str], str]
    look: Callable[[str], Media]
    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    _done: dict[str, tuple[Any, frozenset[FieldRef]]] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)
    _path: list[str] = field(default_factory=list)

    def value(self, node: Node, kind: Kind, used: set[FieldRef]) -> Any:
        """The value of a node: text, list or mapping; adds the fields it refers to to `used`.

        Raises NoValue, with the reason among the errors.
        """
        if isinstance(node, Scalar):
            return node.text if "${" not in node.text else self._text(node, used)
        if isinstance(node, MappingNode):
            return self._mapping(node, kind, used)
        return [self._item(item, kind, used) for item in node.items]

    def _item(self, node: Node, kind: Kind, used: set[FieldRef]) -> Any:
        value = self.value(node, kind, used)
        if isinstance(node, Scalar) and not isinstance(value, str):
            self._fail(
                node, "bad-reference", "is a list, which cannot stand inside a list", "Name its items."
            )
        return value

    def _mapping(self, node: MappingNode, kind: Kind, used: set[FieldRef]) -> Any:
        if list(node.entries) != ["file"]:
            return {key: self.value(item, Kind.PLAIN, used) for key, item in node.entries.items()}
        if kind is not Kind.MEDIA and kind not in TEXTUAL:
            detail = "Only texts, photos and videos can; write the value itself."
            self._fail(node, "no-file", "cannot come from a file", detail)
        name = self.value(node.entries["file"], Kind.PLAIN, used)
        if not isinstance(name, str):
            self._fail(node, "bad-file", "file must be one path", "Write {file: copy/text.md}.")
        try:
            path = self.inside(posixpath.dirname(node.doc.file), name)
            return self._media(node, path) if kind is Kind.MEDIA else self._file(node, name, path)
        except fence.OutOfBounds as bad:
            detail = "Paths are relative to the manifest and stay inside the workspace and what it includes."
            self._fail(node, "bad-file", f"the file {name} {bad}", detail)
        except Unfit as unfit:
            self._fail(node, "bad-file", f"the file {name} {unfit}", unfit.way_out)

    def _media(self, node: MappingNode, path: str) -> FileUrl:
        if path not in self.media:
            self.media[path] = self.look(path)
            if self.media[path].located:
                summary = f"the photo {path} tells where it was taken"
                self.warnings.append(warning(POSITION, summary, WITHOUT, **nodes.at(node)))
        return FileUrl.of(self.media[path].file)

    def _file(self, node: MappingNode, name: str, path: str) -> str:
        data = self.files[path] if path in self.files else self.read(path)
        self.files[path] = data
        return self._decoded(node, name, data)

    def _decoded(self, node: Node, name: str, data: bytes) -> str:
        if (unusable := no_text(data)) is not None:
            what, way_out = unusable
            self._fail(node, "bad-file", f"the file {name} is {what}", way_out)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self._fail(node, "bad-file", f"the file {name} is not UTF-8 text", "Save it as UTF-8.")
        return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")

    def _text(self, node: Scalar, used: set[FieldRef]) -> Any:
        if (name := whole_reference(node.text)) is not None:
            return self._referenced(node, name, used)

        def replacement(match: re.Match[str]) -> str:
            if match.group(1) is None:
                return "${"
            if not match.group(2):
                self._fail(
                    node,
                    "bad-reference",
                    "has a ${ without its }",
                    "Write $${ for a ${ that is meant as text.",
                )
            value = self._referenced(node, match.group(1).strip(), used)
            if not isinstance(value, str) or isinstance(value, Late):
                what, way_out = _NO_TEXT.get(type(value), ("list", _WHOLE))
                self._fail(
                    node,
                    "bad-reference",
                    f"${{{match.group(1)}}} is a {what}, which cannot stand inside a text",
                    way_out,
                )
            return str(value)

        text = _REFERENCE.sub(replacement, node.text)
        if len(text) > MAX_TEXT:
            self._fail(node, "too-large", "becomes larger than 1 MiB once its references are resolved", "")
        return text

    def _referenced(self, node: Node, name: str, used: set[FieldRef]) -> Any:
        if name in self._failed:
            raise NoValue
        if name not in self._done:
            self._done[name] = self._evaluate(node, name)
        value, through = self._done[name]
        used |= through
        return value

    def _evaluate(self, node: Node, name: str) -> tuple[Any, frozenset[FieldRef]]:
        if name in self._path:
            circle = " → ".join([*self._path[self._path.index(name) :], name])
            self._fail(
                node, "reference-cycle", f"references go in a circle: {circle}", "Write one of them out."
            )
        target = self.find(name)
        if isinstance(target, Given):
            return target.output, frozenset({target.field})
        if isinstance(target, str):
            self._failed.add(name)
            detail = f"{target} Write $${{ for a ${{ that is meant as text."
            self._fail(node, "unknown-reference", f"${{{name}}} refers to nothing", detail)
        self._path.append(name)
        through: set[FieldRef] = set()
        try:
            value = self.value(target.node, target.kind, through)
        except (NoValue, RecursionError):
            self._failed.add(name)
            raise
        finally:
            self._path.pop()
        return value, frozenset({target.field} if target.field else through)

    def _fail(self, node: Node, code: str, summary: str, detail: str) -> NoReturn:
        self.errors.append(error(code, summary, detail, **nodes.at(node)))
        raise NoValue


def finder(
    variables: Mapping[str, Node],
    fields_of: Callable[[Address], Mapping[str, Node] | None],
    kind_of: Callable[[Address, str], Kind],
    gives: Callable[[Address], Collection[str]],
    addresses: Callable[[], list[str]],
) -> Callable[[str], Target | Given | str]:
    """How a `Resolver` looks names up: variables, the fields of resources with their defaults, outputs."""

    def find(name: str) -> Target | Given | str:
        first, *rest = name.split(".")
        if first == "vars" and len(rest) == 1:
            if rest[0] in variables:
                return Target(variables[rest[0]], Kind.TEXT)
            return nearest(rest[0], variables) if variables else "There are no vars."
        if len(rest) != 2:
            return "Write ${vars.name} or ${collection.key.field}."
        address = Address(first, rest[0])
        fields = fields_of(address)
        if fields is None:
            return nearest(str(address), addresses())
        if rest[1] in gives(address):
            return Given(Pending.to(address, rest[1]))
        if rest[1] not in fields:
            return f"{address} sets no {rest[1]}. {nearest(rest[1], (*fields, *gives(address)))}"
        return Target(fields[rest[1]], kind_of(address, rest[1]), FieldRef(address, rest[1]))

    return find
