"""A collection more than there are: one file in the folder of collections, for as long as a test runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rawugc_sync.resources import collections, registered


@contextmanager
def one_collection_more(
    folder: Path, name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Write the module of a collection into a new folder, from which it is found by itself."""
    folder.mkdir()
    (folder / f"{name}.py").write_text(module)
    monkeypatch.setattr(collections, "__path__", [*collections.__path__, str(folder)])
    registered.cache_clear()
    yield
    registered.cache_clear()
    sys.modules.pop(f"rawugc_sync.resources.collections.{name}", None)
    vars(collections).pop(name, None)
