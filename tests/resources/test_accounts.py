"""Handles of social accounts and the ids behind them."""

from __future__ import annotations

import re

import pytest

from rawugc_sync.resources.accounts import Account, Directory, UnknownAccount, canonical_handle, platforms_of

GLOW = Account("acc_1", "tiktok", "GlowLab")
GRAM = Account("acc_2", "instagram", "glow.lab")
LOST = Account("acc_3", "youtube", "glowlabskin", active=False)
DIRECTORY = Directory([GLOW, GRAM, LOST])


@pytest.mark.parametrize(
    ("text", "handle"),
    [("tiktok/glowlab", "tiktok/glowlab"), ("TikTok/@GlowLab", "tiktok/GlowLab"), (" a/b ", "a/b")],
)
def test_a_handle_is_platform_and_username(text: str, handle: str) -> None:
    assert canonical_handle(text) == handle


@pytest.mark.parametrize("text", ["", "tiktok", "tiktok/", "/glowlab", "tiktok/@", "a/b/c", "a/b c"])
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        canonical_handle(text)


def test_handles_become_ids_in_order_whatever_their_case() -> None:
    assert DIRECTORY.ids(["instagram/GLOW.lab", "tiktok/glowlab"]) == ["acc_2", "acc_1"]


def test_a_username_is_the_same_with_an_at_in_an_answer_as_in_a_manifest() -> None:
    entry = {"accountId": "acc_1", "platform": "TikTok", "username": "@GlowLab"}
    assert Directory.read({"accounts": [entry]}).ids(["tiktok/glowlab"]) == ["acc_1"]


@pytest.mark.parametrize(
    ("username", "writable"), [("glow.lab", True), ("", False), ("glow lab", False), ("@x", False)]
)
def test_some_usernames_cannot_be_written(username: str, writable: bool) -> None:
    assert Account("acc_1", "tiktok", username).is_writable == writable


def test_ids_become_handles_and_a_disconnected_one_stands_for_itself() -> None:
    assert DIRECTORY.handles(["acc_2", "acc_9"]) == ["instagram/glow.lab", "acc_9"]
    assert DIRECTORY.platforms(["acc_1", "acc_2"]) == {"tiktok", "instagram"}
    assert platforms_of(["tiktok/a", "tiktok/b"]) == {"tiktok"}


@pytest.mark.parametrize(
    ("accounts", "handle", "said"),
    [
        ([GLOW, GRAM], "tiktok/glowlap", "did you mean tiktok/GlowLab?"),
        ([GLOW, GRAM], "x/y", "connected are instagram/glow.lab, tiktok/GlowLab"),
        ([], "tiktok/glowlab", "connect one in the RawUGC dashboard"),
        ([LOST], "youtube/glowlabskin", "is not active: connect it again"),
        ([GLOW, Account("acc_4", "tiktok", "glowlab")], "tiktok/glowlab", "write accountIds instead"),
    ],
)
def test_a_handle_without_a_usable_account_is_told_what_to_do(
    accounts: list[Account], handle: str, said: str
) -> None:
    with pytest.raises(UnknownAccount, match=re.escape(said)):
        Directory(accounts).ids([handle])


@pytest.mark.parametrize("id", ["acc_3", "acc_9"])
def test_an_id_without_a_usable_account_is_refused(id: str) -> None:
    with pytest.raises(UnknownAccount, match=r"acc_9|not active"):
        DIRECTORY.platforms([id])


@pytest.mark.parametrize(
    "answer",
    [
        {"accounts": []},
        {"accounts": ["acc_1"]},
        {"accounts": [{"accountId": 1, "platform": "tiktok", "username": "x"}]},
        {"accounts": [{"accountId": "acc_1", "platform": "tiktok"}]},
    ],
)
def test_unreadable_accounts_are_passed_over(answer: object) -> None:
    assert Directory.read(answer).accounts == ()


@pytest.mark.parametrize("answer", [None, [], {}, {"accounts": None}, {"accounts": {"a": 1}}])
def test_an_answer_without_a_list_of_accounts_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match="has no list called accounts"):
        Directory.read(answer)


def test_an_account_is_active_unless_it_says_otherwise() -> None:
    entry = {"accountId": "acc_1", "platform": "TikTok", "username": "GlowLab"}
    read = Directory.read({"accounts": [entry, {**entry, "accountId": "acc_2", "isActive": False}]})
    assert read.accounts == (GLOW, Account("acc_2", "tiktok", "GlowLab", active=False))
