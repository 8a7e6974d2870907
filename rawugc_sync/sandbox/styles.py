"""What styles do beyond storing: the built-in ones are fixed, and the list can be narrowed to a type."""

from __future__ import annotations

from rawugc_sync.sandbox.exchange import JsonObject
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context, Hooks


def refusal(style: JsonObject, _context: Context) -> Problem | None:
    """403 for a built-in style."""
    if style["isAdmin"] or style["isStandard"]:
        return Problem(403, "Built-in styles cannot be changed.")
    return None


def seen(object_id: str, stored: JsonObject, _context: Context) -> JsonObject:
    """The style with what the server sets on every one."""
    return {"styleId": object_id, "isAdmin": False, "isStandard": False, **stored}


def listed(style: JsonObject, context: Context) -> bool:
    """Whether `?type=` lets a style through."""
    wanted = context.filters.get("type")
    return wanted is None or wanted == style.get("type")


HOOKS = Hooks(refusal=refusal, seen=seen, listed=listed)
