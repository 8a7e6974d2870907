"""Signers: the file of the keys that count, as git has it for `gpg.ssh.allowedSignersFile`."""

from __future__ import annotations

import re
from pathlib import Path

from rawugc_sync.files.fence import OutOfBounds, inside, read
from rawugc_sync.words.errors import InvalidInput

_MOST_BYTES = 1024 * 1024

_QUOTES = r'"(?:\\"|[^"])*+"'
_LINE = re.compile(rf"[ \t]*(?P<principals>{_QUOTES}|[^\s\"#]\S*)[ \t]+(?P<second>(?:{_QUOTES}|[^\"\s])*)")
"""Principals, then options, or the type of the key where there are none."""
_AUTHORITY = "cert-authority"


def signers_text(root: Path, path: str) -> str:
    """The file as the checkout has it; `path` is from the workspace. InvalidInput when it cannot be read."""
    try:
        return read(root, inside("", path), _MOST_BYTES).decode("utf-8")
    except OutOfBounds as not_there:
        summary = f"The signers' file {path} {not_there}"
    except UnicodeDecodeError:
        summary = f"The signers' file {path} is not UTF-8"
    raise InvalidInput.of("signers", summary, "It has a line for each key: NAME ssh-ed25519 AAAA…")


def naming(text: str, person: str) -> str:
    """The lines with a person's own keys, and those of certificate authorities, which vouch for a name.

    A pattern such as `*` before a key is left out: whoever has that key would be everybody.
    """
    return "".join(f"{line}\n" for line in text.split("\n") if _names(line, person))


def _names(line: str, person: str) -> bool:
    found = _LINE.match(line)
    if not found:
        return False
    options = re.sub(_QUOTES, "", found["second"]).lower().split(",")
    return _AUTHORITY in options or person in found["principals"].strip('"').split(",")
