"""From `git+branch://BRANCH[?remote=NAME-OR-URL]` to the branches on which one workspace's state is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from rawugc_sync.words.errors import InvalidInput

_WITHOUT = re.compile(r"(?<=://)[^/@]*@")
_SUFFIX = ".json"
_README = "README.md"
_OWN_BRANCH = "States take a branch that holds nothing else, such as git+branch://rawugc-state."
_LOGIN = "Take it out. git has it from a credential helper, from GIT_ASKPASS, or from what CI sets up."
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")
_USER = re.compile(r"(?i)https?://[^/@]*@")


@dataclass(frozen=True, slots=True)
class GitPlace:
    """A branch of a remote (its name, or its URL), and the workspace and environment whose state is there."""

    branch: str
    remote: str
    name: str

    @classmethod
    def of(cls, url: str, name: str) -> GitPlace:
        """What a URL says, with origin for no remote; InvalidInput when it is not of that form."""
        branch, _, query = url.partition("://")[2].partition("?")
        key, _, remote = query.partition("=")
        if not _is_branch(branch):
            raise _wrong(f"{branch!r} cannot be the name of a branch", "Such as git+branch://rawugc-state.")
        if branch == "HEAD":
            raise _wrong("HEAD is no branch of its own", _OWN_BRANCH)
        if query and (key != "remote" or not remote or remote.startswith("-") or not remote.isprintable()):
            detail = "Without that, the remote is origin."
            raise _wrong("behind the branch only ?remote=NAME-OR-URL may stand", detail)
        if _PASSWORD.search(remote):
            raise _wrong("the URL of the remote has a password in it", _LOGIN)
        if _USER.search(remote):  # which ssh needs, and elsewhere may be a token
            raise _wrong("the URL of the remote has a user in it, which may be a token", _LOGIN)
        return cls(branch, remote or "origin", name)

    @property
    def path(self) -> str:
        """The file of the state."""
        return f"{_plain(self.name)}{_SUFFIX}"

    @staticmethod
    def name_at(path: str) -> str | None:
        """The name whose state is in a file; None for another file."""
        stem = path.removesuffix(_SUFFIX)
        return unquote(stem, errors="surrogatepass") if stem != path else None

    def check_apart(self, checked_out: str | None) -> None:
        """InvalidInput when this is the branch that the checkout around the workspace is on.

        Another repository may well keep its states on a branch with the same name.
        """
        if self.remote == "origin" and self.branch == checked_out:
            raise _wrong(f"{self.branch} is the branch that is checked out here", _OWN_BRANCH)

    def check_files(self, paths: Iterable[str]) -> None:
        """InvalidInput when there is anything on the branch that is no state."""
        foreign = [path for path in paths if path != _README and not path.endswith(_SUFFIX)]
        if foreign:
            raise _wrong(f"branch {self.branch} of {self._shown} holds {foreign[0]}, no state", _OWN_BRANCH)

    @property
    def state(self) -> str:
        return f"refs/heads/{self.branch}"

    @property
    def lock(self) -> str:
        return f"refs/heads/{self._beside('lock')}"

    @property
    def journal(self) -> str:
        return f"refs/heads/{self._beside('journal')}"

    def __str__(self) -> str:
        return f"{self.path} on branch {self.branch} of {self._shown}"

    @property
    def of_journal(self) -> str:
        """How messages call the place of the journal."""
        return f"branch {self._beside('journal')} of {self._shown}"

    @property
    def _shown(self) -> str:
        return _WITHOUT.sub("", self.remote)

    def _beside(self, what: str) -> str:
        """With @ for the slash: a branch `x` does not go together with one `x/y`."""
        return f"{self.branch}-{what}/{_plain(self.name).replace('/', '@')}"


def _is_branch(name: str) -> bool:
    """As git has it, as far as it matters here: git has the last word."""
    odd = re.search(r"[ ~^:?*\[\\]|\.\.|@\{|\.$", name)
    return not odd and name.isprintable() and all(map(_is_part, name.split("/")))


def _is_part(part: str) -> bool:
    return bool(part) and not part.startswith((".", "-")) and not part.endswith(".lock")


def _plain(name: str) -> str:
    """A workspace's name as a path and in a ref; what either cannot have is escaped."""
    escaped = quote(name, safe="/", errors="surrogatepass").replace("~", "%7E")
    return re.sub(r"(?:^|(?<=/))\.|\.(?=\.|$|/|lock(?:$|/))", "%2E", escaped)


def _wrong(summary: str, detail: str) -> InvalidInput:
    return InvalidInput.of("state-url", f"state: {summary}", detail)
