"""A first day with the tool as it is installed: what a new user does, from nothing to an empty plan.

`python -m scripts.release.smoke [PROGRAM]`; without one, `rawugc-sync` beside this Python. No network.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import NamedTuple

from scripts.release.program import ended


class Step(NamedTuple):
    """What is typed in a folder, how it has to end, and what it has to say."""

    folder: str
    arguments: tuple[str, ...]
    code: int
    says: str


STEPS = (
    Step(".", ("--version",), 0, "rawugc-sync, version "),
    Step(".", ("--help",), 0, "Commands:"),
    Step(".", ("help",), 0, "rawugc-sync help "),
    Step(".", ("help", "state"), 0, "# The state"),
    Step(".", ("help", "installing"), 0, "# Installing"),
    Step(".", ("help", "unapproved"), 0, "unapproved"),
    Step("own", ("init",), 0, "Wrote brand.yaml"),
    Step("own", ("validate",), 0, "Valid: "),
    Step("own", ("--sandbox", "plan", "--detailed-exitcode"), 2, "4 to add"),
    Step("own", ("--sandbox", "apply", "--auto-approve"), 0, "4 added, 0 changed, 0 destroyed."),
    Step("own", ("--sandbox", "plan", "--detailed-exitcode"), 0, "No changes."),
    Step("example", ("init", "--example", "glow-lab"), 0, "of the example glow-lab"),
    Step("example", ("--sandbox", "apply", "--auto-approve"), 0, "added"),
    Step("example", ("--sandbox", "plan", "--detailed-exitcode", "--html", "plan.html"), 0, "No changes."),
    Step("example", ("schema", "manifest"), 0, "json-schema.org"),
)


def main(program: str) -> int:
    """Walk through the steps; says where it stumbles, and then ends with 1."""
    with tempfile.TemporaryDirectory() as home:
        for step in STEPS:
            wrong = _stumbles(program, Path(home), step)
            if wrong:
                print(wrong.encode("ascii", "backslashreplace").decode("ascii"))
                return 1
    print(f"{len(STEPS)} steps")
    return 0


def _stumbles(program: str, home: Path, step: Step) -> str:
    folder = home / step.folder
    folder.mkdir(exist_ok=True)
    at_home = {**_clean(), "HOME": str(home), "USERPROFILE": str(home)}
    done = ended([program, *step.arguments], folder, at_home)
    if done.returncode == step.code and step.says in done.stdout:
        return ""
    typed = " ".join(("rawugc-sync", *step.arguments))
    return f"{typed} ended with {done.returncode}, not {step.code} and “{step.says}”:\n{done.stdout}"


def _clean() -> dict[str, str]:
    """Nothing of this checkout, and no setting of the tool."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("RAWUGC_", "PYTHON"))}


def _beside() -> str:
    return str(Path(sysconfig.get_path("scripts"), "rawugc-sync.exe" if os.name == "nt" else "rawugc-sync"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else _beside()))
