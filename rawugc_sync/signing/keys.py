"""Which key signs: the one that is named, else the one that git signs commits with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rawugc_sync.git.checkout import git
from rawugc_sync.words.errors import InvalidInput

_LITERAL, _OLD_LITERAL = "key::", "ssh-"
"""How git tells a public key from the name of a file; it takes the second one, too."""

_WAY_OUT = "Name the file of an SSH key: --key FILE, or git config user.signingkey ~/.ssh/id_ed25519.pub"


def key_of(option: str | None, folder: Path, variables: Mapping[str, str]) -> Path | str:
    """The file of a key, private or public, or a public key itself, as one line; an agent signs for both.

    `option` is the file that was named, `folder` the one whose git is asked for `user.signingkey` without.
    InvalidInput when there is none, or it is no key of SSH.
    """
    if option is not None:
        return _file(_from_home(option), f"--key {option}: there is no such file")
    configured = git(folder, variables, "config", "--type=path", "--get", "user.signingkey")
    if not configured:
        raise InvalidInput.of("signing-key", "There is no key to sign with", _WAY_OUT)
    if configured.startswith((_LITERAL, _OLD_LITERAL)):
        return configured.removeprefix(_LITERAL).strip()
    top = git(folder, variables, "rev-parse", "--show-toplevel") or folder
    summary = f"git's user.signingkey is {configured}, which is no file: is it a key of GPG?"
    return _file(Path(top, configured), summary)


def _file(path: Path, otherwise: str) -> Path:
    if not path.is_file():
        raise InvalidInput.of("signing-key", otherwise, _WAY_OUT)
    return path


def _from_home(path: str) -> Path:
    """`~` is somebody's home here as well: shells leave it in `--key=~/…`."""
    with suppress(RuntimeError):
        return Path(path).expanduser()
    return Path(path)
