"""Credits: what generations cost, what is left, and what failed ones give back."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import Sandbox
from tests.sandbox.media import generate

DOCUMENTED: list[tuple[str, dict[str, Any], int]] = [
    ("nano-banana-2", {}, 4),
    ("google/nano-banana-edit", {}, 2),
    ("V3_5", {}, 3),
    ("V5", {}, 3),
    ("sora-2-text-to-video", {"nFrames": "15"}, 6),
]
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("sora-2-text-to-video", {"nFrames": "10"}),
    ("sora-2-text-to-video", {}),
    ("sora-2-image-to-video", {"nFrames": "15"}),
    ("kling-2.6/motion-control", {}),
    ("veo3", {}),
    ("veo3_fast", {}),
]


def paid(options: Options, model: str, **fields: Any) -> float:
    credits: float = generate(Sandbox(options), model, **fields).json["creditsUsed"]
    return credits


@pytest.mark.parametrize(("model", "fields", "price"), DOCUMENTED)
def test_documented_prices_are_taken(model: str, fields: dict[str, Any], price: int) -> None:
    assert paid(Options(unpriced=7), model, **fields) == price
    assert paid(Options(prices={model: 9}), model, **fields) == 9


@pytest.mark.parametrize(("model", "fields"), OTHERS)
def test_what_has_no_documented_price_costs_what_an_option_says(model: str, fields: dict[str, Any]) -> None:
    assert paid(Options(unpriced=7.5), model, **fields) == 7.5


@pytest.mark.parametrize(
    ("model", "fields", "detail"),
    [
        ("veo3", {}, ""),
        ("sora-2-image-to-video", {"nFrames": "10"}, "/10"),
        ("kling-2.6/motion-control", {"mode": "1080p"}, "/1080p"),
        ("nano-banana-2", {"resolution": "4K"}, "/4K"),
    ],
)
def test_a_price_may_depend_on_a_detail(model: str, fields: dict[str, Any], detail: str) -> None:
    assert paid(Options(prices={model: 1, f"{model}{detail}": 11}), model, **fields) == 11


def test_a_balance_goes_down_until_it_does_not_suffice() -> None:
    sandbox = Sandbox(Options(credits=10))
    left = [generate(sandbox, "nano-banana-2").json["newBalance"] for _ in range(2)]
    refused = generate(sandbox, "nano-banana-2")
    assert left == [6, 2]
    assert (refused.status, refused.headers["Content-Type"]) == (402, "application/problem+json")
    assert refused.json["type"] == "https://api.rawugc.com/errors/insufficient_credits"
    assert refused.json["detail"] == "Insufficient credits. Required: 4, Available: 2"
    assert list(sandbox.store.objects("images")) == ["img_1", "img_2"]
    assert generate(sandbox, "google/nano-banana-edit").json["newBalance"] == 0


def test_the_dashboard_adds_credits() -> None:
    sandbox = Sandbox(Options(credits=0))
    sandbox.store.insert("charges", {"credits": -5})
    assert generate(sandbox, "V5").json["newBalance"] == 2


@pytest.mark.parametrize(("refunds", "left"), [(False, 1000 - 2 * 3), (True, 1000 - 3)])
def test_the_credits_of_a_failed_generation_may_come_back(refunds: bool, left: int) -> None:
    sandbox = Sandbox(Options(refunds=refunds))
    assert generate(sandbox, "V5", prompt="[fails]").json["newBalance"] == 1000 - 3
    sandbox.now += 20_000
    assert generate(sandbox, "V5").json["newBalance"] == left


def test_every_payment_is_kept() -> None:
    sandbox = Sandbox()
    for model in ("V5", "nano-banana-2"):
        generate(sandbox, model)
    assert [(one["what"], one["credits"]) for one in sandbox.store.objects("charges").values()] == [
        ("V5", 3),
        ("nano-banana-2", 4),
    ]
