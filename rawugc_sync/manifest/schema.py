"""The JSON Schemas of manifests and of `rawugc.yaml`, from the models (JSON Schema 2020-12).

They serve completion and hints in editors, and accept every valid manifest: `defaults` may supply a
required field, and editors read `001` as a number where this tool takes the text as it is written.
Whether a manifest is valid is for `validate` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rawugc_sync.manifest.approving import APPROVALS
from rawugc_sync.manifest.approving_schema import approvals_schema
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.lifecycle import KEYS
from rawugc_sync.manifest.marks import OWNER, RIGHTS
from rawugc_sync.manifest.ruling.rules import RULES
from rawugc_sync.manifest.ruling.schema import rules_schema
from rawugc_sync.resources import priced, registered
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import TEXTUAL, Kind, Trait, longest

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEY = "^[a-z0-9][a-z0-9_-]*$"
REFERENCE = {"type": "string", "pattern": r"^\s*\$\{[^{}]+\}\s*$"}
_FILE = {
    "type": "object",
    "description": "A UTF-8 file, relative to this manifest.",
    "properties": {"file": {"type": "string"}},
    "required": ["file"],
    "additionalProperties": False,
}
_MEDIA = {**_FILE, "description": "A file, relative to this manifest; apply uploads it."}
_EXTENSION = {"^x-": {"description": "Ignored: a place for anchors."}}
_MARKS = {
    OWNER: {"type": ["string", "number"], "description": "Who looks after it; never sent."},
    RIGHTS: {
        "type": "object",
        "description": "How long, and where, it may be shown; never sent.",
        "properties": {
            "until": {
                "description": "The last day: what goes out later is refused.",
                "anyOf": [{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, REFERENCE],
            },
            "territory": {
                "type": "array",
                "description": "Where; for those who review.",
                "items": {"type": "string"},
                "minItems": 1,
            },
        },
        "additionalProperties": False,
    },
}
"""What a resource of any collection may say of itself for rules."""
_GUARD, _IGNORE = KEYS


def manifest_schema() -> dict[str, Any]:
    """What may stand in a manifest."""
    types = registered()
    return {
        "$schema": DIALECT,
        "title": "rawugc-sync manifest",
        "type": "object",
        "properties": {
            "vars": {
                "type": "object",
                "description": "Values for ${vars.name}, in every manifest of the workspace.",
                "additionalProperties": True,
            },
            "defaults": _defaults(types),
            RULES: rules_schema(types),
            **{name: _collection(type_) for name, type_ in types.items()},
            **_blocks(list(types)),
        },
        "patternProperties": _EXTENSION,
        "additionalProperties": False,
    }


def config_schema() -> dict[str, Any]:
    """What may stand in `rawugc.yaml`."""
    types = registered()
    schema: dict[str, Any] = without_fillers(Config.model_json_schema())
    schema["properties"][RULES] = rules_schema(types)
    schema["properties"][APPROVALS] = approvals_schema(types)
    environment = schema["$defs"]["Environment"]["properties"]
    schema["properties"]["environments"]["propertyNames"] = {"pattern": _KEY}
    for properties in (schema["properties"], environment):
        properties["drift"]["propertyNames"] = {"enum": list(types)}
        properties["prices"]["propertyNames"] = {"enum": sorted(priced())}
    environment["collections"] = {
        "type": "array",
        "description": environment["collections"]["description"],
        "items": {"enum": list(types)},
        "minItems": 1,
    }
    environment["defaults"] = {**_defaults(types), "description": environment["defaults"]["description"]}
    return {
        "$schema": DIALECT,
        **schema,
        "title": "rawugc-sync configuration",
    }


def _defaults(types: Mapping[str, ResourceType]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Fields for this folder and those below; the nearest wins, field by field.",
        "properties": {name: _fields(type_) for name, type_ in types.items()},
        "additionalProperties": False,
    }


def _blocks(collections: list[str]) -> dict[str, Any]:
    address = {"type": "string", "pattern": rf"^({'|'.join(collections)})\.{_KEY[1:]}"}
    environment = {
        "description": "The environments that it is for; else all.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    moved = {"from": {**address, "description": "Its address so far."}, "to": address, "env": environment}
    imported = {
        "to": address,
        "id": {"type": "string", "description": "The live object that it is."},
        "not": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Live objects that it is not.",
        },
        "env": environment,
    }
    removed = {
        "from": address,
        "destroy": {"type": "boolean", "description": "false: it leaves the state, and stays live."},
        "env": environment,
    }
    return {
        "moved": _items("Resources that have another key now.", moved, ["from", "to"]),
        "imports": _items("Live objects to take over, or not to.", imported, ["to"]),
        "removed": _items("Resources that have left the manifests.", removed, ["from"]),
    }


def _items(description: str, properties: dict[str, Any], required: Iterable[str]) -> dict[str, Any]:
    item = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return {"type": "array", "description": description, "items": item}


def _collection(type_: ResourceType) -> dict[str, Any]:
    resource = _fields(type_)
    resource["properties"]["lifecycle"] = _lifecycle(type_)
    return {
        "type": "object",
        "description": type_.fields.model.__doc__ or "",
        "propertyNames": {"pattern": _KEY},
        "additionalProperties": resource,
    }


def _fields(type_: ResourceType) -> dict[str, Any]:
    whole = type_.fields.model.model_json_schema()
    properties = inlined(whole["properties"], whole.get("$defs", {}))
    return {
        "type": "object",
        "properties": {
            **{name: _field(type_, name, schema) for name, schema in properties.items()},
            **_MARKS,
        },
        "additionalProperties": False,
    }


def inlined(schema: Any, named: Mapping[str, Any]) -> Any:
    """The schema with what it refers to by name in its place."""
    if isinstance(schema, list):
        return [inlined(item, named) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: inlined(value, named) for key, value in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return own
    return {**inlined(named[schema["$ref"].rpartition("/")[2]], named), **own}


def _field(type_: ResourceType, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A field as it may be written: its own form, a reference, and for a text or for media a file."""
    own = without_fillers(schema)
    description = _with_limit(own.pop("description", ""), longest(type_.fields.model, name))
    forms = [branch for branch in own.pop("anyOf", [own]) if branch != {"type": "null"}]
    forms = [_lenient(form) for form in forms]
    trait = type_.fields.traits.get(name, Trait())
    if trait.kind in TEXTUAL:
        forms.append(_FILE)
    if trait.kind is Kind.MEDIA:
        forms = _or_file(forms, many=trait.many)
    return _described(description, forms)


def _with_limit(description: str, limit: int | None) -> str:
    """What a field means, and how long it may be: not as `maxLength`, for a reference may be longer."""
    return description if limit is None else f"{description} At most {limit} characters."


def _described(description: str, forms: list[dict[str, Any]]) -> dict[str, Any]:
    """A value in one of some forms; where none of them is any text, in that of a reference as well."""
    if not any("string" in _types(form) and "format" not in form for form in forms):
        forms = [*forms, REFERENCE]
    return {"description": description, **(forms[0] if len(forms) == 1 else {"anyOf": forms})}


def _or_file(forms: list[dict[str, Any]], *, many: bool) -> list[dict[str, Any]]:
    """The forms of media, each of which may be a file instead."""
    if not many:
        return [*forms, _MEDIA]
    return [{**form, "items": {"anyOf": [form["items"], _MEDIA]}} for form in forms]


def _lenient(form: dict[str, Any]) -> dict[str, Any]:
    """A text as editors may see it, in a mapping too: what looks like a number or a boolean is a text."""
    if "properties" in form:
        inner = {name: dict(value) for name, value in form["properties"].items()}
        within = {n: _described(one.pop("description", ""), [_lenient(one)]) for n, one in inner.items()}
        return {**form, "properties": within}
    if form.get("type") == "string" and "enum" not in form and "format" not in form:
        return {**form, "type": ["string", "number", "boolean"]}
    return form


def _types(form: dict[str, Any]) -> list[str]:
    kind = form.get("type", [])
    return kind if isinstance(kind, list) else [kind] if "enum" not in form else []


def _lifecycle(type_: ResourceType) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "What may happen to the resource itself.",
        "properties": {
            _GUARD: {
                "type": "boolean",
                "description": "Refuse every plan that would delete or replace it.",
            },
            _IGNORE: {
                "type": "array",
                "description": "Fields that are set on create and then left alone.",
                "items": {"enum": list(type_.fields.traits)},
            },
        },
        "additionalProperties": False,
    }


def without_fillers(schema: Any) -> Any:
    """The schema without pydantic's titles, and without defaults that only mean "not given"."""
    if isinstance(schema, dict):
        return {
            name: without_fillers(value)
            for name, value in schema.items()
            if not (name == "title" and isinstance(value, str)) and name != "default"
        }
    if isinstance(schema, list):
        return [without_fillers(item) for item in schema]
    return schema
