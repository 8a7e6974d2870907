"""Which field goes with which model: checked offline, with the field, the model and the way out named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from rawugc_sync.manifest.load import Manifests
from tests.sandbox.media import MODELS, NEEDED, SORT, WHOLE

URL = "https://cdn.example.com/serum.jpg"


@pytest.fixture
def said(loaded: Callable[[Any], Manifests]) -> Callable[..., list[tuple[str, str, str]]]:
    """Field, summary and way out of each error in one resource."""

    def read(collection: str, **fields: Any) -> list[tuple[str, str, str]]:
        found = loaded({"media.yaml": json.dumps({collection: {"it": fields}})}).diagnostics
        assert all(one.source is not None for one in found)
        return [(one.field or "", one.summary, one.detail) for one in found]

    return read


@pytest.mark.parametrize("model", list(WHOLE))
def test_all_that_goes_with_a_model_is_valid(said: Callable[..., Any], model: str) -> None:
    assert said(SORT[model], model=model, take=2, **WHOLE[model]) == []


@pytest.mark.parametrize(("model", "field"), [(m, field) for m, fields in NEEDED.items() for field in fields])
def test_what_a_model_needs_must_be_there(said: Callable[..., Any], model: str, field: str) -> None:
    fields = {name: value for name, value in WHOLE[model].items() if name != field}
    ((where, what, _),) = said(SORT[model], model=model, **fields)
    assert (where, what.startswith("is required")) == (field, True)


WRONG = [
    (model, name, value)
    for models in MODELS.values()
    for model in models
    for other in models
    for name, value in WHOLE[other].items()
    if name not in WHOLE[model]
]


@pytest.mark.parametrize(("model", "field", "value"), WRONG)
def test_what_does_not_go_with_a_model_is_named_with_those_that_take_it(
    said: Callable[..., Any], model: str, field: str, value: Any
) -> None:
    ((where, what, way_out),) = said(SORT[model], model=model, **WHOLE[model], **{field: value})
    assert (where, what) == (field, f"does not go with {model}")
    assert way_out.startswith("Leave it out, or take ")
    takers = [other for other in MODELS[SORT[model]] if field in WHOLE[other]]
    assert [other for other in takers if other not in way_out] == []


@pytest.mark.parametrize(
    ("model", "field", "value", "summary"),
    [
        ("sora-2-text-to-video", "aspectRatio", "16:9", "must be portrait or landscape for"),
        ("veo3", "aspectRatio", "portrait", "must be 16:9, 9:16 or Auto for veo3"),
        ("veo3", "imageUrls", [URL] * 3, "holds 3, and veo3 takes at most 2 URLs"),
        ("sora-2-image-to-video", "imageUrls", [URL] * 11, "holds 11, and"),
        ("sora-2-image-to-video", "imageUrls", [], "must hold at least one URL for"),
        ("kling-2.6/motion-control", "videoUrls", [URL] * 2, "holds 2, and"),
        ("sora-2-text-to-video", "nFrames", "12", "must be 10 or 15"),
        ("veo3", "prompt", "", "must not be empty"),
        ("veo3", "prompt", "a" * 5001, "is 5001 characters long"),
        ("nano-banana-2", "prompt", "a" * 20001, "is 20001 characters long"),
        ("nano-banana-2", "imageUrls", [URL] * 15, "holds 15, and"),
        ("nano-banana-2", "resolution", "8K", "must be 1K or 2K or 4K"),
        ("nano-banana-2", "outputFormat", "webp", "must be png or jpeg or jpg"),
        ("google/nano-banana-edit", "imageUrls", [], "must hold at least one URL for"),
        ("V5", "prompt", "a" * 2001, "is 2001 characters long"),
        ("V5", "title", "a" * 201, "is 201 characters long"),
        ("V5", "style", "a" * 501, "is 501 characters long"),
        ("V5", "instrumental", "perhaps", "must be true or false"),
        ("V5", "take", 0, "must be a whole number from 1 on"),
        ("V5", "take", "1.5", "must be a whole number from 1 on"),
        ("V5", "take", "two", "must be a whole number from 1 on"),
        ("V5", "take", "9" * 30, "must be a whole number from 1 on"),
    ],
)
def test_counts_lengths_and_words_are_checked(
    said: Callable[..., Any], model: str, field: str, value: Any, summary: str
) -> None:
    found = said(SORT[model], **{"model": model, **WHOLE[model], field: value})
    assert {where for where, _, _ in found} == {field}
    assert found[0][1].startswith(summary)


def test_the_longest_prompts_are_valid(said: Callable[..., Any]) -> None:
    assert said("videos", model="veo3", prompt="a" * 5000) == []
    assert said("images", model="nano-banana-2", prompt="a" * 20000) == []
    assert said("music", prompt="a" * 2000) == []


@pytest.mark.parametrize("collection", ["videos", "images"])
def test_a_model_must_be_named_and_known(said: Callable[..., Any], collection: str) -> None:
    assert ("model", "is required", "") in said(collection, prompt="A serum.")
    ((where, what, _),) = said(collection, model="veo4", prompt="A serum.")
    assert (where, what.startswith("must be ")) == ("model", True)


VIDEO = {"model": "veo3", "prompt": "A shelf."}
EDITS: list[tuple[str, Any, Any]] = [
    ("captions", {}, {}),
    ("captions", {"language": "en"}, {"language": "en"}),
    *(
        ("captions", {"language": one}, {"language": one})
        for one in ("pt-BR", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1996", "es-419", "en-x-brand")
    ),
    ("overlay", {"text": "a" * 500}, {"text": "a" * 500}),
    (
        "overlay",
        {"text": "\U0001f600" * 250, "position": "top"},
        {"text": "\U0001f600" * 250, "position": "top"},
    ),
    ("overlay", {"text": "Less.", "fontSize": 8}, {"text": "Less.", "fontSize": 8}),
    ("overlay", {"text": "Less.", "fontSize": "200"}, {"text": "Less.", "fontSize": 200}),
    ("overlay", {"text": "Less.", "topBottomMargin": 0}, {"text": "Less.", "topBottomMargin": 0}),
    ("overlay", {"text": "Less.", "strokeThickness": 1.5}, {"text": "Less.", "strokeThickness": 1.5}),
    ("overlay", {"text": "Less.", "strokeThickness": 10.0}, {"text": "Less.", "strokeThickness": 10}),
]


@pytest.mark.parametrize(("field", "written", "meant"), EDITS)
def test_an_edit_is_what_was_written_of_it(
    loaded: Callable[[Any], Manifests], field: str, written: Any, meant: Any
) -> None:
    read = loaded({"media.yaml": json.dumps({"videos": {"it": {**VIDEO, field: written}}})})
    assert read.diagnostics == []
    (one,) = read.desired.values()
    assert one.fields[field] == meant
    assert all(type(value) is type(meant[name]) for name, value in one.fields[field].items())


@pytest.mark.parametrize(
    ("field", "value", "where", "summary"),
    [
        *(
            ("captions", {"language": one}, "captions.language", "must be a language tag, such as en")
            for one in ("", "e", "english language", "en_US", "en-", "12")
        ),
        ("captions", "en", "captions", "must be a mapping"),
        ("captions", {"text": "Less."}, "captions", "`text` is not a key of captions"),
        ("overlay", {}, "overlay.text", "is required"),
        ("overlay", {"text": " "}, "overlay.text", "must not be empty"),
        ("overlay", {"text": "a" * 501}, "overlay.text", "is 501 characters long"),
        ("overlay", {"text": "\U0001f600" * 251}, "overlay.text", "is 502 characters long"),
        ("overlay", {"text": "a", "position": "left"}, "overlay.position", "must be top or center or bottom"),
        *(
            ("overlay", {"text": "a", "fontSize": one}, "overlay.fontSize", "must be a whole number from 8")
            for one in (7, 201, 8.5, "big", -8)
        ),
        ("overlay", {"text": "a", "topBottomMargin": 501}, "overlay.topBottomMargin", "must be a"),
        *(
            ("overlay", {"text": "a", "strokeThickness": one}, "overlay.strokeThickness", "must be a number")
            for one in (10.5, -1, "nan", "1e0")
        ),
    ],
)  # fmt: skip
def test_what_an_edit_cannot_be_is_said_at_its_place(
    said: Callable[..., Any], field: str, value: Any, where: str, summary: str
) -> None:
    ((at, what, _),) = said("videos", **VIDEO, **{field: value})
    assert at == where
    assert what.startswith(summary)


def test_what_is_wrong_within_an_edit_is_told_at_its_own_line(loaded: Callable[[Any], Manifests]) -> None:
    lines = [
        "videos:",
        "  it:",
        "    model: veo3",
        "    prompt: A shelf.",
        "    overlay:",
        "      txt: Less.",
    ]
    read = loaded({"media.yaml": "\n".join([*lines, "      fontSize: 400"])})
    told = {(one.field, one.source.line, one.detail) for one in read.diagnostics if one.source}
    assert told == {
        ("overlay.text", 6, ""),
        ("overlay", 6, "Did you mean text?"),
        ("overlay.fontSize", 7, ""),
    }


def test_the_text_of_an_overlay_is_free_text(loaded: Callable[[Any], Manifests]) -> None:
    lines = ["videos:", "  it:", "    model: veo3", "    prompt: A shelf.", "    overlay:"]
    read = loaded(
        {"media.yaml": "\n".join([*lines, "      text: Less. # more", "      fontSize: 40 # large"])}
    )
    (said,) = read.diagnostics
    assert (said.code, said.field, said.source and said.source.line) == ("hashtag", "overlay.text", 6)


@pytest.mark.parametrize("collection", ["images", "music"])
def test_edits_are_for_videos_alone(said: Callable[..., Any], collection: str) -> None:
    model = MODELS[collection][0]
    ((where, what, _),) = said(collection, model=model, **WHOLE[model], captions={})
    assert (where, what) == ("captions", f"is not a field of {collection}")
