"""The hidden line by which a comment is found again, to be written anew instead of a second time."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

_MOST = 64


def marker(workspace: str, environment: str | None) -> str:
    """`<!-- rawugc-sync: glow-lab production -->`: an HTML comment that no name can break or make long."""
    names = [_token(name) for name in (workspace, environment) if name is not None]
    return f"<!-- rawugc-sync: {' '.join(names)} -->"


def placed(comment: str, folder: str) -> str:
    """A comment with the folder of its repository in its marker, `.` is its top: two may have one name."""
    line, _, rest = comment.partition("\n")
    return comment if folder == "." else f"{line.removesuffix(' -->')} in:{_token(folder)} -->\n{rest}"


def _token(name: str) -> str:
    """A name in percent encoding, two dashes included, for they end comments; a long one as its SHA-256."""
    whole = quote(name, safe="", errors="surrogatepass").replace("--", "-%2D")
    if len(whole) <= _MOST:
        return whole
    return f"sha256:{sha256(whole.encode('ascii')).hexdigest()}"
