"""A server that speaks Terraform's HTTP protocol for states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.stores.state_server import LOGIN, States, serving

VARIABLES = {
    "TF_HTTP_USERNAME": LOGIN[0],
    "TF_HTTP_PASSWORD": LOGIN[1],
    "TF_HTTP_RETRY_WAIT_MIN": "0",
}


@dataclass
class Http:
    folder: Path
    states: States
    url: str
    variables: Mapping[str, str] = field(default_factory=lambda: VARIABLES)
    frees_itself: bool = False

    def machine(self, name: str) -> Path:
        machine = self.folder / name
        machine.mkdir(exist_ok=True)
        return machine

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.states.down = True
        yield
        self.states.down = False


@contextmanager
def world(folder: Path) -> Iterator[Http]:
    with serving(States()) as states:
        yield Http(folder, states, states.url())
