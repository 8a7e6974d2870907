"""What a new sandbox holds, three social accounts and RawUGC's built-in styles; and how ids begin."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.sandbox.exchange import JsonObject


def _account(platform: str, username: str, *, active: bool) -> JsonObject:
    return {"platform": platform, "username": username, "displayName": "Glow Lab", "isActive": active}


def _style(style_id: str, name: str, media: str, **built_in: bool) -> JsonObject:
    return {
        "styleId": style_id,
        "name": name,
        "type": media,
        "aspectRatio": "portrait",
        "promptTemplate": f"{name}: {{character}} shows {{productName}}. {{messaging}}",
        "isAdmin": False,
        "isStandard": False,
        **built_in,
    }


SEEDS: Mapping[str, tuple[JsonObject, ...]] = {
    "accounts": (
        _account("tiktok", "glowlab", active=True),
        _account("instagram", "glow.lab", active=True),
        _account("youtube", "glowlabskin", active=False),
    ),
    "styles": (
        _style("selfie-review", "Selfie review", "video", isStandard=True),
        _style("unboxing", "Unboxing", "video", isStandard=True),
        _style("flat-lay", "Flat lay", "image", isAdmin=True),
    ),
}

PREFIXES: Mapping[str, str] = {
    "accounts": "acc",
    "personas": "per",
    "messaging": "msg",
    "products": "prd",
    "styles": "sty",
    "posts": "post",
    "uploads": "upl",
}
"""Collection → what the ids of its objects begin with."""
