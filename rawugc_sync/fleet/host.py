"""Where the pull requests of a repository are, from its URL or as fleet.yaml says, and the way there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rawugc_sync.fleet.config import FLEET_NAME, Fleet, Host, Repository
from rawugc_sync.forge import github, gitlab
from rawugc_sync.forge.forge import Forge
from rawugc_sync.words.errors import ForgeError

_ON = re.compile(r"(?:https://|ssh://git@|git@)(?:[^/@]+@)?(github|gitlab)\.com[:/](.+?)(?:\.git)?/?")
_API = {"github": "https://api.github.com", "gitlab": "https://gitlab.com/api/v4"}
_REFS = {"github": "refs/pull/{}/head", "gitlab": "refs/merge-requests/{}/head"}


def host_of(repository: Repository) -> Host | None:
    """As it is configured, else as the URL says; None where neither does."""
    if repository.host:
        return repository.host
    if not (found := _ON.fullmatch(repository.url)):
        return None
    kind = "github" if found[1] == "github" else "gitlab"
    return Host(kind=kind, api=_API[kind], project=found[2])


def ref_of(host: Host, number: int) -> str:
    """Where git finds what a pull request proposes."""
    return _REFS[host.kind].format(number)


def forge_of(fleet: Fleet, repository: Repository, variables: Mapping[str, str]) -> Forge | None:
    """The way to its pull requests; None where no token is configured, or nobody says where they are.

    ForgeError where the token is not set, or a project cannot be found.
    """
    host, name = host_of(repository), repository.tokenVariable or fleet.tokenVariable
    if host is None or name is None:
        return None
    if not (token := variables.get(name, "").strip()):
        detail = f"See `tokenVariable` in {FLEET_NAME}."
        raise ForgeError.of("forge", f"{name} is not set, so nothing can be read or written there", detail)
    return _github(host, token) if host.kind == "github" else _gitlab(host, token)


def _github(host: Host, token: str) -> Forge:
    base = host.api.rstrip("/")
    return github.GitHub(
        {
            "GITHUB_REPOSITORY": host.project,
            "GITHUB_API_URL": base,
            "GITHUB_GRAPHQL_URL": f"{base.removesuffix('/v3')}/graphql",
            github.TOKEN: token,
        }
    )


def _gitlab(host: Host, token: str) -> Forge:
    said = {"CI_API_V4_URL": host.api.rstrip("/"), gitlab.TOKEN: token}
    return gitlab.GitLab({**said, "CI_PROJECT_ID": gitlab.number_of(said, host.project)})
