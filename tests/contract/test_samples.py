"""The samples are complete: every field has two values, every switch of the sandbox a variant."""

from __future__ import annotations

from dataclasses import fields

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import COLLECTIONS, Options
from tests.contract.samples import SAMPLES, VARIANTS, every_collection

NOT_OF_THE_API = {
    "collections",
    "base_path",
    "organization",
    "keys",
    "rate_limit",
    "rate_window",
    "rate_headers",
}
"""Switches that say who and where a RawUGC is, and the rate limit, which the client's own tests turn."""


@every_collection
def test_every_field_has_two_different_samples(collection: str) -> None:
    samples = SAMPLES[collection]
    assert set(samples) == set(registered()[collection].fields.traits)
    assert [name for name, (one, other) in samples.items() if one == other] == []


def test_the_sandbox_serves_every_collection() -> None:
    assert set(COLLECTIONS) == set(registered())


@pytest.mark.parametrize("switch", [f.name for f in fields(Options) if f.name not in NOT_OF_THE_API])
def test_every_switch_of_the_sandbox_is_turned_by_a_variant(switch: str) -> None:
    assert [value for value in VARIANTS[switch].values() if value != getattr(Options(), switch)]
