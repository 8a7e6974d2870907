"""How a test has a plan shown: with the fields of the real collections, in a folder without any files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from rawugc_sync.render.field_kinds import field_kind
from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.page.page import page
from rawugc_sync.words.planned import Plan
from tests.render.conftest import NINE_IN_NEW_YORK

DAY = 86_400_000
NOW = NINE_IN_NEW_YORK - 9 * DAY

Show: TypeAlias = Callable[..., str]


def shown(plan: Plan, now: int = NOW) -> str:
    """The page of a plan at `now`."""
    return page(plan, field_kind, gallery_of(plan, Path("/nonexistent")), now)


@pytest.fixture
def show() -> Show:
    return shown
