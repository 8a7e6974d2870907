"""Made-up videos and what is said of them: the same for the same words, different for others."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from rawugc_sync.sandbox.exchange import JsonObject

NOTHING = "[nothing]"
"""What is searched for with this in it finds nothing."""

_TOPICS = (
    "skincare",
    "morning routine",
    "unboxing",
    "shelfie",
    "before and after",
    "ingredients",
    "travel kit",
)
_HOOKS = (
    "POV: your serum says less",
    "Stop scrolling if your skin reacts to everything",
    "Three things nobody tells you about {topic}",
    "I tried {topic} for 14 days: here is what happened",
)
_AUTHORS = ("glowdiary", "skin.notes", "thebareshelf", "mia.tries", "dermofacts")


def number(seed: str, least: int, most: int) -> int:
    """A number from `least` to `most` that belongs to the seed."""
    return least + crc32(seed.encode("utf-8", "surrogatepass")) % (most - least + 1)


def picked(seed: str, words: Sequence[str]) -> str:
    """One of the words, the one that belongs to the seed."""
    return words[number(seed, 0, len(words) - 1)]


def topic(seed: str) -> str:
    """What a video is about."""
    return picked(f"topic {seed}", _TOPICS)


def hook(seed: str) -> str:
    """The first words of a video."""
    return picked(f"hook {seed}", _HOOKS).format(topic=topic(seed))


def author(seed: str) -> str:
    """Who made it."""
    return picked(f"author {seed}", _AUTHORS)


def hashtags(seed: str) -> list[str]:
    """What it is tagged with, without the signs."""
    return [topic(seed).replace(" ", ""), picked(f"tag {seed}", ("fyp", "glowup", "skintok"))]


def description(seed: str) -> str:
    """Its caption."""
    return f"{hook(seed)} {' '.join(f'#{tag}' for tag in hashtags(seed))}"


def stats(seed: str, names: Sequence[str]) -> JsonObject:
    """How often it was seen, and the rest in proportion."""
    views = number(f"views {seed}", 10_000, 5_000_000)
    return {name: views // 10**index for index, name in enumerate(names)}


def analysis(seed: str) -> JsonObject:
    """What an analysis of a video says."""
    return {
        "summary": f"A creator shows {topic(seed)} in one take.",
        "hook": hook(seed),
        "keyframes": [_keyframe(seed, second) for second in (0, 3, 9)],
        "durationSeconds": number(f"duration {seed}", 10, 60),
        "tags": hashtags(seed),
        "whyItPerformed": "It names the doubt in the first second, and answers it with a close-up.",
        "attributesToCopy": ["A question within the first second", "Daylight, no filter"],
        "hooksToTest": [hook(f"{seed} again"), "What nobody shows: the last drop"],
    }


def _keyframe(seed: str, second: int) -> JsonObject:
    return {
        "timestamp": second,
        "type": "hook" if second == 0 else "proof",
        "description": f"{second} seconds in: {topic(seed)}.",
        "visual": "A hand holds the bottle against the window.",
        "audio": "A voice, close to the microphone.",
        "text": hook(seed) if second == 0 else "",
    }
