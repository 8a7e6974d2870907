"""Checkouts that nobody edits while they stand: what is asked at the top of one is asked git once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

_LARGEST = 1024 * 1024
"""Bytes of an answer that is kept."""

Question: TypeAlias = tuple[tuple[str, ...], bytes]
"""The arguments of git, and what it reads."""


@dataclass(slots=True)
class _Answers:
    is_clean: bool
    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[Question, bytes | None] = field(default_factory=dict)


_standing: dict[Path, _Answers] = {}


def stand(top: Path, *, is_clean: bool) -> None:
    """The checkout at `top` stays as it is from now on. `is_clean`: and that is as its commit has it."""
    _standing[top] = _Answers(is_clean)


def fall(top: Path) -> None:
    """It is gone, or may be edited."""
    _standing.pop(top, None)


def is_clean(top: Path) -> bool:
    """Whether a checkout is known to be as its commit has it."""
    found = _standing.get(top)
    return found is not None and found.is_clean


def answer(folder: Path, question: Question, ask: Callable[[], bytes | None]) -> bytes | None:
    """What was answered to the same before, at the top of a checkout that stands; else what `ask` finds.

    What `ask` raises is no answer, and is asked again.
    """
    answers = _standing.get(folder)
    if answers is None:
        return ask()
    with answers.lock:
        if question in answers.known:
            return answers.known[question]
        found = ask()
        if found is None or len(found) <= _LARGEST:
            answers.known[question] = found
        return found
