"""The JSON Schema of `fleet.yaml`, from its model, for completion and hints in editors."""

from __future__ import annotations

from typing import Any

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.manifest.schema import DIALECT, without_fillers


def fleet_schema() -> dict[str, Any]:
    """What may stand in `fleet.yaml` (JSON Schema 2020-12)."""
    schema: dict[str, Any] = without_fillers(Fleet.model_json_schema())
    return {"$schema": DIALECT, **schema, "title": "rawugc-sync fleet"}
