"""What comes with the package: a list of it, its advisories, and its licences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.licences import LISTED, of_environment, unlisted
from scripts.release.build import EPOCH
from scripts.release.environments import Environment, uv
from scripts.release.linters import CHECKOUT
from scripts.release.outcome import Failed, NotRun
from scripts.release.program import finished, run

_SBOM, _AUDIT = "cyclonedx-bom==7.5.0", "pip-audit==2.10.1"


def bill(environment: Environment, into: Path) -> str:
    """Write the CycloneDX list of what is installed there, the same for the same packages."""
    command = _tool(_SBOM, "cyclonedx-py")
    options = ["--pyproject", CHECKOUT / "pyproject.toml", "--output-reproducible"]
    made = run(
        [*command, "environment", *options, "--validate", "--of", "JSON", "-o", into, environment.python],
        CHECKOUT,
        {"SOURCE_DATE_EPOCH": EPOCH},
    )
    if not into.exists():
        raise Failed(made)
    document = json.loads(into.read_text(encoding="utf-8"))
    document["components"] = [_published(one) for one in document["components"]]
    into.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return f"{len(document['components'])} components"


def audited(environment: Environment) -> str:
    """Look each package up among the known advisories; what was not looked up was not audited."""
    frozen = run([uv(), "pip", "freeze", "--python", environment.python], CHECKOUT)
    pinned = environment.folder / "frozen.txt"
    pinned.write_text("".join(f"{line}\n" for line in frozen.splitlines() if "==" in line), encoding="utf-8")
    command = [*_tool(_AUDIT, "pip-audit"), "--disable-pip", "--no-deps", "-f", "json", "-o"]
    report = environment.folder / "audit.json"
    done = finished([*command, report, "-r", pinned], CHECKOUT)
    if not report.exists():
        raise NotRun(f"no advisories are to be had here: {done.stdout.splitlines()[-1:]}")
    return _heard(json.loads(report.read_text(encoding="utf-8"))["dependencies"])


def licensed(environment: Environment) -> str:
    """That each package that is installed there is listed, under the licence that it says itself."""
    found = of_environment(environment.python)
    wrong = unlisted(found)
    if wrong:
        raise Failed(f"{LISTED.name} lacks {', '.join(wrong)}; python -m scripts.licences writes it")
    return f"{len(found)} packages"


def _heard(dependencies: list[dict[str, Any]]) -> str:
    skipped = [one["name"] for one in dependencies if "skip_reason" in one]
    found = [f"{one['name']} {bad['id']}" for one in dependencies for bad in one.get("vulns", [])]
    if found:
        raise Failed(", ".join(found))
    if skipped or not dependencies:
        raise NotRun(f"advisories of {len(skipped)} of {len(dependencies)} packages are not to be had here")
    return f"{len(dependencies)} packages without known advisories"


def _tool(package: str, program: str) -> list[object]:
    command = [uv(), "tool", "run", "--quiet", "--from", package, program]
    if finished([*command, "--version"], CHECKOUT).returncode:
        raise NotRun(f"{package} cannot be installed here")
    return command


def _published(component: dict[str, Any]) -> dict[str, Any]:
    """Without where a file lay on the machine that made the list."""
    references = component.get("externalReferences", [])
    kept = [one for one in references if not one["url"].startswith("file:")]
    return {**component, "externalReferences": kept} if references else component
