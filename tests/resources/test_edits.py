"""The edits of an object: their calls, and the versions that answers show, however odd these are."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.resources.edits import NO_EDITS, Version, highest_of, with_version
from rawugc_sync.resources.generation.edits import EDITS
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Edited, Record

SHOWN = {"videoId": "vid_2", "version": 2, "url": "https://cdn.example.com/2.mp4", "operation": "caption"}
ORIGINAL = {"id": "vid_1", "url": "https://cdn.example.com/1.mp4"}


def test_edits_come_in_their_order_whatever_that_of_the_fields() -> None:
    fields = {"overlay": {"text": "Less."}, "prompt": "A shelf.", "captions": {}}
    assert list(EDITS.among(fields)) == ["captions", "overlay"]
    assert EDITS.without(fields) == {"prompt": "A shelf."}
    assert NO_EDITS.without(fields) == fields


@pytest.mark.parametrize(("name", "price"), [("captions", 1), ("overlay", None)])
def test_an_edit_is_never_repeated_and_has_a_name_for_its_price(name: str, price: int | None) -> None:
    call = EDITS.call(name, {"text": "Less."}, "vid_1")
    assert (call.path, call.body) == (f"/videos/{name}", {"videoId": "vid_1", "text": "Less."})
    assert (call.repeatable, call.credits, call.edit and call.edit.field) == (False, price, name)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "vid_2",
        {},
        *({**SHOWN, key: value} for key in ("videoId", "url") for value in ("", None, 7, ["x"])),
        *({**SHOWN, "version": value} for value in (0, -1, "2", None, True, 2.5)),
    ],
    ids=str,
)
def test_what_is_no_version_is_none(odd: Any) -> None:
    assert EDITS.version_in(odd) is None
    assert EDITS.versions_in({"versions": [odd, SHOWN]}) == (EDITS.version_in(SHOWN),)
    assert EDITS.versions_in({"versions": odd}) == ()


@pytest.mark.parametrize("operation", ["", None, 7, []])
def test_a_version_of_no_known_operation_is_nobodys_edit(operation: Any) -> None:
    (version,) = EDITS.versions_in({"versions": [{**SHOWN, "operation": operation}]})
    assert version.operation is None
    assert EDITS.made_by("captions", 1, Live("vid_1", {}, {"versions": (version,)})) == ()


@pytest.mark.parametrize("operation", ["caption", "captions"])
def test_captions_have_two_names(operation: str) -> None:
    live = Live(
        "vid_1", {}, {"versions": EDITS.versions_in({"versions": [{**SHOWN, "operation": operation}]})}
    )
    assert [one.id for one in EDITS.made_by("captions", 1, live)] == ["vid_2"]
    assert EDITS.made_by("captions", 2, live) == EDITS.made_by("overlay", 1, live) == ()


def test_a_record_goes_from_version_to_version_and_keeps_its_original() -> None:
    made = Record("vid_1", {}, outputs=ORIGINAL)
    assert highest_of(made) == 1
    first = with_version(made, made, Version(2, "vid_2", "https://cdn.example.com/2.mp4"))
    assert first.edited == Edited(2, 2, ORIGINAL, apart=True)
    again = with_version(first, first, Version(3, "vid_3", "https://cdn.example.com/3.mp4"))
    assert (again.id, again.outputs["id"], again.edited) == (
        "vid_1",
        "vid_3",
        Edited(3, 3, ORIGINAL, apart=True),
    )
    assert highest_of(again) == 3
