"""Runs ssh-keygen: it ends in time, and asks nobody unless somebody is there to answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rawugc_sync.words.errors import InvalidInput

NAMESPACE = "rawugc-approval"
"""What all is signed for: a signature that was made for anything else does not count."""

DEADLINE = 30.0
"""Seconds that ssh-keygen has, where nobody is asked."""
_PATIENCE = 120.0
"""Seconds that it has where somebody types a pass phrase, or looks for a token to touch."""
_GOODBYE = 5.0
"""Seconds in which it can give back the terminal, which shows nothing while a pass phrase is typed."""

_SETTINGS: Mapping[str, str] = {
    "LC_ALL": "C",
    "TZ": "UTC0",  # a time without a zone in a signers' file means the same on every machine
    "SSH_ASKPASS_REQUIRE": "never",
}
_TOO_OLD = ("unknown option", "illegal option", "unrecognized option")


class Ended(NamedTuple):
    """How it ended: its exit code, what it printed, and the last line that it complained with."""

    code: int
    out: bytes
    complaint: str


class Keygen:
    """ssh-keygen in an environment; `attended` says that it may ask for a pass phrase on the terminal."""

    def __init__(
        self, variables: Mapping[str, str], *, attended: bool = False, seconds: float | None = None
    ) -> None:
        self._environment = {**os.environ, **variables, **_SETTINGS}
        self._attended = attended
        self._seconds = seconds or (_PATIENCE if attended else DEADLINE)

    def run(self, *arguments: str | Path, stdin: bytes) -> Ended:
        """Run it to its end; InvalidInput when it is missing, too old, or takes too long."""
        program = shutil.which("ssh-keygen", path=self._environment.get("PATH"))
        if program is None:
            raise _missing("ssh-keygen is not installed")
        try:
            code, out, err = self._ended([program, *map(str, arguments)], stdin)
        except OSError as failed:
            raise _missing(f"ssh-keygen cannot be run: {failed.strerror}") from None
        said = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
        if code and said and any(word in said[0] for word in _TOO_OLD):
            raise _missing("ssh-keygen is too old to sign and to verify")
        return Ended(code, out, said[-1] if said else "")

    def _ended(self, command: list[str], stdin: bytes) -> tuple[int, bytes, bytes]:
        with subprocess.Popen(  # noqa: S603  (a list, and no shell)
            command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=not self._attended,  # without a terminal it cannot wait for an answer
        ) as process:
            try:
                out, err = process.communicate(stdin, timeout=self._seconds)
            except subprocess.TimeoutExpired:
                _stop(process)
                summary = f"ssh-keygen gave no answer within {self._seconds:g} s"
                raise InvalidInput.of("ssh-keygen-slow", summary, "See whether ssh-add -l answers.") from None
            except BaseException:
                _stop(process)
                raise
        return process.returncode, out, err


@contextmanager
def private_files(*texts: str) -> Iterator[list[Path]]:
    """Files that nobody else can read, with these texts, until they have been used."""
    with TemporaryDirectory(prefix="rawugc-signing-") as folder:
        paths = [Path(folder, str(number)) for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "surrogatepass"))
        yield paths


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()


def _missing(summary: str) -> InvalidInput:
    detail = "Install OpenSSH 8.8 or later (on Debian: apt-get install openssh-client)."
    return InvalidInput.of("ssh-keygen-missing", summary, detail)
