"""Keys of SSH, made for the tests."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PASS_PHRASE = "open sesame"


@dataclass(frozen=True)
class Keys:
    """Files of private keys. `locked` has a pass phrase, `opened` is the same key without.

    `authority` has certified `certified`, a public key, for `ana` alone.
    """

    ana: Path
    bo: Path
    locked: Path
    opened: Path
    authority: Path
    certified: Path


def public(key: Path) -> str:
    """The public half, as it stands in a signers' file: type and key."""
    return " ".join(key.with_suffix(".pub").read_text().split()[:2])


def keygen(*arguments: str | Path) -> None:
    subprocess.run(["ssh-keygen", "-q", *arguments], check=True, capture_output=True)


def made(folder: Path) -> Keys:
    names = ("ana", "bo", "opened", "ca", "card")
    ana, bo, opened, authority, card = (folder / name for name in names)
    for key in (ana, bo, opened, authority, card):
        keygen("-t", "ed25519", "-N", "", "-C", key.name, "-f", key)
    locked = folder / "locked"
    shutil.copy(opened, locked)
    shutil.copy(opened.with_suffix(".pub"), locked.with_suffix(".pub"))
    keygen("-p", "-P", "", "-N", PASS_PHRASE, "-f", locked)
    keygen("-s", authority, "-I", "card", "-n", "ana", card.with_suffix(".pub"))
    return Keys(ana, bo, locked, opened, authority, folder / "card-cert.pub")
