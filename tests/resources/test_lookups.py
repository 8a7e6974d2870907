"""What a plan looks up: asked for by name, and once."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.resources.accounts import Account, Directory, UnknownAccount
from rawugc_sync.resources.characters import UnusableCharacter
from rawugc_sync.resources.lookups import ACCOUNTS, CHARACTERS, LOOKUPS, UNREAD, Lookup, Needed

ASLEEP = Directory([Account("acc_1", "tiktok", "glowlab", active=False)])
KNOWN = UNREAD.having(ACCOUNTS, ASLEEP)


def test_what_was_not_looked_up_says_what_is_needed() -> None:
    with pytest.raises(Needed) as needed:
        UNREAD.need(ACCOUNTS)
    assert needed.value.name == "accounts"
    assert LOOKUPS[needed.value.name] is ACCOUNTS


def test_what_was_looked_up_is_there_as_it_was_read() -> None:
    assert KNOWN.need(ACCOUNTS) is ASLEEP
    assert KNOWN.get(ACCOUNTS) is ASLEEP
    assert UNREAD.get(ACCOUNTS) is None


def test_what_was_not_looked_up_can_be_taken_for_nothing() -> None:
    assert UNREAD.or_nothing().need(ACCOUNTS).accounts == ()
    assert KNOWN.or_nothing().need(ACCOUNTS) is ASLEEP


def test_what_may_fail_is_sent_and_what_must_not_fail_is_refused() -> None:
    assert KNOWN.at_risk().need(ACCOUNTS).ids(["tiktok/glowlab"]) == ["acc_1"]
    with pytest.raises(UnknownAccount, match="is not active"):
        KNOWN.at_risk().for_sure().need(ACCOUNTS).ids(["tiktok/glowlab"])


NEEDED = {name: lookup for name, lookup in LOOKUPS.items() if not lookup.advisory}


@pytest.mark.parametrize("lookup", NEEDED.values(), ids=list(NEEDED))
def test_a_look_up_reads_an_empty_list_as_nothing(lookup: Lookup[Any]) -> None:
    assert vars(lookup.read({lookup.array: []})) == vars(lookup.nothing)


def test_what_may_not_be_read_and_is_advice_refuses_nothing() -> None:
    CHARACTERS.nothing.check("selectedCharacter", "anybody")
    with pytest.raises(UnusableCharacter, match="there is no character called anybody"):
        CHARACTERS.read({"characters": []}).check("selectedCharacter", "anybody")


def test_what_is_advice_is_not_taken_for_nothing() -> None:
    with pytest.raises(Needed):
        UNREAD.or_nothing().need(CHARACTERS)


@pytest.mark.parametrize("answer", [None, [], {}, {"characters": {}}])
def test_an_answer_without_a_list_of_characters_is_none(answer: Any) -> None:
    with pytest.raises(ValueError, match="has no list called characters"):
        CHARACTERS.read(answer)


@pytest.mark.parametrize("active", [[True, False], [False, True]])
def test_of_several_characters_of_one_name_one_that_is_active_is_enough(active: list[bool]) -> None:
    entries = [{"username": "mia", "isActive": one} for one in active]
    CHARACTERS.read({"characters": [{"username": 7}, "odd", *entries]}).check("selectedCharacter", "mia")
