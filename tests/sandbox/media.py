"""Media for the tests of the sandbox: one request for each model, and where each sort is."""

from __future__ import annotations

from typing import Any

from tests.sandbox.driver import Reply, Sandbox

URL = "https://cdn.example.com/serum.jpg"
CLIP = "https://cdn.example.com/walk.mp4"

# Every field that goes with a model, from the API page; those that it needs come first.
SORA = {"aspectRatio": "portrait", "nFrames": "15", "selectedCharacter": "rawugc.mia"}
VEO = {"aspectRatio": "9:16", "selectedCharacter": "glowlab.nora"}
WHOLE: dict[str, dict[str, Any]] = {
    "sora-2-text-to-video": {"prompt": "A shelf.", **SORA},
    "sora-2-image-to-video": {"imageUrls": [URL], "prompt": "A shelf.", **SORA},
    "kling-2.6/motion-control": {
        "imageUrls": [URL],
        "videoUrls": [CLIP],
        "prompt": "A shelf.",
        "selectedCharacter": "rawugc.mia",
        "characterOrientation": "image",
        "mode": "720p",
    },
    "veo3": {"prompt": "A shelf.", "imageUrls": [URL, URL], **VEO},
    "veo3_fast": {"prompt": "A shelf.", "imageUrls": [URL], **VEO},
    "nano-banana-2": {
        "prompt": "A serum.",
        "imageUrls": [URL],
        "aspectRatio": "4:5",
        "resolution": "2K",
        "outputFormat": "png",
        "googleSearch": True,
    },
    "google/nano-banana-edit": {
        "prompt": "A serum.",
        "imageUrls": [URL],
        "imageSize": "4:5",
        "outputFormat": "jpeg",
    },
    **{
        model: {"prompt": "A song.", "instrumental": False, "title": "Glow", "style": "pop"}
        for model in ("V3_5", "V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5")
    },
}
NEEDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(WHOLE, ("prompt",)),
    "sora-2-image-to-video": ("imageUrls",),
    "kling-2.6/motion-control": ("imageUrls", "videoUrls"),
    "google/nano-banana-edit": ("prompt", "imageUrls"),
}
MODELS = {
    "videos": [
        "sora-2-text-to-video",
        "sora-2-image-to-video",
        "kling-2.6/motion-control",
        "veo3",
        "veo3_fast",
    ],
    "images": ["nano-banana-2", "google/nano-banana-edit"],
    "music": ["V3_5", "V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5"],
}
SORT = {model: sort for sort, models in MODELS.items() for model in models}
ONE_OF_EACH = ["veo3_fast", "nano-banana-2", "V5"]
IDS = {"videos": "videoId", "images": "imageId", "music": "musicId"}
ARRAYS = {"videos": "videos", "images": "images", "music": "tracks"}
ENDS = {"videos": ["url"], "images": ["url"], "music": ["audioUrl", "albumArtUrl", "duration"]}


def generate(sandbox: Sandbox, model: str, **fields: Any) -> Reply:
    """Ask for what the model needs, and for these fields."""
    needed = {name: WHOLE[model][name] for name in NEEDED[model]}
    return sandbox.post(f"/{SORT[model]}/generate", {"model": model, **needed, **fields})


def path_of(sandbox: Sandbox, model: str, **fields: Any) -> str:
    """The same, and its path."""
    made = generate(sandbox, model, **fields)
    assert made.status == 201, made
    return f"/{SORT[model]}/{made.json[IDS[SORT[model]]]}"
