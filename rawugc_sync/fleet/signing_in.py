"""How git signs in where a repository is: by its environment, never on a command line or in a file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from rawugc_sync.fleet.config import FLEET_NAME, Repository
from rawugc_sync.words.errors import InvalidInput


def signed_in(repository: Repository, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment for git, which gives the password to the repository's own host alone.

    InvalidInput where the variable is not set, or the URL is not one of https.
    """
    given = repository.credentials
    if given is None:
        return dict(variables)
    origin = _origin(repository.url)
    password = variables.get(given.passwordVariable, "").strip()
    if not password:
        summary = f"the variable {given.passwordVariable} is not set, which git signs in with"
        raise InvalidInput.of("fleet-credentials", summary, f"See `credentials` in {FLEET_NAME}.")
    basic = base64.b64encode(f"{given.username}:{password}".encode()).decode()
    return _with_config(variables, f"http.{origin}.extraHeader", f"Authorization: Basic {basic}")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https":
        detail = "Over ssh, set up its own keys on this machine, and leave `credentials` out."
        raise InvalidInput.of("fleet-credentials", f"{url} is not https, and takes no credentials", detail)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/", "", ""))


def _with_config(variables: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """One more setting behind those that the environment has already."""
    count = int(variables.get("GIT_CONFIG_COUNT") or 0)
    return {
        **variables,
        "GIT_CONFIG_COUNT": str(count + 1),
        f"GIT_CONFIG_KEY_{count}": name,
        f"GIT_CONFIG_VALUE_{count}": value,
    }
