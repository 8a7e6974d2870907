"""Verifies: whether a signature is of a person, by the keys that the signers' file has for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from rawugc_sync.signing.program import NAMESPACE, Keygen, private_files
from rawugc_sync.signing.signers import naming

_MOST_CHARACTERS = 64 * 1024
"""In a signature; one of a large RSA key takes a tenth."""
_LONGEST_NAME = 500
_NO_NAME = frozenset('*?!,"')
"""What makes a pattern or a list of a name in a signers' file."""
_LAST = 253_402_300_799_999
"""The end of the year 9999, in Unix ms."""


class Unverified(StrEnum):
    """Why a signature does not count, as the end of a sentence."""

    ALTERED = "its signature is not of what it says"
    NOT_THEIRS = "it is signed with a key that the signers' file did not have for them by name at that time"


def verify(data: bytes, signature: str, persons: Sequence[str], signers: str, at: int) -> str | Unverified:
    """Which of a person's names (`persons`) has a key that signed `data`, or why none has.

    `signers` is the text of the signers' file, `at` (Unix ms) the time at which its keys have to be valid.
    InvalidInput when ssh-keygen cannot be asked.
    """
    if len(signature) > _MOST_CHARACTERS or not signature.isascii():
        return Unverified.ALTERED
    keygen = Keygen({})
    for person in persons:
        if _is_by(keygen, data, signature, person, naming(signers, person), at):
            return person
    with private_files(signature) as (file,):
        ended = keygen.run("-Y", "check-novalidate", "-n", NAMESPACE, "-s", file, stdin=data)
    return Unverified.ALTERED if ended.code else Unverified.NOT_THEIRS


def _is_by(keygen: Keygen, data: bytes, signature: str, person: str, signers: str, at: int) -> bool:
    if not signers or not _is_a_name(person) or not 0 <= at <= _LAST:
        return False
    time = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y%m%d%H%M%S")  # UTC for ssh-keygen, too
    with private_files(signature, signers) as (signed, allowed):
        which = ("-n", NAMESPACE, "-I", person, "-f", allowed, "-s", signed, f"-Overify-time={time}")
        return keygen.run("-Y", "verify", *which, stdin=data).code == 0


def _is_a_name(person: str) -> bool:
    """Whether somebody can be called that in a signers' file: no pattern, nothing invisible."""
    return 0 < len(person) <= _LONGEST_NAME and person.isprintable() and not _NO_NAME & set(person)
