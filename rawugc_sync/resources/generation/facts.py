"""What live media tell beside their fields: how far they are, since when, why they failed, where they lie.

A live video, as the list shows it:
{"videoId": "vid_1", "status": "completed", "model": "veo3_fast", "prompt": "…", "creditsUsed": 5,
 "url": "https://…", "createdAt": 1790000000000, "completedAt": 1790000090000}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from rawugc_sync.resources.edits import Version
from rawugc_sync.resources.times import live_ms
from rawugc_sync.words.credits import amount
from rawugc_sync.words.live import Live

COMPLETED, FAILED = "completed", "failed"
RUNNING = frozenset({"pending", "processing"})
STATUSES = frozenset({COMPLETED, FAILED, *RUNNING})


def is_status(value: Any) -> TypeGuard[str]:
    """Whether an answer's status is one that the API documents."""
    return isinstance(value, str) and value in STATUSES


def facts_in(
    raw: Mapping[str, Any], outputs: Iterable[str], versions: tuple[Version, ...] = ()
) -> dict[str, Any]:
    """The facts of live media; `outputs` are those that they may have once they are completed."""
    shown = {name: value for name in outputs if isinstance(value := raw.get(name), str) and value}
    return {
        "status": raw.get("status"),
        "credits": amount(raw.get("creditsUsed")),
        "made_at": live_ms(raw.get("createdAt")),
        "fail_code": _text(raw.get("failCode")),
        "fail_message": _text(raw.get("failMessage")),
        "outputs": shown,
        "versions": versions,
    }


def has_failed(live: Live) -> bool:
    """Whether the API has given it up."""
    return bool(live.facts["status"] == FAILED)


def why_failed(live: Live) -> str:
    """The code and the message that it failed with."""
    told = [live.facts["fail_code"], live.facts["fail_message"]]
    return ": ".join(filter(None, told)) or "no reason given"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
