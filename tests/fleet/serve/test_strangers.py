"""What strangers send: it costs little, says nothing, and keeps nobody else away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from starlette.requests import Request

from rawugc_sync.fleet.serve.body import read
from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.fleet.serve.limiting import EACH, SECONDS, Limiter
from tests.contract.project import HandClock
from tests.fleet.apart import run_apart
from tests.fleet.serve.town import Town, Visitor

MADE_UP = "A" * 43
NONCE = "a" * 32


@pytest.mark.parametrize("payload", ["garbage", ".garbage", f'"{NONCE}'])
def test_what_somebody_signs_with_a_token_of_their_own_is_not_unpacked(
    town: Town, visitor: Visitor, payload: str
) -> None:
    visitor.client.cookies.set("rawugc-link", NONCE)
    proof = TimestampSigner(MADE_UP, salt="rawugc-sync link").sign(payload).decode()
    answer = visitor.send(f"/r/{MADE_UP}", {"proof": proof})
    assert (answer.status_code, "Nothing was recorded" in answer.text) == (403, True)


def test_no_answer_leads_to_the_host_that_a_request_names(visitor: Visitor) -> None:
    answer = visitor.client.get(f"/r/{MADE_UP}/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


def test_strangers_at_many_addresses_keep_nobody_away() -> None:
    limiter = Limiter(HandClock())
    for number in range(100):
        for _ in range(EACH):
            assert limiter.takes(f"2001:db8:0:{number:x}::1", f"made up {number}") == 0
    assert limiter.takes("192.0.2.7", "a link") == 0


@pytest.mark.parametrize(
    "asked",
    [
        lambda n: ("192.0.2.7", f"{n}"),
        lambda n: (f"192.0.2.{n}", "x"),
        lambda n: (f"2001:db8::{n}", f"{n}"),
        lambda n: (f"192.0.2.{n}", f"{MADE_UP}{n}"),
    ],
    ids=["one address", "one link", "one line", "one link and much behind it"],
)
def test_one_address_and_one_link_have_a_limit_each(asked: Callable[[int], tuple[str, str]]) -> None:
    clock = HandClock()
    limiter = Limiter(clock)
    assert [limiter.takes(*asked(n)) for n in range(EACH)] == [0] * EACH
    assert limiter.takes(*asked(EACH)) == SECONDS
    clock.sleep(SECONDS)
    assert limiter.takes(*asked(EACH)) == 0


async def never() -> Mapping[str, Any]:
    await asyncio.Event().wait()
    return {}


async def goes() -> Mapping[str, Any]:
    return {"type": "http.disconnect"}


async def is_long() -> Mapping[str, Any]:
    return {"type": "http.request", "body": b"abc", "more_body": True}


@pytest.mark.parametrize(("receive", "status"), [(never, 408), (goes, 400), (is_long, 413)])
def test_a_body_that_does_not_end_is_given_up(receive: Callable[[], Any], status: int) -> None:
    taken = bytearray()
    with pytest.raises(Closed) as closed:
        run_apart(read(Request({"type": "http"}, receive), 7, taken.extend, wait=0.01))
    assert (closed.value.status, len(taken) <= 7) == (status, True)
