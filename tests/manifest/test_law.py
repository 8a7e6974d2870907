"""The policy as the state records it, and back: the same for the same, whatever its order and style."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.law import document_of, law_in, waivers_document
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.law import LAWLESS, Law
from rawugc_sync.words.rules import Waiver

POLICY = """\
approvals:
  legal: {of: [posts.content], by: [ana, ben], count: 2, for: 90d, signers: keys}
  people: {ana: [ana@x.example]}
rules:
  no-cure: {forbid: {fields: [posts.content], words: [cure, "10"]}, message: "No: never 🧴"}
  gap: {minGap: 4h, level: warning}
"""
REORDERED = """\
rules:
  gap:
    level: 'warning'
    minGap: "4h"
  no-cure:
    message: "No: never 🧴"
    forbid: {words: [cure, '10'], fields: [posts.content]}
approvals:
  people:
    ana:
      - ana@x.example
  legal: {signers: keys, for: 90d, count: '2', by: [ana, ben], of: [posts.content]}
"""


def law(folder: Path, text: str) -> Law:
    (folder / "rawugc.yaml").write_text(dedent(text), encoding="utf-8")
    config = load_config(folder)
    return Law(config.approvals, config.rules, {"keys": "ana ssh-ed25519 AAAA"})


def test_what_was_recorded_is_what_was_written(tmp_path: Path) -> None:
    written = law(tmp_path, POLICY)
    read = law_in(document_of(written), registered(), "the-state")
    assert read.roles == written.roles
    assert {one.id: one.check for one in read.rules} == {one.id: one.check for one in written.rules}
    assert read.signers == written.signers
    assert document_of(read) == document_of(written)


def test_order_and_style_change_nothing(tmp_path: Path) -> None:
    assert document_of(law(tmp_path, POLICY)) == document_of(law(tmp_path, REORDERED))


def test_no_policy_is_nothing() -> None:
    assert document_of(LAWLESS) == {}
    assert law_in({}, registered(), "the-state") == law_in(None, registered(), "the-state") == LAWLESS


def test_a_policy_that_is_not_understood_is_told_with_its_place() -> None:
    with pytest.raises(StateError) as refused:
        law_in({"rules": {"new": {"futureKind": "1"}}}, registered(), "the-state")
    (told,) = refused.value.diagnostics
    assert told.code == "policy-unknown"
    assert told.summary.startswith("the-state holds a policy that this rawugc-sync does not know: rules.new")


def test_what_counts_is_what_was_recorded_and_every_rule_that_is_new(tmp_path: Path) -> None:
    before = law_in(document_of(law(tmp_path, POLICY)), registered(), "the-state")
    after = law(
        tmp_path,
        POLICY.replace("by: [ana, ben], count: 2", "by: [mallory]")
        .replace("[cure, ", "[cures, ")
        .replace("  gap: {minGap: 4h, level: warning}\n", "  most: {maxPosts: {per: day, max: 3}}\n"),
    )
    counting = after.beside(before)
    assert counting.roles == before.roles
    assert sorted(one.id for one in counting.rules) == ["gap", "most", "no-cure", "no-cure"]
    assert after.beside(LAWLESS) == after


def test_an_address_counts_at_once_where_none_is_recorded(tmp_path: Path) -> None:
    addressed = POLICY.replace("  people:", "  address: https://kept.example/here\n  people:")
    before = law_in(document_of(law(tmp_path, POLICY)), registered(), "the-state")
    after = law(tmp_path, addressed)
    assert after.beside(before).roles.address == "https://kept.example/here"
    moved = law(tmp_path, addressed.replace("/here", "/there"))
    recorded = law_in(document_of(after), registered(), "the-state")
    assert moved.beside(recorded).roles.address == "https://kept.example/here"


def test_of_two_waivers_of_one_place_the_longer_one_is_recorded() -> None:
    source = Source("posts.yaml", 1, 1)
    one = Waiver("no-cure", date(2027, 1, 31), "A quote.", Address("posts", "a"), "content", source)
    other = Waiver("no-cure", date(2027, 2, 28), "A quote.", Address("posts", "a"), "content", source)
    assert waivers_document([other, one]) == [
        {"rule": "no-cure", "address": "posts.a", "field": "content", "until": "2027-02-28"}
    ]
