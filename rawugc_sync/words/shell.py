"""Commands as they are typed here: for a POSIX shell, or on Windows for PowerShell."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping

WINDOWS = sys.platform == "win32"
_PLAIN = re.compile(r"[\w./:\\+-]+", re.ASCII)


def quote(text: str, *, windows: bool = WINDOWS) -> str:
    """One word of a command."""
    if not windows:
        return shlex.quote(text)
    return text if _PLAIN.fullmatch(text) else _literal(text)


def settings(variables: Mapping[str, str], *, windows: bool = WINDOWS) -> str:
    """The line that sets environment variables for what is run next."""
    if windows:
        return "; ".join(f"$env:{name} = {_literal(value)}" for name, value in variables.items())
    return "export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
