"""How far a generation is: a matter of the clock and of what its prompt asks for.

A prompt with `[fails]` in it fails when it would be completed, one with `[hangs]` is `processing` for ever.
The dashboard changes both by the fields `fate` (`completes`, `fails` or `hangs`) and `readyAt` (Unix ms).
"""

from __future__ import annotations

from typing import Literal

from rawugc_sync.sandbox.exchange import JsonObject

Status = Literal["pending", "processing", "completed", "failed"]
STATUSES: tuple[Status, ...] = ("pending", "processing", "completed", "failed")

_FATES = {"[fails]": "fails", "[hangs]": "hangs"}
_FAILURE = {"failCode": "content_policy", "failMessage": "The prompt asks for a generation that fails."}


def begun(fields: JsonObject, now: int, seconds: float) -> JsonObject:
    """What a generation that begins `now` and takes so many seconds has beside its fields."""
    prompt = fields.get("prompt", "")
    fate = next((fate for marker, fate in _FATES.items() if marker in prompt), "completes")
    return {"fate": fate, "readyAt": now + round(seconds * 1000)}


def status(made: JsonObject, now: int) -> Status:
    """The status at `now`: for the first quarter of its time, a generation is pending."""
    if now >= made["readyAt"] and made["fate"] != "hangs":
        return "failed" if made["fate"] == "fails" else "completed"
    first = (made["readyAt"] - made["createdAt"]) / 4
    return "pending" if now < made["createdAt"] + first else "processing"


def told(made: JsonObject, now: int) -> JsonObject:
    """What an answer says of it: the status, when it was completed, why it failed."""
    reached = status(made, now)
    why = _FAILURE if reached == "failed" else dict.fromkeys(_FAILURE)
    return {"status": reached, "completedAt": made["readyAt"] if reached == "completed" else None, **why}
