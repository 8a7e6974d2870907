"""What may stand under `approvals:`, as JSON Schema: for completion and hints in editors."""

from __future__ import annotations

from typing import Any

from rawugc_sync.manifest.approving import ADDRESS, PEOPLE, SELF
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.words.approvals import POLICY

_KEY = f"^(?!{POLICY}$)[a-z0-9][a-z0-9_-]*$"


def approvals_schema(types: Types) -> dict[str, Any]:
    """Roles by name, and what stands beside them."""
    themselves = {"type": "boolean", "description": "Whether authors may say yes to their own."}
    beside = {
        PEOPLE: {
            "type": "object",
            "description": "Person to the logins and addresses that are theirs, too.",
            "additionalProperties": _names(),
        },
        ADDRESS: {
            "type": "string",
            "pattern": "^https?://",
            "description": "Where approvals are kept, for a state on an HTTP server.",
        },
        SELF: themselves,
    }
    return {
        "type": "object",
        "description": "Name of a role to whose yes it takes for what.",
        "propertyNames": {"anyOf": [{"enum": list(beside)}, {"pattern": _KEY}]},
        "properties": beside,
        "additionalProperties": _role(types, themselves),
    }


def _role(types: Types, themselves: dict[str, Any]) -> dict[str, Any]:
    fields = [f"{name}.{field}" for name, type_ in types.items() for field in type_.fields.traits]
    return {
        "type": "object",
        "properties": {
            "of": _list("What it looks after: collections, or fields of them.", {"enum": [*types, *fields]}),
            "by": _names("Who may say yes; without it, anyone but the author."),
            "count": {
                "type": "integer",
                "minimum": 1,
                "description": "How many people have to; 1 unless said.",
            },
            "for": {
                "type": "string",
                "pattern": "^[0-9]+[smhdw]$",
                "description": "How long a yes lasts; for ever unless said.",
            },
            "signers": {
                "type": "string",
                "description": "The file of the keys that count, as git has it for allowed signers.",
            },
            SELF: themselves,
        },
        "required": ["of"],
        "additionalProperties": False,
    }


def _names(description: str | None = None) -> dict[str, Any]:
    return _list(description, {"type": "string"})


def _list(description: str | None, items: dict[str, Any]) -> dict[str, Any]:
    told = {} if description is None else {"description": description}
    return {"type": "array", **told, "items": items, "minItems": 1}
