"""What may stand under `rules:`, as JSON Schema: for completion and hints in editors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rawugc_sync.manifest.ruling.kinds import KINDS, PERIODS, SPAN
from rawugc_sync.manifest.ruling.names import Types, fields_to_repeat, fields_with_text
from rawugc_sync.manifest.ruling.rules import LEVELS
from rawugc_sync.manifest.ruling.values import DAYS
from rawugc_sync.resources.networks.limits import networks

_KEY = "^[a-z0-9][a-z0-9_-]*$"
_WORD = {"type": ["string", "number", "boolean"]}
_SPAN = {"type": "string", "pattern": "^[0-9]+[smhdw]$"}
_CLOCK = {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}
_DATE = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

_SAYS = {
    "forbid": "None of the words stands in these fields, and the pattern matches nowhere in them.",
    "require": "One of the words stands in these fields, or the pattern matches, where `when` is so.",
    "hashtags": "At most so many hashtags in a caption.",
    "captionLength": "At most so many characters in a caption, as each network counts them.",
    "postingWindows": "Posts go out on these days and in these hours, in the zone of each.",
    "quietHours": "No post goes out in these hours, in the zone of each.",
    "blackout": "No post goes out on these days, in the zone of each.",
    "maxPosts": "At most so many posts on one account in a day or a week.",
    "minGap": "At least so much time between two posts on one account.",
    "noRepeat": "What one post on an account has, no other has within so much time.",
    "allowedHosts": "URLs in these fields lead to one of these hosts.",
    "minPhotos": "A list of pictures has at least so many.",
    "owner": "Resources of these collections say whose they are (x-owner).",
}


def rules_schema(types: Types) -> dict[str, Any]:
    """Ids, each with one kind of rule."""
    kinds = {name: {"description": says, **_kind(name, types)} for name, says in _SAYS.items()}
    beside = {
        "level": {
            "enum": list(LEVELS),
            "description": "Whether it refuses or only warns; error unless said.",
        },
        "message": {"type": "string", "description": "What to say to whoever breaks it."},
        "link": {"type": "string", "pattern": "^https://", "description": "Where it is explained."},
    }
    rule = {**_mapping({**kinds, **beside}, ()), "oneOf": [{"required": [name]} for name in kinds]}
    return {
        "type": "object",
        "description": "Id to what the brand may never say, or has to: one kind of rule each.",
        "propertyNames": {"pattern": _KEY},
        "additionalProperties": rule,
    }


def _kind(name: str, types: Types) -> dict[str, Any]:
    values = {
        "fields": _list({"enum": [str(one) for one in fields_with_text(types)]}),
        "words": _list(_WORD),
        "pattern": {"type": "string", "maxLength": 1000},
        "when": {"type": "object", "minProperties": 1},
        "max": {"type": "integer", "minimum": 0},
        "networks": _list({"enum": list(networks())}),
        "days": _list({"enum": list(DAYS)}),
        **dict.fromkeys(SPAN, _CLOCK),
        "dates": _list({"anyOf": [_DATE, _mapping(dict.fromkeys(SPAN, _DATE), SPAN)]}),
        "per": {"enum": list(PERIODS)},
        "of": _list({"enum": fields_to_repeat(types)}),
        "within": _SPAN,
        "hosts": _list({"type": "string"}),
        "collections": _list({"enum": list(types)}),
    }
    kind = KINDS[name]
    if not kind.keys:
        return _SPAN if name == "minGap" else {"type": "integer", "minimum": 1}
    return _mapping({key: values[key] for key in kind.keys}, kind.needs)


def _mapping(properties: dict[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}
