"""Opens the place of pull requests that a CI job belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.forge import github, gitlab
from rawugc_sync.forge.forge import Forge
from rawugc_sync.words.errors import ForgeError


def opened(variables: Mapping[str, str]) -> Forge:
    """GitHub or GitLab, as the job's variables name it; ForgeError without one of them, or its token."""
    if variables.get("GITHUB_ACTIONS"):
        _check(variables, github.TOKEN, "Hand it the token of the job: GITHUB_TOKEN: ${{ github.token }}.")
        return github.GitHub(variables)
    if variables.get("GITLAB_CI"):
        detail = "Make a project access token with the scope api: the token of a job may write no notes."
        _check(variables, gitlab.TOKEN, detail)
        return gitlab.GitLab(variables)
    raise ForgeError.of("forge", "this runs neither in GitHub Actions nor in GitLab CI", "Run it there.")


def _check(variables: Mapping[str, str], token: str, detail: str) -> None:
    if not variables.get(token, "").strip():
        raise ForgeError.of("forge", f"{token} is not set, so nothing can be read or written there", detail)
