"""Files on one machine, which is the only one that can reach them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Local:
    folder: Path
    url: str = "rawugc.state.json"
    variables: Mapping[str, str] = field(default_factory=dict)
    frees_itself: bool = True

    def machine(self, name: str) -> Path:
        return self.folder

    @contextmanager
    def cut(self) -> Iterator[None]:
        private, aside = self.folder / ".rawugc", self.folder / "aside"
        private.mkdir(exist_ok=True)
        private.rename(aside)
        private.touch()
        try:
            yield
        finally:
            private.unlink()
            aside.rename(private)


@contextmanager
def world(folder: Path) -> Iterator[Local]:
    yield Local(folder)
