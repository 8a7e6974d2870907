"""A bucket behind a server on this machine, whichever cloud it is of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.stores.web import Web


@dataclass
class Bucket:
    folder: Path
    web: Web
    url: str
    variables: Mapping[str, str]
    frees_itself: bool = False

    def machine(self, name: str) -> Path:
        return self.folder / name

    def cut(self) -> AbstractContextManager[None]:
        return self.web.cut()
