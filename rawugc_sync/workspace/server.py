"""Which API a workspace speaks to, with which key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.errors import Refused
from rawugc_sync.workspace.surroundings import TRUE, Surroundings

if TYPE_CHECKING:
    from rawugc_sync.api.settings import Settings

URL_VARIABLE = "RAWUGC_BASE_URL"


def server_of(around: Surroundings, config: Config) -> str:
    """The base URL: the environment's, else the configuration's."""
    return around.variables.get(URL_VARIABLE) or config.api.baseUrl


def settings_of(around: Surroundings, config: Config) -> Settings:
    """How to speak to it; InvalidInput without a usable key, Refused where a file alone names the server."""
    from rawugc_sync.api.settings import Settings

    allow_http = around.variables.get("RAWUGC_ALLOW_HTTP", "").lower() in TRUE
    server, key = server_of(around, config), around.variables.get(config.keyVariable, "")
    settings = Settings(server, key, around.key_from or config.keyVariable, allow_http=allow_http)
    _check_server(around, server)
    return settings


def _check_server(around: Surroundings, server: str) -> None:
    """Whoever may change a file is not asked: in CI, the job's environment has to say so, too."""
    from rawugc_sync.words.hosts import HOME, is_home

    if around.variables.get(URL_VARIABLE) or not around.in_ci or is_home(server):
        return
    raise Refused.of(
        "server-unconfirmed",
        f"{CONFIG_NAME} sends the key to {server}, which is not {HOME}",
        f"If that is meant, set {URL_VARIABLE}={server} in the job's environment, too.",
    )
