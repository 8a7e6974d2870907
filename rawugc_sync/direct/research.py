"""Research: scrapes, content plans and analyses, each paid for and shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from rawugc_sync.api.client import Reader, Writer
from rawugc_sync.direct import checked, once
from rawugc_sync.direct.once import Wanted
from rawugc_sync.direct.whole import Object, entries, objects, whole
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import Interrupted, InvalidInput, Problem
from rawugc_sync.words.planned import Call, uploading
from rawugc_sync.words.uploads import VIDEOS, Upload

SCRAPES = "/scrape-tiktok"
PLANS = "/content-plans"
ANALYSES = "/analyze-video"

MODES = ("keyword", "hashtag", "search")
MOST_VIDEOS = 10
_QUERY, _TEXT = 500, 5000


def scrape(query: str, mode: str | None, limit: int | None) -> Wanted:
    """A scrape of TikTok; what is None is left to the API."""
    body = {"query": checked.text("the query", query, _QUERY), "mode": mode, "limit": limit}
    given = {name: value for name, value in body.items() if value is not None}
    return Wanted(_paid(SCRAPES, given, 3), "scrape", "scrapeId")


def content_plan(scrape_id: str, brief: str) -> Wanted:
    """A content plan of a scrape."""
    body = {
        "scrapeId": checked.id(scrape_id, "a scrape"),
        "brief": checked.text("the brief", brief, _TEXT),
    }
    return Wanted(_paid(PLANS, body, 3), "plan", "planId")


def analysis(video: str | Upload, prompt: str | None) -> Wanted:
    """An analysis of the video at a URL, or of a file; the API gives it no id."""
    body = {} if prompt is None else {"prompt": checked.text("the prompt", prompt, _TEXT)}
    if isinstance(video, str):
        return Wanted(_paid(ANALYSES, {"videoUrl": checked.url(video), **body}, 1), "analysis")
    if video.content_type not in VIDEOS:
        raise InvalidInput.of("no-video", f"the file {video.path} is {video.content_type}, which is no video")
    return Wanted(_paid(ANALYSES, body, 1), "analysis", file=video)


def plans(reader: Reader) -> Object:
    """`plans` (ids, scrapes, briefs, times) and `count`, as they came; what a plan says is not in it."""
    body = reader.get(PLANS).body
    entries(PLANS, body, "plans")
    return whole(PLANS, body)


def ideas(answer: Object) -> list[Object]:
    """The ideas of all blueprints of a content plan, in their order, as they came."""
    return [
        idea for blueprint in objects(answer, "blueprints") for idea in objects(blueprint, "contentIdeas")
    ]


def bought(
    writer: Writer, wanted: Wanted, keep_raw: Callable[[bytes], str], ready: Callable[[], None]
) -> Object:
    """The answer to what is wanted; `ready` is asked before each call. See `once.sent`."""
    call = wanted.call
    if wanted.file is not None:
        call = replace(call, body={**(call.body or {}), "videoUrl": _uploaded(writer, wanted.file, ready)})
    try:
        return once.sent(writer, call, keep_raw, ready)
    except Problem as refused:
        if refused.status != HTTPStatus.NOT_FOUND or call.path != PLANS:
            raise
        # The path is there: what is missing is what the call names.
        summary = f"RawUGC knows no scrape {call.body['scrapeId'] if call.body else ''} (404)"
        way_out = "rawugc-sync research scrape makes one, and prints its id."
        raise Problem(error("unknown-scrape", summary, way_out), refused.status) from refused


def _uploaded(writer: Writer, file: Upload, ready: Callable[[], None]) -> str:
    try:
        return writer.upload(uploading(file), ready)
    except KeyboardInterrupt:  # the second one, and the call that costs has not left
        raise Interrupted.of("interrupted", f"stopped while {file.path} was uploaded") from None


def _paid(path: str, body: Fields, credits: int) -> Call:
    return Call(method="POST", path=path, body=body, repeatable=False, credits=credits)
