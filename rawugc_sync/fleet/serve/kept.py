"""The plan of a kept run, as it was shown."""

from __future__ import annotations

import json

from rawugc_sync.fleet.engine.database import Row
from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.planned import Plan


def plan_of(row: Row) -> Plan:
    """The plan of a run. InvalidInput where another version has written it, and this one cannot read it."""
    try:
        return from_json(json.loads(row["plan"]))
    except (ValueError, RecursionError) as broken:
        detail = "Plan again: rawugc-sync fleet enqueue WORKSPACE --kind plan"
        raise InvalidInput.of("fleet-plan", f"its plan cannot be read again: {broken}", detail) from None
