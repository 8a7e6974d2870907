"""What a checkout knows about its remotes: the way there, how to log in, and who commits."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from rawugc_sync.git.program import Failed, Git

REMOTE = "state"
"""What the remote is called in the configuration that `LocalRepository.way_to` makes."""

OLDEST = (2, 32)
"""The first git that can be kept from reading a configuration twice."""

Entry = tuple[str, str]
"""A key of git's configuration, and one of its values."""

_WAY = re.compile(r"(?:credential|http|protocol|safe|ssh|url)\..*|core\.(?:askpass|gitproxy|sshcommand)")
_WAY_OF_ONE = ("url", "pushurl", "proxy", "proxyauthmethod", "receivepack", "uploadpack", "vcs")
_WITH_PASSWORD = re.compile(r"(https?://)([^/@\s]*:[^/@\s]*)@(.*)", re.DOTALL)
_NOBODY = "rawugc-sync <rawugc-sync@users.noreply.invalid>"


@dataclass(frozen=True, slots=True)
class LocalRepository:
    """The repository around a workspace: its top folder, its kind of ids, and its whole configuration.

    That is read from git itself, so that conditional includes, where CI keeps tokens, count.
    """

    top: Path
    object_format: str
    entries: tuple[Entry, ...]
    git: Git

    @classmethod
    def around(cls, root: Path, environment: Mapping[str, str]) -> LocalRepository:
        """The one that a folder lies in; Failed when there is none, or git cannot use it."""
        git = Git(root, environment)
        with git.deadline():
            _check(git.run("version"))
            top, kind = git.run("rev-parse", "--show-toplevel", "--show-object-format").splitlines()
            listed = git.run("config", "--list", "-z")
        return cls(Path(_text(top)), _text(kind), tuple(_entries(listed)), git)

    def way_to(self, remote: str) -> list[Entry]:
        """The configuration that leads to a remote (its name or its URL); Failed when there is none.

        URLs are without passwords: those would show in the list of processes.
        """
        prefix = f"remote.{remote}."
        own = [(key.removeprefix(prefix), value) for key, value in self.entries if key.startswith(prefix)]
        if not any(key == "url" for key, _ in own):
            if not re.search(r"[/:\\]", remote):
                raise Failed(f"this repository has no remote called {remote}")
            own = [("url", remote)]
        way = [(key, value) for key, value in self.entries if _WAY.fullmatch(key)]
        way += [(f"remote.{REMOTE}.{key}", value) for key, value in own if key in _WAY_OF_ONE]
        return [plain for entry in way for plain in _apart(*entry)]

    @property
    def author(self) -> str:
        """Who commits, as commits have it."""
        known = dict(self.entries)
        name, mail = (re.sub(r"[<>\x00-\x1f]", "", known.get(f"user.{key}", "")) for key in ("name", "email"))
        return f"{name} <{mail}>" if name and mail else _NOBODY

    def commit(self) -> str | None:
        """The id of the commit that is checked out; None before the first one."""
        with suppress(Failed), self.git.deadline():
            return _text(self.git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")).strip()
        return None

    def branch(self) -> str | None:
        """The branch that is checked out; None where there is none, as CI has it."""
        with suppress(Failed), self.git.deadline():
            return _text(self.git.run("symbolic-ref", "--quiet", "--short", "HEAD")).strip()
        return None


def _check(version: bytes) -> None:
    found = re.search(rb"(\d+)\.(\d+)", version)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        raise Failed(f"git {_text(found[0])} is too old: {'.'.join(map(str, OLDEST))} or newer is needed")


def _entries(listed: bytes) -> Iterable[Entry]:
    for entry in _text(listed).split("\0"):
        key, assigned, value = entry.partition("\n")
        if key:
            yield key, value if assigned else "true"


def _apart(key: str, value: str) -> Iterable[Entry]:
    """An entry with its URL's user and password moved into a header."""
    if key.startswith("url.") and (found := _WITH_PASSWORD.fullmatch(key.removeprefix("url."))):
        base, _, what = found[3].rpartition(".")
        return [(f"url.{found[1]}{base}.{what}", value), _header(f"{found[1]}{base}", found[2])]
    if key.startswith("remote.") and (found := _WITH_PASSWORD.fullmatch(value)):
        url = f"{found[1]}{found[3]}"
        return [(key, url), _header(url, found[2])]
    return [(key, value)]


def _header(url: str, login: str) -> Entry:
    encoded = base64.b64encode(unquote(login).encode()).decode("ascii")
    return f"http.{url}.extraheader", f"Authorization: Basic {encoded}"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
