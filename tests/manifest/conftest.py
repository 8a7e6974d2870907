"""A workspace on disk, loaded as `validate` and `plan` load it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.resources import registered

NOW = 1_800_000_000_000
"""January 2027, in Unix ms."""

Files = Mapping[str, str | bytes]
Write = Callable[[Files], Path]
Load = Callable[[str | Files], Manifests]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts files into the workspace; returns its root."""

    def put(files: Files) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return put


@pytest.fixture
def loaded(write: Write) -> Load:
    """What the manifests in these files say; a single text is `brand.yaml`."""

    def read(files: str | Files) -> Manifests:
        root = write({"brand.yaml": files} if isinstance(files, str) else files)
        return load(root, load_config(root), registered(), NOW)

    return read


@pytest.fixture
def errors(loaded: Load) -> Callable[[str | Files], list[str]]:
    """The errors in these files, each as `file:line:column address.field: summary | detail`."""

    def read(files: str | Files) -> list[str]:
        return [
            f"{e.source} {'.'.join(filter(None, (e.address, e.field)))}: {e.summary} | {e.detail}"
            for e in loaded(files).errors
        ]

    return read
