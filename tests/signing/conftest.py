"""Keys of two people, a temporary folder of the test's own, and ssh-keygen itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.signing.keys import Keys, made


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    return made(tmp_path_factory.mktemp("keys"))


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; none may be left."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a script in the place of ssh-keygen."""

    def put(script: str) -> None:
        file = tmp_path / "bin/ssh-keygen"
        file.parent.mkdir()
        file.write_text(script)
        file.chmod(0o755)
        monkeypatch.setenv("PATH", os.pathsep.join([str(file.parent), os.environ["PATH"]]))

    return put


@pytest.fixture
def agent(keys: Keys) -> Iterator[dict[str, str]]:
    """The environment of an agent that has the key with a pass phrase, opened, and ana's."""
    folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="agent-"))  # the names of sockets have to be short
    command = ["ssh-agent", "-D", "-a", str(folder / "s")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        variables = {"SSH_AUTH_SOCK": str(folder / "s")}
        try:
            for file in (keys.ana, keys.opened):
                subprocess.run(["ssh-add", "-q", file], env={**os.environ, **variables}, check=True)
            yield variables
        finally:
            process.terminate()
    shutil.rmtree(folder)
