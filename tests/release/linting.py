"""What tests of linters share: what a linter is, and what becomes of a test without it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from scripts.release.outcome import NotRun

Lint = Callable[[Sequence[Path]], str]


def missing(why: NotRun) -> NoReturn:
    """Without its linter a test is skipped, but not where that is needed."""
    if os.environ.get("RAWUGC_NEED_LINTERS"):
        pytest.fail(str(why))
    pytest.skip(str(why))
