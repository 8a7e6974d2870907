"""What `make fast` promises, as a plugin of pytest: no random input, and no sockets."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import is_hypothesis_test

_SOCKETS = frozenset({"socket.bind", "socket.connect", "socket.getaddrinfo"})


def pytest_configure() -> None:
    sys.addaudithook(_refuse_sockets)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose input hypothesis makes up."""
    random = [item for item in items if is_hypothesis_test(_function(item))]
    config.hook.pytest_deselected(items=random)
    items[:] = [item for item in items if item not in random]


def _function(item: pytest.Item) -> Callable[..., object] | None:
    return item.obj if isinstance(item, pytest.Function) else None


def _refuse_sockets(event: str, _: tuple[object, ...]) -> None:
    if event in _SOCKETS:
        raise RuntimeError(f"{event} in a fast test: it belongs into another folder")
