"""The API key of a run, read when it begins, and what its user shares: never kept, never told."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from rawugc_sync.fleet.config import FLEET_NAME, Key
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.printed import printed
from rawugc_sync.words.errors import InvalidInput

_SECONDS = 60
_LARGEST = 64 * 1024
_COMMAND = "fleet-key-command"
_VISIBLE = re.compile(r"[!-~]+")
KEY_FROM = f"the key that `keys` of {FLEET_NAME} names"
"""How it is called where it is refused: whose file or variable it is in is not told to all who look."""
PLACE = "{workspace}"
"""What stands for the path of a workspace."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The rules of a fleet. Files are relative to its `folder`."""

    rules: Sequence[Key]
    folder: Path
    variables: Mapping[str, str]

    def rule(self, member: Member) -> Key | None:
        """The first that fits."""
        return next((one for one in self.rules if _fits(one, member)), None)

    def place(self, member: Member) -> str:
        """Whose requests are counted together, without saying where a key is: the same for the same."""
        rule = self.rule(member)
        if rule is None:
            return member.id
        said = [f"shares {rule.shares}"] if rule.shares else _where(rule, member)
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]

    def key(self, member: Member) -> str:
        """The key, without what surrounds it. InvalidInput without one, with nothing of it."""
        rule = self.rule(member)
        if rule is None:
            detail = f"Add a rule to `keys` in {FLEET_NAME} whose `workspace` is this path, or fits it."
            raise InvalidInput.of("fleet-no-key", f"no key fits {member}", detail)
        if rule.variable is not None:
            return self._in_variable(_filled(rule.variable, member), member)
        if rule.file is not None:
            return self._in_file(self.folder / _filled(rule.file, member), member)
        return self._printed(_command(rule.command or (), member), member)

    def _in_variable(self, name: str, member: Member) -> str:
        return _whole(self.variables.get(name, ""), f"the variable {name} is not set", member)

    def _in_file(self, path: Path, member: Member) -> str:
        try:
            with path.open(encoding="utf-8") as file:
                text = file.read(_LARGEST + 1)
        except (OSError, UnicodeDecodeError) as failed:
            why = failed.strerror if isinstance(failed, OSError) else "it is no text"
            raise _unread(f"{path} cannot be read: {why}", member) from None
        return _whole(text, f"{path} is empty", member)

    def _printed(self, command: Sequence[str], member: Member) -> str:
        try:
            code, out = printed(command, self.folder, self.variables, seconds=_SECONDS, most=_LARGEST)
        except OSError as failed:
            raise _unread(f"{command[0]} cannot be run: {failed.strerror}", member) from None
        except subprocess.SubprocessError:
            raise _unread(f"{command[0]} took more than {_SECONDS} s", member, _COMMAND) from None
        if code and len(out) <= _LARGEST:
            raise _unread(f"{command[0]} ended with {code}", member, _COMMAND)
        return _whole(out.decode("utf-8", "replace"), f"{command[0]} printed nothing", member)


def _where(rule: Key, member: Member) -> list[str]:
    words = [rule.variable or "", rule.file or "", *(rule.command or ())]
    return [_filled(word, member) for word in words]


def _fits(rule: Key, member: Member) -> bool:
    return (
        rule.tenant in (None, member.tenant)
        and rule.environment in (None, member.environment)
        and matches(rule.workspace, member.path)
    )


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern, whose `*` stands for anything within one folder."""
    parts, wanted = path.split("/"), pattern.strip("/").split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _command(words: Sequence[str], member: Member) -> list[str]:
    """What a repository calls a workspace is no option of a program."""
    if member.path.startswith("-") and any(word.startswith(PLACE) for word in words):
        raise _unread(f"{words[0]} would take the path for an option", member)
    return [_filled(word, member) for word in words]


def _filled(text: str, member: Member) -> str:
    return text.replace(PLACE, member.path)


def _whole(text: str, otherwise: str, member: Member) -> str:
    key = text.strip()
    if not key:
        raise _unread(otherwise, member)
    if len(text) > _LARGEST:
        raise _unread(f"what stands for it is longer than {_LARGEST // 1024} KiB", member)
    if not _VISIBLE.fullmatch(key):
        raise _unread("what stands for it holds white space, control or non-ASCII characters", member)
    return key


def _unread(why: str, member: Member, code: str = "fleet-no-key") -> InvalidInput:
    return InvalidInput.of(code, f"the key of {member} cannot be had: {why}", "See `keys` in fleet.yaml.")
