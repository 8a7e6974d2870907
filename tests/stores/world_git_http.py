"""A repository over HTTP, with the token in the checkout's configuration as CI leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.stores.git_server import LOGIN, GitServer, git_server
from tests.stores.world_git_file import ALONE, bare, git


@dataclass
class GitHttp:
    folder: Path
    server: GitServer
    url: str = "git+branch://rawugc-state"
    variables: Mapping[str, str] = field(
        default_factory=lambda: {**ALONE, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    )
    frees_itself: bool = False

    @property
    def origin(self) -> str:
        return f"{self.server.url}/origin.git"

    def machine(self, name: str) -> Path:
        """A shallow clone, whose workspace is at its top."""
        checkout = self.folder / name
        if not checkout.exists():
            git(self.folder, "clone", "--quiet", "--depth=1", f"file://{self.folder}/origin.git", name)
            git(checkout, "remote", "set-url", "origin", self.origin)
            git(checkout, "config", f"http.{self.server.url}/.extraheader", f"AUTHORIZATION: {LOGIN}")
        return checkout

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.server.closed = True
        try:
            yield
        finally:
            self.server.closed = False


@contextmanager
def world(folder: Path) -> Iterator[GitHttp]:
    bare(folder, "http.receivepack=true")
    with git_server(folder) as server:
        yield GitHttp(folder, server)
