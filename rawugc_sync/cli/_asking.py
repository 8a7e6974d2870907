"""Asks a person to approve, which takes a terminal."""

from __future__ import annotations

import select
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawugc_sync.cli._console import Console
    from rawugc_sync.words.errors import InvalidInput


_SLICE = 0.2
"""Seconds after which a wait for an answer looks whether it was interrupted."""


def can_ask() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def no_terminal(detail: str) -> InvalidInput:
    """The error where nobody can be asked; `detail` names the flag to use."""
    from rawugc_sync.words.errors import InvalidInput

    return InvalidInput.of("no-terminal", "there is no terminal to ask on", detail)


def approves(console: Console, question: str) -> bool:
    """Ask, and say that nothing was done if the answer is not a yes."""
    console.say(f"\n{question} Only 'yes' is taken as a yes.\n  Enter a value:")
    if _line().strip() == "yes":
        return True
    console.say("Nothing was done.")
    return False


def _line() -> str:
    """What is typed. No read waits for it: a signal right before one is not acted on until it ends."""
    with suppress(OSError):  # where stdin is none that can be waited for
        while sys.platform != "win32" and not select.select([sys.stdin], [], [], _SLICE)[0]:
            pass
    return sys.stdin.readline()
