"""What is offered to be typed is typed into the shell that is there."""

from __future__ import annotations

import pytest

from rawugc_sync.words.shell import quote, settings


@pytest.mark.parametrize(
    ("text", "posix", "powershell"),
    [
        ("brands/glow-lab", "brands/glow-lab", "brands/glow-lab"),
        (r"C:\brands\glow", r"'C:\brands\glow'", r"C:\brands\glow"),
        ("my brand", "'my brand'", "'my brand'"),
        ("it's", "'it'\"'\"'s'", "'it''s'"),
        ("$HOME", "'$HOME'", "'$HOME'"),
        ("`whoami`", "'`whoami`'", "'`whoami`'"),
        ("a;b", "'a;b'", "'a;b'"),
        ("", "''", "''"),
    ],
)
def test_a_word_stays_one_word(text: str, posix: str, powershell: str) -> None:
    assert (quote(text, windows=False), quote(text, windows=True)) == (posix, powershell)


def test_settings_are_those_of_the_shell() -> None:
    given = {"RAWUGC_BASE_URL": "http://127.0.0.1:8787/api/v1", "RAWUGC_API_KEY": "it's"}
    assert settings(given, windows=False) == (
        "export RAWUGC_BASE_URL=http://127.0.0.1:8787/api/v1 RAWUGC_API_KEY='it'\"'\"'s'"
    )
    assert settings(given, windows=True) == (
        "$env:RAWUGC_BASE_URL = 'http://127.0.0.1:8787/api/v1'; $env:RAWUGC_API_KEY = 'it''s'"
    )
