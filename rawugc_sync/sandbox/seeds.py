"""What a new sandbox holds, accounts, characters and built-in styles; and how ids begin."""

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


def _character(username: str, name: str, type_: str, *, active: bool = True) -> JsonObject:
    return {
        "username": username,
        "displayName": name,
        "description": f"{name} talks to the camera in plain daylight.",
        "videoPreviewUrl": f"https://cdn.rawugc.test/characters/{username}.mp4" if type_ == "admin" else None,
        "type": type_,
        "isActive": active,
    }


SEEDS: Mapping[str, tuple[JsonObject, ...]] = {
    "accounts": (
        _account("tiktok", "glowlab", active=True),
        _account("instagram", "glow.lab", active=True),
        _account("youtube", "glowlabskin", active=False),
    ),
    "characters": (
        _character("rawugc.mia", "Mia", "admin"),
        _character("rawugc.leo", "Leo", "admin"),
        _character("rawugc.ada", "Ada", "admin", active=False),
        _character("glowlab.nora", "Nora", "user"),
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
    "characters": "chr",
    "uploads": "upl",
    "videos": "vid",
    "images": "img",
    "music": "mus",
    "versions": "ver",
    "scrapes": "scr",
    "plans": "plan",
    "charges": "chg",
}
"""Collection → what the ids of its objects begin with."""
