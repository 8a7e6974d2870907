"""What `fleet.yaml` says that cannot work here, as far as it is known without network and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from rawugc_sync.fleet.addresses import here
from rawugc_sync.fleet.config import Fleet, Key
from rawugc_sync.fleet.keys import PLACE
from rawugc_sync.fleet.secrets import named
from rawugc_sync.words.diagnostics import Diagnostic, error, warning


def findings(fleet: Fleet, folder: Path, variables: Mapping[str, str]) -> list[Diagnostic]:
    """Errors and warnings. `folder` is that of fleet.yaml."""
    return [
        *_repositories(fleet, folder),
        *_unused(fleet.keys),
        *_of_any_tenant(fleet),
        *_unset(fleet, variables),
        *_files(fleet.keys, folder),
    ]


def _repositories(fleet: Fleet, folder: Path) -> Iterator[Diagnostic]:
    for one in fleet.repositories:
        path = here(one.url, folder)
        if path is not None and not _is_repository(path):
            detail = "A path is relative to the folder of fleet.yaml."
            yield error("fleet-repository", f"{one.url} is no git repository", detail, field="repositories")
        if one.credentials and not one.url.lower().startswith("https://"):
            summary = f"{one.url} is not https, and takes no credentials"
            detail = "Over ssh, set up its own keys on the machine, and leave `credentials` out."
            yield error("fleet-credentials", summary, detail, field="repositories")


def _is_repository(path: Path) -> bool:
    """A checkout, or a bare one."""
    return (path / ".git").exists() or (path / "HEAD").is_file()


def _unused(keys: list[Key]) -> Iterator[Diagnostic]:
    for number, one in enumerate(keys):
        if any(_covers(earlier, one) for earlier in keys[:number]):
            summary = f"the rule for {one.workspace} is never used: an earlier one fits all that it fits"
            detail = "The first that fits counts. Put the narrower one first, or take it out."
            yield warning("fleet-key-unused", summary, detail, field="keys")


def _covers(one: Key, other: Key) -> bool:
    """Whether it fits whatever the other fits."""
    return (
        one.tenant in (None, other.tenant)
        and one.environment in (None, other.environment)
        and _is_wider(one.workspace.strip("/").split("/"), other.workspace.strip("/").split("/"))
    )


def _is_wider(wide: list[str], narrow: list[str]) -> bool:
    return len(wide) == len(narrow) and all(map(_holds, wide, narrow))


def _holds(wide: str, narrow: str) -> bool:
    is_a_name = not any(sign in narrow for sign in "*?[")
    return wide in ("*", narrow) or (is_a_name and fnmatchcase(narrow, wide))


def _of_any_tenant(fleet: Fleet) -> Iterator[Diagnostic]:
    tenants = {one.tenant for one in fleet.repositories}
    for one in fleet.keys if len(tenants) > 1 else ():
        if one.tenant is None:
            summary = f"the rule for {one.workspace} names no tenant, and there are {len(tenants)}"
            detail = "Whoever calls a workspace so gets its key, in any repository. Say whose it is: tenant."
            yield warning("fleet-key-any-tenant", summary, detail, field="keys")


def _unset(fleet: Fleet, variables: Mapping[str, str]) -> Iterator[Diagnostic]:
    for name in dict.fromkeys(one for one in named(fleet) if PLACE not in one):
        if not variables.get(name, "").strip():
            detail = "It has to be where the fleet runs."
            yield warning("fleet-variable", f"the variable {name} is not set here", detail)


def _files(keys: list[Key], folder: Path) -> Iterator[Diagnostic]:
    for name in dict.fromkeys(one.file for one in keys if one.file and PLACE not in one.file):
        if not (folder / name).is_file():
            detail = "It has to be where the fleet runs."
            yield warning("fleet-key-file", f"the file {name} of a key is not here", detail, field="keys")
