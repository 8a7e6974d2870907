"""Generation: which fields go with which model, what is answered, and how it goes on."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options, Request
from rawugc_sync.sandbox.handler import handle
from tests.sandbox.driver import START, Sandbox
from tests.sandbox.media import (
    CLIP,
    ENDS,
    IDS,
    MODELS,
    NEEDED,
    ONE_OF_EACH,
    SORT,
    URL,
    WHOLE,
    generate,
    path_of,
)

PREFIXES = {"videos": "vid", "images": "img", "music": "mus"}
PRICES = {"nano-banana-2": 4, "google/nano-banana-edit": 2, **dict.fromkeys(MODELS["music"], 3)}
LIMITS = [
    *(("prompt", model, 5000) for model in MODELS["videos"]),
    *(("prompt", model, 20_000) for model in MODELS["images"]),
    *(("prompt", model, 2000) for model in MODELS["music"]),
    ("title", "V5", 200),
    ("style", "V5", 500),
]
COUNTS = [
    ("imageUrls", "sora-2-image-to-video", 10),
    ("imageUrls", "kling-2.6/motion-control", 10),
    ("videoUrls", "kling-2.6/motion-control", 1),
    ("imageUrls", "veo3", 2),
    ("imageUrls", "veo3_fast", 2),
    ("imageUrls", "nano-banana-2", 14),
    ("imageUrls", "google/nano-banana-edit", 14),
]
RATIOS = ["1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto"]
CHOICES = [
    *(("aspectRatio", model, ["portrait", "landscape"]) for model in MODELS["videos"][:2]),
    *(("nFrames", model, ["10", "15"]) for model in MODELS["videos"][:2]),
    *(("aspectRatio", model, ["16:9", "9:16", "Auto"]) for model in MODELS["videos"][3:]),
    ("characterOrientation", "kling-2.6/motion-control", ["image", "video"]),
    ("mode", "kling-2.6/motion-control", ["720p", "1080p"]),
    ("aspectRatio", "nano-banana-2", ["1:4", "1:8", "4:1", "8:1", *RATIOS]),
    ("imageSize", "google/nano-banana-edit", RATIOS),
    ("resolution", "nano-banana-2", ["1K", "2K", "4K"]),
    *(("outputFormat", model, ["png", "jpeg", "jpg"]) for model in MODELS["images"]),
]
WRONG = [
    ("nFrames", "sora-2-text-to-video", 15),
    ("prompt", "veo3", ""),
    ("prompt", "V5", None),
    ("imageUrls", "sora-2-image-to-video", []),
    ("imageUrls", "google/nano-banana-edit", []),
    ("videoUrls", "kling-2.6/motion-control", []),
    ("imageUrls", "veo3", URL),
    ("imageUrls", "veo3", ["serum.jpg"]),
    ("selectedCharacter", "veo3", "rawugc.nobody"),
    ("selectedCharacter", "veo3", "rawugc.ada"),
    ("selectedCharacter", "veo3", "chr_1"),
    ("googleSearch", "nano-banana-2", "true"),
    ("instrumental", "V5", 1),
    ("aspectRatio", "nano-banana-2", "Auto"),
]
FOREIGN = {
    (model, name): value
    for models in MODELS.values()
    for model in models
    for other in models
    for name, value in WHOLE[other].items()
    if name not in WHOLE[model]
}


@pytest.mark.parametrize("model", WHOLE)
def test_a_generation_is_answered_at_once(sandbox: Sandbox, model: str) -> None:
    made = generate(sandbox, model, **WHOLE[model])
    sort = SORT[model]
    answer = dict(made.json)
    assert made.status == 201
    assert answer.pop("creditsUsed") + answer.pop("newBalance") == 1000
    assert isinstance(answer.pop("estimatedCompletionTime"), str)
    assert answer == {
        IDS[sort]: f"{PREFIXES[sort]}_1",
        "model": model,
        "status": "pending",
        "createdAt": START,
    }


@pytest.mark.parametrize("model", WHOLE)
def test_what_a_model_needs_suffices(sandbox: Sandbox, model: str) -> None:
    assert generate(sandbox, model).status == 201


@pytest.mark.parametrize(("model", "name"), [(model, name) for model in NEEDED for name in NEEDED[model]])
def test_a_model_needs_its_fields(sandbox: Sandbox, model: str, name: str) -> None:
    content = {"model": model, **{field: value for field, value in WHOLE[model].items() if field != name}}
    refused = sandbox.post(f"/{SORT[model]}/generate", content)
    assert (refused.status, refused.errors) == (400, {name: ["is required"]})


@pytest.mark.parametrize(("model", "name"), FOREIGN)
def test_a_field_of_another_model_is_refused(sandbox: Sandbox, model: str, name: str) -> None:
    refused = generate(sandbox, model, **{name: FOREIGN[model, name]})
    assert (refused.status, refused.errors) == (400, {name: [f"does not go with {model}"]})


@pytest.mark.parametrize("sort", MODELS)
def test_fields_of_no_model_are_named(sandbox: Sandbox, sort: str) -> None:
    refused = generate(sandbox, MODELS[sort][0], seed=1, take=2)
    unknown = ["is not a known field"]
    assert (refused.status, refused.errors) == (400, {"seed": unknown, "take": unknown})


@pytest.mark.parametrize("sort", ["videos", "images"])
@pytest.mark.parametrize("model", [None, "", "veo4", "V5", ["veo3"]])
def test_a_model_must_be_one(sandbox: Sandbox, sort: str, model: object) -> None:
    content = {"prompt": "x", "seed": 1} | ({} if model is None else {"model": model})
    refused = sandbox.post(f"/{sort}/generate", content)
    assert refused.status == 400
    assert refused.errors.keys() >= {"model", "seed"}


def test_music_has_a_model_by_itself(sandbox: Sandbox) -> None:
    assert sandbox.post("/music/generate", {"prompt": "A song."}).json["model"] == "V5"


@pytest.mark.parametrize(("name", "model", "limit"), LIMITS)
def test_a_text_may_fill_its_limit_but_not_pass_it(
    sandbox: Sandbox, name: str, model: str, limit: int
) -> None:
    assert generate(sandbox, model, **{name: "😀" * (limit // 2)}).status == 201
    refused = generate(sandbox, model, **{name: "x" * (limit + 1)})
    assert (refused.status, refused.errors) == (400, {name: [f"must be at most {limit} characters long"]})


@pytest.mark.parametrize(("name", "model", "most"), COUNTS)
def test_there_may_be_so_many_urls_and_no_more(sandbox: Sandbox, name: str, model: str, most: int) -> None:
    assert generate(sandbox, model, **{name: [CLIP] * most}).status == 201
    refused = generate(sandbox, model, **{name: [CLIP] * (most + 1)})
    assert (refused.status, refused.errors) == (400, {name: [f"must hold at most {most}"]})


@pytest.mark.parametrize(("name", "model", "choices"), CHOICES)
def test_a_choice_is_one_of_its_values(sandbox: Sandbox, name: str, model: str, choices: list[str]) -> None:
    assert [choice for choice in choices if generate(sandbox, model, **{name: choice}).status != 201] == []
    refused = generate(sandbox, model, **{name: "square"})
    assert (refused.status, list(refused.errors)) == (400, [name])
    told = refused.errors[name][0].removeprefix("must be one of ")
    assert sorted(told.split(", ")) == sorted(choices)


@pytest.mark.parametrize(("name", "model", "value"), WRONG)
def test_a_wrong_value_is_refused_and_nothing_is_paid(
    sandbox: Sandbox, name: str, model: str, value: object
) -> None:
    refused = generate(sandbox, model, **{name: value})
    assert refused.status == 400
    assert list(refused.errors) == [name]
    assert (sandbox.store.objects(SORT[model]), sandbox.store.objects("charges")) == ({}, {})


# -- how it goes on


def statuses(sandbox: Sandbox, path: str, *seconds: int) -> list[str]:
    """The status so long after the request."""
    found = []
    for second in seconds:
        sandbox.now = START + second * 1000
        found.append(sandbox.get(path).json["status"])
    return found


@pytest.mark.parametrize("model", ONE_OF_EACH)
@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("A shelf.", ["pending", "pending", "processing", "processing", "completed", "completed"]),
        ("A [fails] shelf.", ["pending", "pending", "processing", "processing", "failed", "failed"]),
        ("A shelf. [hangs]", ["pending", "pending", "processing", "processing", "processing", "processing"]),
    ],
)
def test_a_generation_takes_its_time(model: str, prompt: str, expected: list[str]) -> None:
    sandbox = Sandbox(Options(generation_seconds=40))
    path = path_of(sandbox, model, prompt=prompt)
    assert statuses(sandbox, path, 0, 9, 10, 39, 40, 100_000) == expected


SHOWN: dict[str, dict[str, object]] = {
    "veo3_fast": {"prompt": "A shelf.", "creditsUsed": 5},
    "nano-banana-2": {
        "prompt": "A serum.",
        "creditsUsed": 4,
        "resolution": "1K",
        "outputFormat": "jpg",
    },
    "V5": {"prompt": "A song.", "creditsUsed": 3},
}


@pytest.mark.parametrize("model", ONE_OF_EACH)
def test_media_show_what_they_become_only_once_they_are_completed(sandbox: Sandbox, model: str) -> None:
    path, sort = path_of(sandbox, model), SORT[model]
    before = {
        IDS[sort]: path.rpartition("/")[2],
        "model": model,
        "status": "pending",
        "createdAt": START,
        **SHOWN[model],
    }
    assert sandbox.get(path).json == before
    sandbox.now += 20_000
    after = sandbox.get(path).json
    ends = {name: after.pop(name) for name in ENDS[sort]}
    assert after == before | {"status": "completed", "completedAt": START + 20_000}
    assert all(ends.values())


@pytest.mark.parametrize("model", ONE_OF_EACH)
def test_a_failed_generation_says_why(sandbox: Sandbox, model: str) -> None:
    path = path_of(sandbox, model, prompt="[fails]")
    sandbox.now += 20_000
    failed = sandbox.get(path).json
    assert (failed["status"], failed["failCode"]) == ("failed", "content_policy")
    assert failed["failMessage"]
    assert not {"completedAt", *ENDS[SORT[model]]} & failed.keys()


@pytest.mark.parametrize("model", WHOLE)
def test_no_answer_shows_the_other_inputs(sandbox: Sandbox, model: str) -> None:
    path = path_of(sandbox, model, **WHOLE[model])
    sandbox.now += 20_000
    hidden = {
        *("imageUrls", "videoUrls", "aspectRatio", "nFrames", "selectedCharacter", "characterOrientation"),
        *("mode", "googleSearch", "instrumental", "style"),
    }
    assert not hidden & sandbox.get(path).json.keys()


def test_the_dashboard_may_end_a_generation(sandbox: Sandbox) -> None:
    path = path_of(sandbox, "veo3", prompt="[hangs]")
    sandbox.store.edit("videos", "vid_1", {"fate": "completes", "readyAt": START})
    assert sandbox.get(path).json["status"] == "completed"


def test_absent_fields_may_be_null() -> None:
    sandbox = Sandbox(Options(nulls=True))
    shown = sandbox.get(path_of(sandbox, "sora-2-image-to-video")).json
    absent = {name for name, value in shown.items() if value is None}
    assert absent == {"prompt", "url", "completedAt", "failCode", "failMessage", "versions"}


def test_a_prompt_may_be_trimmed() -> None:
    sandbox = Sandbox(Options(trims_text=True))
    assert sandbox.get(path_of(sandbox, "V5", prompt=" a\r\nb \n")).json["prompt"] == "a\nb"


def test_times_are_numbers_whatever_other_dates_are() -> None:
    sandbox = Sandbox(Options(dates="iso"))
    assert sandbox.get(path_of(sandbox, "V5")).json["createdAt"] == START


@pytest.mark.parametrize("model", ONE_OF_EACH)
@pytest.mark.parametrize(("method", "status"), [("PATCH", 405), ("DELETE", 405), ("PUT", 405), ("POST", 405)])
def test_generated_media_can_be_neither_changed_nor_deleted(
    sandbox: Sandbox, model: str, method: str, status: int
) -> None:
    assert sandbox.send(method, path_of(sandbox, model), b"{}").status == status


@pytest.mark.parametrize(
    "path", ["/videos/vid_9", "/videos/generate", "/images/vid_1", "/music/mus_1", "/videos/"]
)
def test_unknown_ids_are_refused(sandbox: Sandbox, path: str) -> None:
    path_of(sandbox, "veo3")
    assert sandbox.get(path).status == 404


FILES: list[Any] = [
    ("veo3", {}, "url", "video/mp4", b"\0\0\0\x18ftypmp42"),
    ("nano-banana-2", {}, "url", "image/jpeg", b"\xff\xd8\xff"),
    ("nano-banana-2", {"outputFormat": "png"}, "url", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("google/nano-banana-edit", {"outputFormat": "jpeg"}, "url", "image/jpeg", b"\xff\xd8\xff"),
    ("V5", {}, "audioUrl", "audio/mpeg", b"ID3"),
    ("V5", {}, "albumArtUrl", "image/jpeg", b"\xff\xd8\xff"),
]


@pytest.mark.parametrize(("model", "fields", "name", "kind", "begin"), FILES)
def test_generated_files_can_be_read_once_they_are_there(
    sandbox: Sandbox, model: str, fields: dict[str, Any], name: str, kind: str, begin: bytes
) -> None:
    path = path_of(sandbox, model, **fields)
    sandbox.now += 20_000
    url = sandbox.get(path).json[name].removeprefix("https://storage.rawugc.test")
    file = Request("GET", f"..{url}")
    found = handle(file, sandbox.store, sandbox.now, sandbox.options)
    assert (found.status, found.headers["Content-Type"]) == (200, kind)
    assert found.body.startswith(begin)
    assert handle(file, sandbox.store, START, sandbox.options).status == 404
