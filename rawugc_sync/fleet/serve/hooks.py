"""Webhooks of GitHub and GitLab: who proves to know the secret has a repository looked at, and no more.

Nothing of what they send is read but that: what there is to do stands in the repository.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rawugc_sync.fleet.config import FLEET_NAME, Fleet, Repository
from rawugc_sync.fleet.serve.body import read
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.words.errors import InvalidInput

MOST = 25 * 1024 * 1024
"""Bytes: GitHub sends no more."""
_EVENTS = {"push", "pull_request", "create", "push hook", "merge request hook"}
"""As GitHub has them in X-GitHub-Event, and GitLab in X-Gitlab-Event."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the webhook of a repository comes in, and what proves that it is one."""

    path: str
    url: str
    secret: bytes


def hooks_of(fleet: Fleet, variables: Mapping[str, str]) -> list[Hook]:
    """Those of all repositories that have a secret. InvalidInput where its variable is not set."""
    return [
        Hook(path_of(one), one.url, _secret(one.secretVariable, variables))
        for one in fleet.repositories
        if one.secretVariable
    ]


def path_of(repository: Repository) -> str:
    """`/hooks/TENANT/NAME`: the name is the last part of the URL."""
    name = repository.url.rstrip("/").replace(":", "/").rpartition("/")[2].removesuffix(".git")
    return f"/hooks/{repository.tenant}/{name}"


def _secret(name: str, variables: Mapping[str, str]) -> bytes:
    if secret := variables.get(name, "").strip():
        return secret.encode()
    detail = f"Set it to what the webhook has as its secret: see `secretVariable` in {FLEET_NAME}."
    raise InvalidInput.of("fleet-hook", f"the variable {name} is not set, so no webhook can be told", detail)


async def hook(request: Request) -> Response:
    """202 once a look is asked for, 204 for what is of no interest, 403 for all that is not proven."""
    site: Site = request.app.state.site
    here: Sequence[Hook] = [one for one in request.app.state.hooks if one.path == request.scope["path"]]
    meant = await _proven(request, here)
    if not meant:
        return Response(status_code=HTTPStatus.FORBIDDEN)
    event = request.headers.get("x-github-event") or request.headers.get("x-gitlab-event") or ""
    if event.lower() not in _EVENTS:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    await run_in_threadpool(_ask, site, meant)
    return Response(status_code=HTTPStatus.ACCEPTED)


async def _proven(request: Request, here: Sequence[Hook]) -> list[Hook]:
    """Those whose secret the request shows to know: by a signature of its body, or by the secret itself."""
    signature, token = request.headers.get("x-hub-signature-256"), request.headers.get("x-gitlab-token")
    if signature is None:
        return [one for one in here if token is not None and _same(token.encode("latin-1"), one.secret)]
    signing = [hmac.new(one.secret, digestmod=hashlib.sha256) for one in here]

    def sign(chunk: bytes) -> None:
        for one in signing:
            one.update(chunk)

    await read(request, MOST, sign)
    told = signature.encode("latin-1")
    return [
        one
        for one, signed in zip(here, signing, strict=True)
        if _same(told, f"sha256={signed.hexdigest()}".encode())
    ]


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _ask(site: Site, meant: Sequence[Hook]) -> None:
    with site.database.transaction() as connection:
        for one in meant:
            site.queue.survey(connection, one.url)
