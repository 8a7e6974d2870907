"""The errors that reading a manifest can end in, each with its code, its words and its way out."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.manifest.advice import as_block, statement
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.handles import handles_at
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, at, at_key
from rawugc_sync.words.diagnostics import Diagnostic, error

MEANINGS = {
    "@": "nothing yet: it is reserved",
    "`": "nothing yet: it is reserved",
    "%": "a directive",
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "|": "a block",
    ">": "a folded block",
    '"': "a text that ends at the next quote",
    "'": "a text that ends at the next quote",
    "{": "a mapping",
    "}": "nothing: it ends a mapping",
    "[": "a list",
    "]": "nothing: it ends a list",
    ",": "nothing: it separates values",
    "-": "an item of a list",
    "?": "a key",
}
"""What the characters that no plain text can begin with do begin (YAML 1.2, 5.3)."""


def special_start(document: Document, line: int, column: int, code: str = "text") -> Diagnostic:
    """A text whose first character, at this place, means something else."""
    excerpt = document.line(line)
    character = excerpt[column - 1 : column]
    meaning = MEANINGS.get(character, "something else")
    summary = f"a text cannot begin with `{character}`: in YAML that begins {meaning}"
    is_whole = statement(excerpt).column == column
    detail = as_block(document, line) if is_whole else "Put the text in quotes."
    if character == "{" and "${" in excerpt:
        detail = 'Put a reference that stands inside brackets in quotes: "${…}".'
    elif character in "[{":
        close = {"[": "]", "{": "}"}[character]
        detail = f"Is it not text? Then separate with commas and close with `{close}`. Is it text? {detail}"
    if (handles := handles_at(document, line)) is not None:
        detail = handles
    return error(code, summary, detail, **document.at(line, column))


def misread_tag(document: Document, line: int, column: int) -> Diagnostic:
    """A tag: most likely a text that begins with `!`."""
    found = special_start(document, line, column, "tag")
    return replace(found, detail=found.detail + _not_ours(document))


def _not_ours(document: Document) -> str:
    """What to do when the file is another program's; its own configuration is none."""
    if document.file == CONFIG_NAME:
        return ""
    return "\nIs it another program's? Name it under `exclude:` in rawugc.yaml."


def unused_anchor(node: Node) -> Diagnostic:
    """An anchor on a plain text, without an alias: most likely a text that begins with `&`."""
    summary = "a text cannot begin with `&`: in YAML that begins an anchor, and no alias uses this one"
    return error("anchor", summary, as_block(node.doc, node.line), **at(node))


def unknown_alias(document: Document, name: str, line: int, column: int) -> Diagnostic:
    """An alias without an anchor above it: most likely a text that begins with `*`."""
    summary = f"`*{name}` is an alias in YAML, and no anchor `&{name}` stands above it"
    detail = f"Is it text? {as_block(document, line)}"
    return error("alias", summary, detail, **document.at(line, column))


def alias_in_itself(document: Document, name: str, line: int, column: int) -> Diagnostic:
    """An alias inside of what it stands for."""
    summary = f"`*{name}` stands inside of `&{name}` itself"
    return error("alias", summary, "Remove the alias.", **document.at(line, column))


def bad_merge(document: Document, line: int, column: int) -> Diagnostic:
    """`<<` with something else than mappings."""
    detail = "`<<` takes an alias of a mapping, or a list of them."
    return error("merge", "only mappings can be merged with `<<`", detail, **document.at(line, column))


def duplicate_key(mapping: MappingNode, key: str, line: int, column: int) -> Diagnostic:
    """A key that the mapping has already."""
    summary = f"`{key}` is already set on line {mapping.places[key][0]}"
    detail = "Keep one of the two, or rename one."
    return error("duplicate-key", summary, detail, **mapping.doc.at(line, column))


def bad_key(document: Document, summary: str, line: int, column: int) -> Diagnostic:
    """A key that is not a text."""
    detail = "Write `key: value`; put the key in quotes if you mean these characters."
    return error("key", summary, detail, **document.at(line, column))


def null(node: Node, parent: Node, key: str | None, text: str) -> Diagnostic:
    """A null as a value, or as an item where there is no key; `text` is how it was written."""
    summary = f"{f'`{key}`' if key is not None else 'this item'} {'is null' if text else 'has no value'}"
    detail = 'Write "" for an empty text, or remove the line.'
    if text:
        detail += f" Put {text} in quotes if you mean the word."
    where = at_key(parent, key) if isinstance(parent, MappingNode) and key is not None else at(node)
    return error("null", summary, detail, **where)


def bad_root(node: Node) -> Diagnostic:
    """A file that is a list or a text."""
    detail = "Begin with a collection, such as `personas:`, and indent its entries below it."
    detail += _not_ours(node.doc)
    return error("root", "a manifest must be a mapping of collections", detail, **at(node))


def directive(document: Document, line: int) -> Diagnostic:
    """A line that begins with `%`."""
    detail = "Remove the line; manifests are YAML 1.2. If it is text, indent it below `key: |`."
    return error("directive", "a `%` directive cannot stand in a manifest", detail, **document.at(line, 1))


def several_documents(document: Document, line: int, column: int) -> Diagnostic:
    """Whatever follows the first document."""
    summary = "a manifest is one YAML document, and here another begins"
    detail = "Remove the `---` or `...` line, or move what follows to a file of its own."
    detail += _not_ours(document)
    return error("documents", summary, detail, **document.at(line, column))


def tab(document: Document, line: int, column: int) -> Diagnostic:
    """A tab outside of texts."""
    detail = "Use spaces: YAML takes no tabs before or between keys and values."
    return error("tab", "a tab outside of a text", detail, **document.at(line, column))


def swallowed_hashtag(document: Document, line: int, column: int, way_out: str) -> Diagnostic:
    """A comment that begins like a hashtag, where text would be lost to it; no way out where none can be."""
    tag = document.line(line)[column - 1 :].split()[0]
    summary = f"YAML takes everything from `{tag}` on as a comment"
    detail = "Put a space after the `#`, or delete it: a text cannot stand here."
    if way_out:
        detail = f"{way_out}\nIf it is a comment, put a space after the `#`."
    return error("hashtag", summary, detail, **document.at(line, column))
