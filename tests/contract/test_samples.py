"""The samples are complete: every field has two values, every switch of the sandbox a variant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from itertools import combinations, product

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.sandbox.media.kinds import MEDIA
from tests.contract.samples import READING, SAMPLES, VARIANTS, every_collection, kinds

NOT_OF_THE_API = {
    "collections",
    "base_path",
    "organization",
    "keys",
    "rate_limit",
    "one_user",
    "rate_window",
    "rate_headers",
}
"""Switches that say who and where a RawUGC is, and the rate limit, which the client's own tests turn."""

OF_MEDIA = {
    "upload_lifetime",
    "credits",
    "prices",
    "unpriced",
    "refunds",
    "generation_seconds",
    "newest_first",
    "lists_late",
    "own_version_ids",
    "url_after_edit",
    "lists_versions",
    "lists_are_brief",
    "caption_operation",
}
"""Switches that no collection of these tests knows of; the tests of the sandbox turn them."""


@every_collection
def test_every_field_has_two_different_samples(collection: str) -> None:
    samples = SAMPLES[collection]
    assert set(samples) == set(registered()[collection].fields.traits)
    assert [name for name, (one, other) in samples.items() if one == other] == []


def test_the_sandbox_serves_every_collection() -> None:
    assert set(COLLECTIONS) | set(MEDIA) == set(registered())


@pytest.mark.parametrize(
    "switch", [f.name for f in fields(Options) if f.name not in NOT_OF_THE_API | OF_MEDIA]
)
def test_every_switch_of_the_sandbox_is_turned_by_a_variant(switch: str) -> None:
    assert [value for value in VARIANTS[switch].values() if value != getattr(Options(), switch)]


@pytest.mark.parametrize("switches", [VARIANTS, READING], ids=["all", "reading"])
def test_any_two_switches_meet_in_every_combination(switches: Collection[str]) -> None:
    values = {switch: [getattr(Options(), switch), *VARIANTS[switch].values()] for switch in sorted(switches)}
    met = {
        ((one, getattr(kind, one)), (other, getattr(kind, other)))
        for kind in kinds(switches).values()
        for one, other in combinations(values, 2)
    }
    asked = {
        ((one, first), (other, second))
        for one, other in combinations(values, 2)
        for first, second in product(values[one], values[other])
    }
    assert asked - met == set()


def test_there_are_no_more_kinds_than_the_pairs_ask_for() -> None:
    """Two switches of three values meet in nine ways; six of two values, all flipped at once, take six."""
    assert [len(kinds(VARIANTS)), len(kinds(READING))] == [9, 6]
