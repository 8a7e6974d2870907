"""`python -m scripts.release [--out FOLDER]`: each check, with what became of it.

Ends with 0 when no check has failed; one that could not run is named, and is not called passed. What is
committed is what is built. Dependencies are installed first, from then on nothing has a network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.release import contents, environments, linters, resolving, supply
from scripts.release.build import Built, build, same
from scripts.release.interpreters import interpreter, versions
from scripts.release.linters import CHECKOUT
from scripts.release.outcome import Failed, NotRun, Outcome, counted, exit_code, judged
from scripts.release.program import run

_EXTRAS = "[objectstore,postgres,sandbox,thumbnails]"
Check = tuple[str, Callable[[], str]]


def main() -> int:
    """Print one line a check, and what they come to."""
    options = _options()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for check, work in _checks(Path(folder), options.out):
            outcomes.append(judged(check, work))
            print(outcomes[-1], flush=True)
    print(counted(outcomes))
    return exit_code(outcomes)


def _checks(work: Path, out: Path | None) -> Iterator[Check]:
    first, second = work / "first", work / "second"
    yield "packages", lambda: _built_twice(work, first, second)
    yield "what the wheel holds", lambda: contents.held(_built(first))
    for name in linters.LINTERS:
        yield name, lambda name=name: linters.linted(name)  # type: ignore[misc]
    yield "container built", linters.container_builds
    for version in versions():
        yield from _of_version(version, work / version, first)
    lowest = versions()[0]
    yield (f"lowest versions, Python {lowest}", lambda: _lowest(lowest, work / "lowest", first))
    whole = environments.Environment(work / lowest / "whole")
    sbom = work / "sbom.cdx.json"
    yield "list of what is in it", lambda: supply.bill(_there(whole), sbom)
    yield "known advisories", lambda: supply.audited(_there(whole))
    if out:
        yield "handed out", lambda: contents.handed_out(_built(first), sbom, out)


def _of_version(version: str, work: Path, first: Path) -> Iterator[Check]:
    yield f"resolved for Python {version}", lambda: resolving.resolved(version)
    yield f"first day, Python {version}", lambda: _first_day(version, work / "alone", first)
    whole = environments.Environment(work / "whole")
    yield f"licences, Python {version}", lambda: _licences(version, whole, first)
    yield f"fast tests, Python {version}", lambda: _tests(version, work / "tests", first)


def _built_twice(work: Path, first: Path, second: Path) -> str:
    dirty = run(["git", "status", "--porcelain"], CHECKOUT)
    for name in ("one", "another"):
        run(["git", "clone", "--quiet", CHECKOUT, work / name], work)
    said = same(build(work / "one", first), build(work / "another", second))
    return f"{said}, the same twice{'; not in it: what is not committed' if dirty else ''}"


def _first_day(version: str, folder: Path, first: Path) -> str:
    """The wheel alone: fetched with what it needs, then installed in a clean place without a network."""
    wheel, python = _built(first).wheel, interpreter(version)
    environments.fetch(environments.made(python, folder / "fetched"), wheel)
    clean = environments.made(python, folder / "clean")
    environments.install_offline(clean, wheel)
    return environments.smoke(clean)


def _licences(version: str, whole: environments.Environment, first: Path) -> str:
    environments.made(interpreter(version), whole.folder)
    environments.fetch(whole, _built(first).wheel, _EXTRAS)
    return supply.licensed(whole)


def _tests(version: str, folder: Path, first: Path) -> str:
    environment = environments.made(interpreter(version), folder / "environment")
    environments.fetch(environment, _built(first).wheel, "[dev]")
    return environments.fast_tests(environment, _unpacked(first), folder)


def _lowest(version: str, folder: Path, first: Path) -> str:
    environment = environments.made(interpreter(version), folder / "environment")
    environments.fetch(environment, _built(first).wheel, "[dev]", ["--resolution", "lowest-direct"])
    return environments.fast_tests(environment, _unpacked(first), folder)


def _built(first: Path) -> Built:
    sdists, wheels = sorted(first.glob("*.tar.gz")), sorted(first.glob("*.whl"))
    if not (sdists and wheels):
        raise NotRun("there are no packages")
    return Built(sdists[0], wheels[0])


def _unpacked(first: Path) -> Path:
    return next((first / "unpacked").iterdir())


def _there(environment: environments.Environment) -> environments.Environment:
    if not environment.python.exists():
        raise NotRun("the environment could not be made")
    return environment


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.release", description=__doc__)
    parser.add_argument("--out", type=Path, help="copy packages and list of components into this folder")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failed:
        sys.exit(str(failed))
