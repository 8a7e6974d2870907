"""A server that keeps states as GitLab does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stores.state_server import States, serving
from tests.stores.world_http import Http


@contextmanager
def world(folder: Path) -> Iterator[Http]:
    with serving(States(gitlab=True)) as states:
        yield Http(folder, states, states.url())
