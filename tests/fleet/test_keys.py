"""Which key a run gets, from where, and what others hear of it: nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.fleet.config import Key
from rawugc_sync.fleet.keys import Keys, matches
from rawugc_sync.fleet.member import Member
from rawugc_sync.words.errors import InvalidInput

SECRET = "ruk_of_nobody_else"
B01 = Member("agency", "brands.git", "brands/b01")
PRINTS = [sys.executable, "-c", "import sys; print(sys.argv[1:])"]


def keys(folder: Path, *rules: Any, **variables: str) -> Keys:
    return Keys([Key(**rule) for rule in rules], folder, {"PATH": os.environ["PATH"], **variables})


def unread(one: Keys, member: Member = B01, code: str = "fleet-no-key") -> str:
    with pytest.raises(InvalidInput) as failed:
        one.key(member)
    (told,) = failed.value.diagnostics
    assert told.code == code
    assert SECRET not in repr(told)
    return told.summary


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("brands/b01", "brands/b01", True),
        ("brands/*", "brands/b01", True),
        ("brands/b*", "brands/b01", True),
        ("brands/*/", "brands/b01", True),
        ("*/*", "brands/b01", True),
        ("*", "brands/b01", False),
        ("brands/*", "brands/eu/b01", False),
        ("brands/*", "brands", False),
        ("brands/*", "brandsx/b01", False),
        ("brands/B01", "brands/b01", False),
        (".", ".", True),
        ("*", ".", True),
    ],
)
def test_a_star_stands_for_anything_within_one_folder(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) is fits


@pytest.mark.parametrize(
    ("member", "key"),
    [
        (B01, "one"),
        (Member("agency", "r", "brands/b02"), "many"),
        (Member("agency", "r", "brands/b02", "staging"), "staging"),
        (Member("other", "r", "brands/b01"), "others"),
    ],
)
def test_the_first_rule_that_fits_counts(tmp_path: Path, member: Member, key: str) -> None:
    rules: list[Any] = [
        {"workspace": "brands/*", "tenant": "other", "variable": "OTHERS"},
        {"workspace": "brands/*", "environment": "staging", "variable": "STAGING"},
        {"workspace": "brands/b01", "variable": "ONE"},
        {"workspace": "brands/*", "variable": "MANY"},
    ]
    values = {name: name.lower() for name in ("OTHERS", "STAGING", "ONE", "MANY")}
    assert keys(tmp_path, *rules, **values).key(member) == key


def test_a_workspace_that_no_rule_fits_has_no_key(tmp_path: Path) -> None:
    assert unread(keys(tmp_path, {"workspace": "*", "variable": "KEY"}, KEY=SECRET)) == (
        "no key fits agency:brands/b01"
    )


@pytest.mark.parametrize("text", [SECRET, f"\n  {SECRET}\r\n"])
def test_a_key_is_read_from_a_file_beside_the_fleet(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys/brands").mkdir(parents=True)
    (tmp_path / "keys/brands/b01").write_text(text)
    assert keys(tmp_path, {"workspace": "brands/*", "file": "keys/{workspace}"}).key(B01) == SECRET


def test_a_key_is_read_anew_for_each_run(tmp_path: Path) -> None:
    one = keys(tmp_path, {"workspace": "brands/*", "file": "key"})
    for key in ("first", "second"):
        (tmp_path / "key").write_text(key)
        assert one.key(B01) == key


def test_a_key_is_what_a_program_prints_in_the_folder_of_the_fleet(tmp_path: Path) -> None:
    (tmp_path / "vault.txt").write_text(SECRET)
    program = [sys.executable, "-c", "print(open('vault.txt').read())"]
    assert keys(tmp_path, {"workspace": "brands/*", "command": program}).key(B01) == SECRET


def test_the_path_is_a_word_of_the_program_and_no_shell_reads_it(tmp_path: Path) -> None:
    rule = {"workspace": "*", "command": [*PRINTS, "get", "x={workspace}"]}
    assert keys(tmp_path, rule).key(Member("a", "r", "$(id); b'")) == str(["get", "x=$(id); b'"])


@pytest.mark.parametrize(
    ("word", "path", "runs"),
    [("{workspace}", "--help", False), ("{workspace}/key", "-x", False), ("key/{workspace}", "-x", True)],
)
def test_a_path_is_no_option_of_a_program(tmp_path: Path, word: str, path: str, runs: bool) -> None:
    one, member = keys(tmp_path, {"workspace": "*", "command": [*PRINTS, word]}), Member("a", "r", path)
    if runs:
        assert one.key(member) == str([f"key/{path}"])
    else:
        assert "option" in unread(one, member)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"variable": "MISSING"}, "the variable MISSING is not set"),
        ({"variable": "BLANK"}, "the variable BLANK is not set"),
        ({"file": "missing"}, "missing cannot be read: No such file or directory"),
        ({"file": "."}, "cannot be read: Is a directory"),
        ({"file": "blank"}, "blank is empty"),
        ({"file": "bytes"}, "bytes cannot be read: it is no text"),
        ({"command": ["no-such-program"]}, "no-such-program cannot be run: No such file or directory"),
        ({"command": ["sh", "-c", f"echo {SECRET}; echo {SECRET} >&2; exit 3"]}, "sh ended with 3"),
        ({"command": ["true"]}, "true printed nothing"),
    ],
)
def test_a_key_that_cannot_be_had_is_told_without_what_was_read(
    tmp_path: Path, rule: dict[str, Any], why: str
) -> None:
    (tmp_path / "blank").write_text(" \n")
    (tmp_path / "bytes").write_bytes(SECRET.encode() + b"\xff")
    code = "fleet-key-command" if "ended with" in why else "fleet-no-key"
    told = unread(keys(tmp_path, {"workspace": "brands/*", **rule}, BLANK=" "), code=code)
    assert told.startswith("the key of agency:brands/b01 cannot be had: ")
    assert told.endswith(why)


@pytest.mark.parametrize(
    ("rules", "shared"),
    [
        ([{"workspace": "*", "variable": "KEY"}], True),
        ([{"workspace": "*", "variable": "KEY_{workspace}"}], False),
        (
            [{"workspace": "a", "file": "1", "shares": "u"}, {"workspace": "b", "file": "2", "shares": "u"}],
            True,
        ),
        ([{"workspace": "a", "file": "1"}, {"workspace": "b", "file": "2"}], False),
        ([], False),
    ],
)
def test_what_shares_a_key_or_a_user_shares_a_place(tmp_path: Path, rules: list[Any], shared: bool) -> None:
    one = keys(tmp_path, *rules)
    places = {one.place(Member("t", "r", path)) for path in ("a", "b")}
    assert (len(places) == 1) is shared


def test_a_place_does_not_say_where_a_key_is(tmp_path: Path) -> None:
    place = keys(tmp_path, {"workspace": "brands/*", "file": "/run/keys/{workspace}"}).place(B01)
    assert "keys" not in place
    assert len(place) == 16
