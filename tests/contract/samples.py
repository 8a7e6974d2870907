"""Two values for each field of each collection, and what the API page says is sent for them.

The lists of fields come from the resource types: a new field without a sample fails, and so does
a new switch of the sandbox that no variant turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Trait
from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.sandbox.media.kinds import MEDIA
from rawugc_sync.sandbox.seeds import PREFIXES
from tests import sampling
from tests.contract.pairwise import pairwise
from tests.contract.project import START
from tests.sandbox.media import WHOLE

DAY = 86_400_000
KEY = "it"
"""The key under which the one resource of most tests is written."""

# White space around and line ends inside, for the server may trim texts. The photos lie on the host
# that a sandbox rewrites URLs to: what comes back rewritten has a test of its own.
_CDN = "https://cdn.rawugc.test"
SAMPLES: Mapping[str, Mapping[str, tuple[Any, Any]]] = {
    "personas": {
        "name": ("Switchers", " Sensitive-skin switchers"),
        "description": ("Skin that reacts\nto everything.\n", "Skin that has calmed down. "),
    },
    "messaging": {
        "name": ("Gentle science", "Gentle proof"),
        "body": (" Calmer skin\nin 14 days.", "Calmer skin\n\nin 7 days.\n"),
    },
    "products": {
        "name": ("Barrier Serum", "Barrier Cream"),
        "photos": (["https://cdn.rawugc.test/front.jpg"], ["https://cdn.rawugc.test/back.jpg"]),
        "description": ("Ceramides.\n", "Ceramides, and nothing else."),
        "messaging": ("Says less.", "\tSays nothing."),
    },
    "styles": {
        "name": ("Shelfie tour", "Shelf tour"),
        "description": ("A shelf.", "A bathroom shelf.\n"),
        "type": ("video", "image"),
        "aspectRatio": ("portrait", "square"),
        "promptTemplate": ("{productName} on a shelf.\n{messaging}", "{character} at a shelf.\n"),
    },
    "posts": {
        "videoUrl": ("https://cdn.example.com/teaser.mp4", "https://cdn.example.com/launch.mp4"),
        "accounts": (["tiktok/glowlab"], ["instagram/glow.lab", "tiktok/glowlab"]),
        "accountIds": (["acc_1"], ["acc_2", "acc_1"]),
        "mode": ("schedule", "draft"),
        "scheduledFor": (START + DAY, START + 2 * DAY),
        "timezone": ("America/New_York", "Europe/Berlin"),
        "content": ("The serum that says less.\n#skincare\n", " The serum.\n#glow"),
        "videoId": ("vid_1", "vid_2"),
        "publishToInbox": (False, True),
        "tiktokPrivacyLevel": ("SELF_ONLY", "PUBLIC_TO_EVERYONE"),
        "tiktokAllowComment": (True, False),
        "tiktokAllowDuet": (False, True),
        "tiktokAllowStitch": (False, True),
        "tiktokCommercialContentType": ("none", "brand_organic"),
    },
    "videos": {
        "model": ("veo3", "veo3_fast"),
        "prompt": ("A serum\non a shelf.", "A serum on a shelf by a window. "),
        "imageUrls": ([f"{_CDN}/front.jpg"], [f"{_CDN}/front.jpg", f"{_CDN}/back.jpg"]),
        "videoUrls": ([f"{_CDN}/walk.mp4"], [f"{_CDN}/run.mp4"]),
        "aspectRatio": ("9:16", "16:9"),
        "nFrames": ("10", "15"),
        "selectedCharacter": ("rawugc.mia", "rawugc.leo"),
        "characterOrientation": ("image", "video"),
        "mode": ("720p", "1080p"),
        "take": (1, 2),
        "captions": ({}, {"language": "es"}),
        "overlay": ({"text": "Says less."}, {"text": "Does more.\n", "strokeThickness": 1.5}),
    },
    "images": {
        "model": ("nano-banana-2", "google/nano-banana-edit"),
        "prompt": ("A serum on stone.", "A serum on sand."),
        "imageUrls": ([f"{_CDN}/front.jpg"], [f"{_CDN}/back.jpg"]),
        "aspectRatio": ("4:5", "1:1"),
        "imageSize": ("4:5", "1:1"),
        "resolution": ("2K", "4K"),
        "outputFormat": ("png", "jpeg"),
        "googleSearch": (True, False),
        "take": (1, 2),
    },
    "music": {
        "prompt": ("A calm piano.", "A calm guitar."),
        "model": ("V5", "V4"),
        "instrumental": (False, True),
        "title": ("Glow", "Glow again"),
        "style": ("pop", "jazz"),
        "take": (1, 2),
    },
}
MODELS: Mapping[str, Mapping[str, str]] = {
    "videos": {
        "": "veo3",
        **dict.fromkeys(("videoUrls", "characterOrientation", "mode"), "kling-2.6/motion-control"),
        "nFrames": "sora-2-text-to-video",
    },
    "images": {"": "nano-banana-2", "imageSize": "google/nano-banana-edit"},
    "music": {"": "V5"},
}
"""Media → field → a model that it goes with; most go with the one of no field."""
ACCOUNT_IDS = {"tiktok/glowlab": "acc_1", "instagram/glow.lab": "acc_2"}
_OF_LIFE_CYCLE = {("posts", "mode")}
"""Fields whose change is a step of a life cycle: the posts' rules have a test for each."""
_NEEDED = {("posts", "scheduledFor"), ("posts", "accounts"), ("posts", "accountIds"), *_OF_LIFE_CYCLE}
"""What may not simply leave a manifest, beside what its model requires."""

DELETES_FIRST = {"posts"}
"""Collections whose replacement must not be live beside the old object."""

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "patch_answer": {"changes-say-success": "success", "changes-say-nothing": "empty"},
    "delete_answer": {"deletes-say-nothing": "empty", "deletes-say-object": "object"},
    "dates": {"iso-dates": "iso"},
    "trims_text": {"trimmed-text": True},
    "rewrites_urls": {"rewritten-urls": True},
    "nulls": {"nulls": True},
    "platforms": {"platform-objects": "objects"},
    "default_window": {"narrow-lists": True},
    "edits_history": {"editable-history": True},
}
"""Switch → name of a variant → the value that it turns the switch to."""

READING = {"dates", "trims_text", "rewrites_urls", "nulls", "platforms", "default_window"}
"""The switches that decide how objects are shown."""
_PLAIN = Options()
_FLIPPED = replace(_PLAIN, **{switch: next(iter(values.values())) for switch, values in VARIANTS.items()})
_EXTREMES = {"plain": _PLAIN, "all-flipped": _FLIPPED}
_AS_IT_IS = ""


def kinds(switches: Iterable[str]) -> dict[str, Options]:
    """Name → a kind of RawUGC: the plain one, the one with all flipped, and what else all pairs ask for."""
    names = {switch: (_AS_IT_IS, *VARIANTS[switch]) for switch in switches}
    _, _, *others = pairwise(names)
    return {
        **_EXTREMES,
        **{"+".join(filter(None, row.values())): _turned(row) for row in others},
    }


def _turned(row: Mapping[str, str]) -> Options:
    return replace(_PLAIN, **{switch: VARIANTS[switch][name] for switch, name in row.items() if name})


def _played(kinds: Mapping[str, Options]) -> Mapping[str, Options]:
    """All of them; in a sample the two that differ in everything."""
    return kinds if sampling.WHOLE else _EXTREMES


def _on(kinds: Mapping[str, Options]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("options", [pytest.param(kind, id=name) for name, kind in kinds.items()])


EVERY_VARIANT = _played(kinds(VARIANTS))
every_variant = _on(EVERY_VARIANT)
"""Runs a test on kinds of RawUGC that show all that the API page leaves open; of the whole any two."""

EVERY_READING = _played(kinds(switch for switch in VARIANTS if switch in READING))
every_reading = _on(EVERY_READING)
"""Runs a test on kinds that show objects in all ways; of the whole any two of them together."""

both_extremes = _on(_EXTREMES)
"""Runs a test on the plain kind, and on one that does everything else than that one."""

every_collection = pytest.mark.parametrize("collection", sorted(registered()))


def every_collection_that(asked: Callable[[ResourceType], bool]) -> pytest.MarkDecorator:
    """Runs a test on every collection of which `asked` holds."""
    found = [name for name, type_ in sorted(registered().items()) if asked(type_)]
    return pytest.mark.parametrize("collection", found)


every_deletable = every_collection_that(lambda type_: type_.calls.deletable)
"""Those whose objects come and go; what can be neither changed nor deleted has tests of its own."""

DELETABLE = [name for name, type_ in sorted(registered().items()) if type_.calls.deletable]

Asked = Callable[[Trait], bool]


def fields_that(asked: Asked, *, without: set[tuple[str, str]] = _OF_LIFE_CYCLE) -> pytest.MarkDecorator:
    """Runs a test on every field of which `asked` holds."""
    found = _found(asked, without)
    return pytest.mark.parametrize(("collection", "field"), found, ids=[".".join(pair) for pair in found])


def fields_on(
    kinds: Mapping[str, Options], asked: Asked, *, without: set[tuple[str, str]] = _OF_LIFE_CYCLE
) -> pytest.MarkDecorator:
    """Runs a test on every field of which `asked` holds, on every kind of RawUGC.

    Outside of a soak each field is on the plain kind and on one other, in turns.
    """
    return pytest.mark.parametrize(
        ("collection", "field", "options"),
        [
            pytest.param(*pair, options, id=f"{'.'.join(pair)}-{name}")
            for turn, pair in enumerate(_found(asked, without))
            for at, (name, options) in enumerate(kinds.items())
            if sampling.SOAK or at in (0, 1 + turn % (len(kinds) - 1))
        ],
    )


def _found(asked: Asked, without: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        (name, field)
        for name, type_ in registered().items()
        for field, trait in type_.fields.traits.items()
        if asked(trait) and (name, field) not in without
    ]


def required(collection: str, field: str) -> bool:
    """Whether a manifest cannot do without a field."""
    return (collection, field) in _NEEDED or field in registered()[collection].fields.required


def optional_fields_on(kinds: Mapping[str, Options]) -> pytest.MarkDecorator:
    """Runs a test on every field that may leave a manifest and cannot be cleared, on every kind of RawUGC."""
    needed = {
        (name, f) for name, type_ in registered().items() for f in type_.fields.traits if required(name, f)
    }
    needed |= {
        (name, f) for name, type_ in registered().items() for f in type_.fields.traits if type_.fields.whole
    }
    return fields_on(kinds, lambda trait: not trait.clearable, without=needed)


GOES_WITH = {("posts", "publishToInbox"): {"mode": "draft"}}
"""What else a resource has to say for both values of a field."""


def full(collection: str, field: str = "") -> dict[str, Any]:
    """A resource that sets every field; of those that exclude each other `field`, else the first."""
    if collection in MODELS:
        return _of_one_model(collection, field)
    fields = {name: SAMPLES[collection][name][0] for name in registered()[collection].fields.traits}
    for group in registered()[collection].fields.alternatives:
        chosen = field if field in group else next(name for name in fields if name in group)
        fields = {name: value for name, value in fields.items() if name not in group or name == chosen}
    return {**fields, **GOES_WITH.get((collection, field), {})}


def _of_one_model(collection: str, field: str) -> dict[str, Any]:
    """Media with all that goes with one model; where that is what changes, with both."""
    models = (MODELS[collection].get(field, MODELS[collection][""]),)
    if field == "model":
        models = SAMPLES[collection]["model"]
    common = set.intersection(*(set(WHOLE[model]) for model in models))
    whole = {name: value for name, value in WHOLE[models[0]].items() if name in common}
    fields = {"model": models[0], **whole, "take": 1}
    return {**fields, field: SAMPLES[collection][field][0]} if field else fields


def changed(collection: str, field: str) -> dict[str, Any]:
    """The same resource with the other value of one field."""
    return {**full(collection, field), field: SAMPLES[collection][field][1]}


def manifest(collection: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The files of a workspace with one resource."""
    return {"manifest.yaml": {collection: {KEY: fields}}}


def body(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a create in the API's form: accounts by id."""
    sent = {name: value for name, value in fields.items() if name not in ("take", "captions", "overlay")}
    if "accounts" in sent:
        sent["accountIds"] = [ACCOUNT_IDS[handle] for handle in sent.pop("accounts")]
    return sent


def named(collection: str, number: int) -> dict[str, Any]:
    """What makes one of several resources of a collection its own."""
    if collection in MODELS:
        return {"prompt": f"Number {number}"}
    if "name" in SAMPLES[collection]:
        return {"name": f"Number {number}"}
    return {"videoUrl": f"https://cdn.example.com/{number}.mp4", "content": f"Number {number}"}


def address(collection: str) -> str:
    return f"{collection}.{KEY}"


def path_of(collection: str) -> str:
    """Where the sandbox lists a collection."""
    return (MEDIA if collection in MEDIA else COLLECTIONS)[collection].path


def first_id(collection: str) -> str:
    """The id of the first object that a test creates: built-in styles have the first numbers."""
    return f"{PREFIXES[collection]}_{4 if collection == 'styles' else 1}"


def next_id(collection: str) -> str:
    """The id of the second object."""
    prefix, _, number = first_id(collection).rpartition("_")
    return f"{prefix}_{int(number) + 1}"


def creates(collection: str, fields: Mapping[str, Any]) -> tuple[str, str, Any]:
    path = path_of(collection)
    return ("POST", f"{path}/generate" if collection in MEDIA else path, body(fields))


def deletes(collection: str, id: str) -> tuple[str, str, Any]:
    return ("DELETE", f"{COLLECTIONS[collection].path}/{id}", None)


def updates(collection: str, field: str, value: Any) -> tuple[str, str, Any]:
    """What brings one field to the first object: for the schedule of a post, a reschedule; an edit."""
    if field in registered()[collection].calls.edits:
        return ("POST", f"{path_of(collection)}/{field}", {"videoId": first_id(collection), **value})
    path = f"{COLLECTIONS[collection].path}/{first_id(collection)}"
    if collection == "posts" and field in ("scheduledFor", "timezone"):
        moment = SAMPLES["posts"]["scheduledFor"][0]
        return ("POST", f"{path}/reschedule", {"scheduledFor": moment, field: value})
    return ("PATCH", path, body({field: value}))


def edits(collection: str, fields: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """What makes the one edit that a resource has, if any, of the first object."""
    made = registered()[collection].calls.edits.among(fields)
    return [updates(collection, name, value) for name, value in made.items()]


def replaces(collection: str, fields: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """What replaces the first object by one with these fields."""
    if collection in MODELS:
        return [creates(collection, fields)]
    calls = [creates(collection, fields), deletes(collection, first_id(collection))]
    return calls[::-1] if collection in DELETES_FIRST else calls
