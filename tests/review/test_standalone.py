"""The policy of a page, as a simple reader finds it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from rawugc_sync.review.standalone import policy


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_without_a_script_runs_none_and_loads_nothing() -> None:
    assert policy("a{}") == (
        f"default-src 'none'; style-src {sha256('a{}')}; base-uri 'none'; form-action 'none'"
    )


def test_a_page_runs_its_script_and_loads_from_where_it_says() -> None:
    told = policy("a{}", "b()", img=["https://cdn.example.com", "data:"], media=["data:"])
    assert told == (
        f"default-src 'none'; style-src {sha256('a{}')}; script-src {sha256('b()')}; "
        "img-src https://cdn.example.com data:; media-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("source", ['https://x"', "<b>", "a&b"])
def test_what_would_end_the_attribute_is_no_source(source: str) -> None:
    with pytest.raises(AssertionError):
        policy("", img=[source])
