"""One manifest file to a tree of nodes, or everything that is wrong with it as YAML."""

from __future__ import annotations

import importlib.machinery
import re
from collections.abc import Iterator

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent

from rawugc_sync.manifest import limits, unseen
from rawugc_sync.manifest.conflicts import conflict_markers
from rawugc_sync.manifest.encoding import CONTROL, control_characters, decode
from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.findings import bad_root
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, Scalar
from rawugc_sync.manifest.tree import TreeBuilder
from rawugc_sync.words.diagnostics import Diagnostic

try:
    import _ruamel_yaml  # type: ignore[import-not-found]
except ImportError as missing:
    raise ImportError(
        "the C parser of ruamel.yaml is missing: install `ruamel.yaml[oldlibyaml]`"
    ) from missing

# In pure Python a large workspace would take half a minute: better not to start than to be that slow.
if not _ruamel_yaml.__file__.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES)):
    raise ImportError(f"{_ruamel_yaml.__file__} is not the C parser: install `ruamel.yaml[oldlibyaml]`")


_INNER_COLON = re.compile(r"""(?<=[^\s"'\[\]{},]):(?=[^\s\[\]{},])""")


_ESCAPE = re.compile(r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\.")
"""A pair of surrogates as JSON escapes it, or any other escape, which keeps an escaped backslash apart."""


def read(data: bytes, file: str) -> tuple[MappingNode | None, list[Diagnostic]]:
    """The tree of one file, and all that is wrong with it in the order of the file; never raises.

    `file` is its path relative to the workspace. The mapping is None for an empty file, and when an error
    ends the file before its tree is whole. With errors that do not, the tree is there so that later checks
    find theirs too; a value that is at fault stands in it as the text that was read.
    YAML 1.2 without tags and directives; scalars are their source text, and null is an error.
    """
    if len(data) > limits.MAX_BYTES:
        return None, [limits.too_big(file, len(data))]
    document, errors = decode(data, file)
    if document is None:
        return None, errors
    if conflicts := conflict_markers(document):
        return None, conflicts
    errors = control_characters(document)
    # The parser stops at control characters; with stand-ins of the same length it finds the other errors too.
    text = CONTROL.sub("\ufffd", document.text) if errors else document.text
    odd = unseen.odd_ones(text, _events)
    hidden = unseen.errors(document, odd)
    if odd:
        # With what belongs there instead, the other errors show; lines stay what they are.
        text = unseen.mended(text, odd)
        document = Document(file, text)
    builder = TreeBuilder(document)
    root = builder.build(_events(text))
    if builder.stopped_at_colon:
        builder = TreeBuilder(document)
        root = builder.build(_events_past_colons(text))
    mapping = _mapping(root, builder.errors)
    return mapping, sorted(errors + hidden + builder.errors, key=Diagnostic.sort_key)


def mended(text: str) -> str:
    """The text with what belongs there instead of odd characters in its syntax."""
    return unseen.mended(text, unseen.odd_ones(text, _events))


def events(text: str) -> list[Event]:
    """The parser's events of a text in which `read` found no error."""
    try:
        return list(_events(text))
    except YAMLError:
        return list(_events_past_colons(text))


def _events(text: str) -> Iterator[Event]:
    if "\\ud" in text or "\\uD" in text:
        return _events_past_surrogates(text)
    return iter(_ruamel_yaml.CParser(text).get_event, None)


def _events_past_surrogates(text: str) -> Iterator[Event]:
    """The events of a text with `"\\ud83d\\udd25"`, as JSON spells an emoji, which this parser refuses.

    Something of the same length stands for the backslashes meanwhile, and the emoji for the whole.
    """
    stand_in = _unused(text)
    replaced = _ESCAPE.sub(lambda match: match[0].replace("\\", stand_in) if match[1] else match[0], text)
    pair = re.compile(f"{stand_in}u(....){stand_in}u(....)")
    for event in iter(_ruamel_yaml.CParser(replaced).get_event, None):
        if isinstance(event, ScalarEvent) and stand_in in event.value:
            event.value = (
                pair.sub(_joined, event.value) if event.style == '"' else event.value.replace(stand_in, "\\")
            )
        yield event


def _joined(pair: re.Match[str]) -> str:
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in pair.groups())
    return units.decode("utf-16-be")


def _unused(text: str) -> str:
    """A character of the private use area that a text does not have."""
    return next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)


def _events_past_colons(text: str) -> Iterator[Event]:
    """The events of a text with `[https://…]` in it, which YAML 1.2 allows and this parser does not.

    A colon inside a word never separates a key from its value, so something else may stand for it meanwhile.
    """
    stand_in = _unused(text)
    for event in _events(_INNER_COLON.sub(stand_in, text)):
        if isinstance(event, ScalarEvent):
            event.value = event.value.replace(stand_in, ":")
        yield event


def _mapping(root: Node | None, errors: list[Diagnostic]) -> MappingNode | None:
    if root is None or isinstance(root, MappingNode):
        return root
    if not isinstance(root, Scalar) or root.text or root.style:  # an empty document is an empty file
        errors.append(bad_root(root))
    return None
