"""What calls cost: as said, else as documented, else as last paid, else nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.pricing import Prices
from rawugc_sync.resources import priced, registered
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.words.credits import Fare
from rawugc_sync.words.planned import Call

EDIT = Call(method="POST", path="/videos/overlay", fare=Fare("overlay"), credits=None)


@pytest.mark.parametrize(
    ("documented", "said", "paid", "price"),
    [
        (None, {}, {}, None),
        (None, {}, {"overlay": 3}, 3),
        (None, {}, {"overlay size=2": 3}, None),
        (1, {}, {"overlay": 3}, 1),
        (1, {"overlay": 2}, {"overlay": 3}, 2),
        (None, {"overlay": 0}, {"overlay": 3}, 0),
        (None, {"captions": 2}, {}, None),
    ],
)
def test_where_a_price_comes_from(documented: Any, said: Any, paid: Any, price: Any) -> None:
    call = Call(method="POST", path="/videos/overlay", fare=Fare("overlay"), credits=documented)
    assert Prices(said, paid).of(call) == price


def test_what_is_free_stays_free() -> None:
    assert Prices({"personas": 9}, {"": 9}).of(Call(method="POST", path="/personas")) == 0


@pytest.mark.parametrize(
    ("collection", "fields", "fare"),
    [
        ("videos", {"model": "veo3", "prompt": "P", "aspectRatio": "9:16"}, "veo3"),
        ("videos", {"model": "sora-2-text-to-video", "nFrames": "15"}, "sora-2-text-to-video nFrames=15"),
        (
            "videos",
            {"model": "kling-2.6/motion-control", "mode": "720p"},
            "kling-2.6/motion-control mode=720p",
        ),
        ("images", {"model": "nano-banana-2"}, "nano-banana-2 resolution=1K"),
        ("images", {"model": "nano-banana-2", "resolution": "1K"}, "nano-banana-2 resolution=1K"),
        ("images", {"model": "google/nano-banana-edit"}, "google/nano-banana-edit"),
        ("music", {"prompt": "P", "take": 2}, "V5"),
    ],
)
def test_a_price_goes_by_model_length_mode_and_resolution(
    collection: str, fields: dict[str, Any], fare: str
) -> None:
    assert str(registered()[collection].calls.create(fields, UNREAD).fare) == fare


def test_all_that_costs_has_a_name() -> None:
    models = {model for type_ in registered().values() for model in getattr(type_.fields, "models", {})}
    assert priced() == models | {"captions", "overlay"}
