"""What the address of a repository says: whether it is a path of this machine, and which it is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

_TOKEN = re.compile(r"(?:gh[pousr]_|github_pat_|gl(?:pat|dt|cbt|ptt|ft|soat)-)[\w-]+")
_SHORT = re.compile(r"(?:[^@/]*@)?([^:/]+):(?!//)/?(.*)")
"""`git@host:path`, as ssh has it."""


def here(url: str, folder: Path) -> Path | None:
    """Where it lies, seen from the folder of fleet.yaml; None for one elsewhere.

    As git has it: a colon before the first slash is a host's.
    """
    if "://" in url or ":" in url.partition("/")[0]:
        return None
    return (folder / url).resolve()


def identity(url: str, folder: Path) -> str:
    """The same for the same repository, however its address is spelt."""
    if path := here(url.removeprefix("file://"), folder):
        return str(path).removesuffix("/.git").removesuffix(".git")
    if short := _SHORT.fullmatch(url):
        host, path_there = short[1], short[2]
    else:
        parts = urlsplit(url)
        host, path_there = parts.netloc.rpartition("@")[2], parts.path
    return f"{host.lower()}/{path_there.strip('/').removesuffix('.git')}"


def holds_token(url: str) -> bool:
    """Whether the user in it is a token of GitHub or GitLab, which needs no password."""
    return _TOKEN.fullmatch(urlsplit(url).username or "") is not None
