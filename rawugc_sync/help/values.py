"""What may be written for a value, in words: from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rawugc_sync.help.markdown import code
from rawugc_sync.manifest.schema import REFERENCE

Schema = Mapping[str, Any]

_NOTHING: tuple[Schema, ...] = ({"type": "null"}, REFERENCE)
"""What says nothing of a value: that it may be left out, and that a reference may stand for it."""
_BOUNDS = (("minimum", "from"), ("maximum", "to"))
_LISTED = 20
"""How many words are listed; more are all fields of all collections."""
_PLAIN = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}


def said(schema: Schema) -> str:
    """The forms of a value as Markdown: "list of URL or `{file: PATH}`"."""
    return " or ".join(dict.fromkeys(map(_form, forms(schema))))


def forms(schema: Schema) -> list[Schema]:
    """Each form that a value may have."""
    return [one for one in schema.get("anyOf", [schema]) if one not in _NOTHING]


def below(schema: Schema, path: str) -> Iterator[tuple[str, Schema, bool]]:
    """Each key below the one at `path`: where it stands, its schema, and whether its mapping needs it.

    A name that is free stands as `<name>`. The fields of collections are left out: they have pages.
    """
    for form in forms(schema):
        if _is_file(form) or path.endswith("defaults"):
            continue
        needed = form.get("required", ())
        for key, one in form.get("properties", {}).items():
            yield f"{path}.{key}", one, key in needed
            yield from below(one, f"{path}.{key}")
        if isinstance(named := form.get("additionalProperties"), dict):
            yield from below(named, f"{path}.<name>")


def _form(form: Schema) -> str:
    if "enum" in form:
        return _words([str(one) for one in form["enum"]])
    kind = form.get("type", "object")
    match kind:
        case "array":
            return f"list of {said(form['items'])}"
        case "object":
            return _mapping(form)
        case "integer" | "number" | "boolean":
            bounds = (f" {word} {form[key]}" for key, word in _BOUNDS if key in form)
            return _PLAIN[kind] + "".join(bounds)
    return _text(form)


def _words(words: Sequence[str]) -> str:
    if len(words) <= _LISTED:
        return ", ".join(map(code, words))
    return f"one of {len(words)} words, such as {code(words[0])} and {code(words[-1])}"


def _text(form: Schema) -> str:
    if form.get("format") == "uri":
        return "URL"
    return f"text of the form {code(form['pattern'])}" if "pattern" in form else "text"


def _mapping(form: Schema) -> str:
    if _is_file(form):
        return "`{file: PATH}`"
    named = form.get("additionalProperties")
    if not isinstance(named, dict) or "properties" in form or "properties" in named:
        return "mapping"
    names = form.get("propertyNames", {}).get("enum")
    return f"mapping of {', '.join(map(code, names)) if names else 'names'} to {said(named)}"


def _is_file(form: Schema) -> bool:
    return list(form.get("properties", ())) == ["file"]
