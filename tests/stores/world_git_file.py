"""A bare repository on a disk that all machines see, in checkouts as CI makes them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ALONE: Mapping[str, str] = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
"""What keeps git from the configuration of whoever runs the tests."""

_WHO = ("-c", "user.name=Ana", "-c", "user.email=ana@glow.test")


def git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder."""
    environment = {**os.environ, **ALONE}
    return subprocess.run(
        ["git", *_WHO, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def bare(folder: Path, *settings: str) -> Path:
    """A repository with one commit on main, as a host keeps it."""
    first, repository = folder / "first", folder / "origin.git"
    git(folder, "init", "--quiet", "-b", "main", str(first))
    (first / "glow-lab.yaml").write_text("personas: {}\n")
    for number in (1, 2):
        (first / "notes.txt").write_text(f"{number}\n")
        git(first, "add", ".")
        git(first, "commit", "--quiet", "-m", f"Notes {number}")
    git(folder, "clone", "--quiet", "--bare", str(first), str(repository))
    for setting in settings:
        git(repository, "config", *setting.split("=", 1))
    return repository


@dataclass
class GitFile:
    folder: Path
    url: str = "git+branch://rawugc-state"
    variables: Mapping[str, str] = field(default_factory=lambda: dict(ALONE))
    frees_itself: bool = False

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    def machine(self, name: str) -> Path:
        """A workspace deep in a shallow clone."""
        checkout = self.folder / name
        if not checkout.exists():
            git(self.folder, "clone", "--quiet", "--depth=1", f"file://{self.origin}", str(checkout))
        workspace = checkout / "brands" / "glow-lab"
        workspace.mkdir(parents=True, exist_ok=True)
        return workspace

    @contextmanager
    def cut(self) -> Iterator[None]:
        aside = self.folder / "aside.git"
        self.origin.rename(aside)
        try:
            yield
        finally:
            aside.rename(self.origin)


@contextmanager
def world(folder: Path) -> Iterator[GitFile]:
    bare(folder)
    yield GitFile(folder)
