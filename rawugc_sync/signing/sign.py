"""Signs: data and a key → a signature of SSH, armoured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rawugc_sync.signing.program import NAMESPACE, Keygen, private_files
from rawugc_sync.words.errors import InvalidInput

_WAY_OUT = (
    "A key with a pass phrase, and one of which only the public half is here, takes an agent that has it: "
    "ssh-add ~/.ssh/id_ed25519; ssh-add -l lists those that it has."
)


def sign(data: bytes, key: Path | str, variables: Mapping[str, str], *, attended: bool) -> str:
    """The signature of a key (see `key_of`); InvalidInput when it cannot sign.

    `attended`: somebody sits at the terminal, and may be asked for a pass phrase.
    """
    keygen = Keygen(variables, attended=attended)
    if isinstance(key, Path):
        return _signed(keygen, data, key, str(key))
    with private_files(f"{key}\n") as (file,):
        return _signed(keygen, data, file, "user.signingkey")


def _signed(keygen: Keygen, data: bytes, file: Path, name: str) -> str:
    ended = keygen.run("-Y", "sign", "-n", NAMESPACE, "-f", file, stdin=data)
    if ended.code:
        why = ended.complaint.replace(str(file), name) or "ssh-keygen does not say why"
        raise InvalidInput.of("not-signed", f"The key {name} does not sign: {why}", _WAY_OUT)
    return ended.out.decode("ascii")
