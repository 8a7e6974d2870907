"""What a plan leaves for a later one, as JSON."""

from __future__ import annotations

from typing import Any

from rawugc_sync.words.planned import LeftOut


def left_out_json(one: LeftOut) -> dict[str, Any]:
    """Addresses as texts, and until when it matters."""
    waits_for = [str(address) for address in one.waits_for]
    return {"address": str(one.address), "waits_for": waits_for, "until": one.until}
