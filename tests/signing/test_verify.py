"""A signature counts for the person whose key made it, for what was signed, at the time of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rawugc_sync.signing.sign import sign
from rawugc_sync.signing.verify import Unverified, verify
from rawugc_sync.words.errors import InvalidInput
from tests.signing.keys import Keys, public

Instead = Callable[[str], None]

DATA = b'{"role": "legal"}'
ALTERED, NOT_THEIRS = Unverified.ALTERED, Unverified.NOT_THEIRS


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


NOW = at(2026, 5, 1, 12)


def signed(key: Path, data: bytes = DATA) -> str:
    return sign(data, key, {}, attended=False)


def verified(keys: Keys, signers: str, *persons: str, when: int = NOW, key: Path | None = None) -> str:
    """Whose a signature is; ANA and BO in the signers' file stand for their public keys, CA for a third."""
    words = {"ANA": keys.ana, "BO": keys.bo, "CA": keys.authority}
    # All at once: a key itself may have these letters.
    signers = re.sub(r"\b(?:ANA|BO|CA)\b", lambda found: public(words[found[0]]), signers)
    return verify(DATA, signed(key or keys.ana), persons, signers, when)


def test_what_somebody_signed_is_theirs(keys: Keys) -> None:
    assert verified(keys, "ana ANA\nbo BO\n", "ana") == "ana"
    assert verified(keys, "ana ANA\nbo BO\n", "bo", key=keys.bo) == "bo"


@pytest.mark.parametrize(
    "persons", [("ana", "ana@x.example"), ("ana@x.example", "ana"), ("gh-ana", "ana@x.example")]
)
def test_any_of_a_persons_names_will_do(keys: Keys, persons: Sequence[str]) -> None:
    assert (
        verified(keys, "# ours\n\nana@x.example,a.b@x.example ANA Ana's laptop\n", *persons)
        == "ana@x.example"
    )


@pytest.mark.parametrize(
    ("signers", "person"),
    [
        ("", "ana"),
        ("bo BO", "ana"),
        ("ana BO\nbo ANA", "ana"),
        ("bo ANA", "ana"),
        ("#ana ANA", "ana"),
        ("Ana ANA", "ana"),
        ("ana2 ANA", "ana"),
        ('ana namespaces="git,file" ANA', "ana"),
        ("ana cert-authority ANA", "ana"),
        ("!ana,ana ANA", "ana"),
    ],
)
def test_a_key_that_the_file_has_not_for_a_person_is_not_theirs(
    keys: Keys, signers: str, person: str
) -> None:
    assert verified(keys, signers, person) is NOT_THEIRS


@pytest.mark.parametrize(
    "options",
    ["", 'namespaces="rawugc-approval" ', 'namespaces="git,rawugc-*" ', 'NAMESPACES="rawugc-approval" '],
)
def test_a_key_may_be_for_approvals_alone(keys: Keys, options: str) -> None:
    assert verified(keys, f"ana {options}ANA", "ana") == "ana"


@pytest.mark.parametrize("principals", ["*", "*@x.example", "an?@x.example", "!bo,*"])
@pytest.mark.parametrize("comment", ["", " cert-authority", " x\u2028ana@x.example ANA"])
def test_a_pattern_before_a_key_names_nobody(keys: Keys, principals: str, comment: str) -> None:
    assert verified(keys, f"{principals} ANA{comment}", "ana@x.example") is NOT_THEIRS
    assert verified(keys, f"{principals},ana@x.example ANA{comment}", "ana@x.example") == "ana@x.example"


@pytest.mark.parametrize("options", ["cert-authority", 'Cert-Authority,namespaces="rawugc-approval"'])
def test_an_authority_may_vouch_for_all_and_each_is_who_the_certificate_says(
    keys: Keys, options: str
) -> None:
    assert verified(keys, f"* {options} CA", "ana", key=keys.certified) == "ana"
    assert verified(keys, f"* {options} CA", "bo", key=keys.certified) is NOT_THEIRS
    assert verified(keys, f"*@x.example {options} CA", "ana", key=keys.certified) is NOT_THEIRS
    assert verified(keys, "* CA", "ana", key=keys.certified) is NOT_THEIRS


@pytest.mark.parametrize(
    ("options", "when", "counts"),
    [
        ('valid-before="20260501"', at(2026, 4, 30, 23, 59, 59), True),
        ('valid-before="20260501"', at(2026, 5, 1, 0, 0, 1), False),
        ('valid-before="20260501Z"', at(2026, 4, 30, 23, 59, 59), True),
        ('valid-before="20260501Z"', at(2026, 5, 1, 0, 0, 1), False),
        ('valid-after="20260501"', at(2026, 4, 30, 23, 59, 59), False),
        ('valid-after="20260501"', at(2026, 5, 1), True),
        ('valid-after="20260501",valid-before="20260601"', NOW, True),
        ('valid-before="20260501"', -1, False),
        ('valid-before="20260501"', 10**30, False),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_a_key_counts_while_it_is_valid_wherever_that_is_looked_at(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, zone: str, options: str, when: int, counts: bool
) -> None:
    monkeypatch.setenv("TZ", zone)
    assert verified(keys, f"ana {options} ANA", "ana", when=when) == ("ana" if counts else NOT_THEIRS)


def test_what_was_changed_afterwards_is_nobodys(keys: Keys) -> None:
    assert verify(DATA + b" ", signed(keys.ana), ["ana"], f"ana {public(keys.ana)}", NOW) is ALTERED


def test_what_was_signed_for_something_else_is_no_approval(keys: Keys) -> None:
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(keys.ana)]
    signature = subprocess.run(command, input=DATA, capture_output=True, check=True).stdout.decode()
    assert verify(DATA, signature, ["ana"], f"ana {public(keys.ana)}", NOW) is ALTERED


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "yes",
        "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
        "ü\0\ud800",
        "A" * 100_000,
    ],
    ids=range(6),
)
def test_what_is_no_signature_counts_for_nobody(keys: Keys, signature: str) -> None:
    assert verify(DATA, signature, ["ana"], f"ana {public(keys.ana)}", NOW) is ALTERED


def test_a_person_may_have_a_name_with_spaces(keys: Keys) -> None:
    assert verified(keys, '"Ana María,ana" ANA', "Ana María") == "Ana María"
    assert verified(keys, "-f ANA", "-f") == "-f"


@pytest.mark.parametrize("signers", ["ana ANA", "* ANA", "* cert-authority ANA", '"*",?,!x ANA', "\nx ANA"])
@pytest.mark.parametrize(
    "person",
    [
        *(
            "",
            "*",
            "?na",
            "!bo",
            "!ana,*",
            "ana,bo",
            '"ana"',
            "'ana'",
            "ana\n",
            "ana\nx",
            "ana\0",
            " ana",
            "\ud800",
        ),
        *("-Overify-time=1", "-f", "--", "a" * 1_000_000, "ana\u202e", "$(ana)", "\u0410na"),
    ],
)
def test_a_name_that_is_none_signs_nothing(keys: Keys, signers: str, person: str) -> None:
    assert verified(keys, signers, person) is NOT_THEIRS


@pytest.mark.parametrize(
    "garbage",
    [
        *(
            "\0\x01\x02",
            "\ud800",
            "ana",
            "ana ssh-ed25519",
            "ana ssh-ed25519 AAAA",
            "ana unknown=1 BO",
            '"ana',
            '"ana" "',
        ),
        *("-----BEGIN OPENSSH PRIVATE KEY-----", '"' * 20_000, '\\"' * 20_000, "ana " * 20_000),
        'ana namespaces="' + '\\"' * 20_000,
    ],
    ids=range(13),
)
def test_lines_that_are_no_keys_change_nothing(keys: Keys, garbage: str) -> None:
    assert verified(keys, garbage, "ana") is NOT_THEIRS
    assert verified(keys, f"{garbage}\nana ANA\r\n", "ana") == "ana"


def test_without_names_it_is_nobodys(keys: Keys) -> None:
    assert verified(keys, "ana ANA") is NOT_THEIRS


def test_what_is_read_lies_where_nobody_else_can_read_it(
    keys: Keys, instead: Instead, tmp_path: Path
) -> None:
    signature = signed(keys.ana)
    seen = tmp_path / "seen"
    instead(f'#!/bin/sh\nwhile [ $# -gt 0 ]; do [ -f "$1" ] && ls -l "$1" >>{seen}; shift; done\nexit 1\n')
    verify(DATA, signature, ["ana"], f"ana {public(keys.ana)}", NOW)
    assert [line[:10] for line in seen.read_text().splitlines()] == ["-rw-------"] * 3


def test_without_ssh_keygen_nothing_is_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InvalidInput) as refused:
        verify(DATA, "yes", ["ana"], "ana ssh-ed25519 AAAA", NOW)
    assert [one.code for one in refused.value.diagnostics] == ["ssh-keygen-missing"]
