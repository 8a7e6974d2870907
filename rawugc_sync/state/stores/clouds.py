"""Object stores, one bucket at a time: conditional reads and writes, and all in which the clouds differ."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import AzureStore, GCSStore, S3Store

from rawugc_sync.state.places import Setting
from rawugc_sync.words.errors import StateError

if TYPE_CHECKING:
    from obstore import ObjectMeta, PutMode, PutResult
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

TIMEOUT: ClientConfig = {"connect_timeout": "5s", "timeout": "10s"}
RETRIES: RetryConfig = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=15),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
}
"""A call takes 25 s at the most: the last repeat begins within 15."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """What differs between clouds.

    `container` is what they call a bucket, `prefix` how their variables begin, `endpoints` the ones that
    name another server than the cloud's own, `access` what to do when nothing may be read or written.
    """

    make: Callable[..., ObjectStore]
    container: str
    prefix: str
    endpoints: tuple[str, ...]
    access: str


CLOUDS: Mapping[str, Cloud] = {
    "s3": Cloud(
        S3Store,
        "bucket",
        "AWS_",
        ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
        "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION (of a profile: "
        'eval "$(aws configure export-credentials --format env)"). They need s3:GetObject and '
        "s3:PutObject on the state, and s3:ListBucket on the bucket.",
    ),
    "gs": Cloud(
        GCSStore,
        "bucket",
        "GOOGLE_",
        ("GOOGLE_BASE_URL",),
        "Set GOOGLE_APPLICATION_CREDENTIALS, or run: gcloud auth application-default login. "
        "The account needs the role Storage Object User on the bucket.",
    ),
    "az": Cloud(
        AzureStore,
        "container",
        "AZURE_",
        ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
        "Set AZURE_STORAGE_ACCOUNT_NAME, and AZURE_STORAGE_ACCOUNT_KEY or AZURE_USE_AZURE_CLI=true "
        "or what your CI gives. The account needs Storage Blob Data Contributor on the container.",
    ),
}
"""Scheme → its cloud."""


class Object(NamedTuple):
    """An object's content, and the mark of this version of it, which a later write has to name."""

    data: bytes
    mark: str


class OtherVersion(Exception):
    """Another version is there than the one that was to be replaced; nothing was written."""


class Bucket:
    """One bucket; StateError, which names `place`, when it cannot be used."""

    def __init__(self, cloud: Cloud, name: str, place: str, setting: Setting) -> None:
        self._cloud = cloud
        self._place = place
        named = [setting.variables.get(endpoint, "") for endpoint in cloud.endpoints]
        in_clear = any(url.startswith("http://") for url in named)
        try:
            self._store = cloud.make(
                name,
                config={key.lower(): value for key, value in setting.unseen(cloud.prefix).items()},
                client_options={**TIMEOUT, "allow_http": in_clear},
                retry_config=RETRIES,
            )
        except BaseError as failed:
            summary = f"{place} cannot be used: {_reason(failed)}"
            raise StateError.of("state-denied", summary, cloud.access) from None

    def get(self, path: str) -> Object | None:
        """An object; None when there is none."""
        try:
            found = obstore.get(self._store, path)
            return Object(bytes(found.bytes()), _mark(found.meta))
        except FileNotFoundError as missing:
            if _found(_CODE, missing) in _NO_BUCKET:
                raise self._failure(missing) from None
            return None
        except BaseError as failed:
            raise self._failure(failed) from None

    def put(self, path: str, data: bytes, mark: str | None) -> str:
        """Put an object in the place of the version with this mark (None: of nothing); returns the new mark.

        An answer that was lost is settled by looking: what is there and equal was written.
        """
        try:
            return self.put_once(path, data, mark)
        except (OtherVersion, StateError) as failed:
            found = None
            with suppress(StateError):
                found = self.get(path)
            if found is None or found.data != data:
                raise failed from None
            return found.mark

    def put_once(self, path: str, data: bytes, mark: str | None) -> str:
        """As `put`, but an answer that was lost stays lost."""
        mode: PutMode = "create" if mark is None else json.loads(mark)
        try:
            return _mark(obstore.put(self._store, path, data, mode=mode))
        except (AlreadyExistsError, PreconditionError):
            raise OtherVersion from None
        except (BaseError, FileNotFoundError) as failed:
            raise self._failure(failed) from None

    def _failure(self, failed: Exception) -> StateError:
        why = _reason(failed)
        if _found(_CODE, failed) in _NO_BUCKET:
            summary = f"{self._place} cannot be used: there is no such {self._cloud.container}"
            return StateError.of("state-missing", summary, "Make it, or correct `state` in rawugc.yaml.")
        denied = isinstance(failed, PermissionDeniedError | UnauthenticatedError)
        if denied or _found(_CREDENTIALS_SOUGHT, failed):
            summary = f"{self._place} cannot be used: access was denied ({why})"
            return StateError.of("state-denied", summary, self._cloud.access)
        summary = f"{self._place} cannot be reached: {why}"
        check = f"Check the network, and {self._cloud.endpoints[0]} if you have set it."
        return StateError.of("state-unreachable", summary, check)


_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3}(?: [A-Z][\w -]*)?)")
_LATE = re.compile(r"kind: (Timeout)")
_SYSTEM = re.compile(r'(?:message|error): "([^"\n]+)"')
_CREDENTIALS_SOUGHT = re.compile(r"(169\.254\.169\.254|metadata\.google\.internal|oauth2|//sts\.)")
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound")


def _found(pattern: re.Pattern[str], failed: Exception) -> str | None:
    match = pattern.search(str(failed))
    return match[1] if match else None


def _reason(failed: Exception) -> str:
    """Why a call failed, from a text that may hold a signed URL: only what can be no secret is taken."""
    for pattern in (_CODE, _STATUS, _LATE, _SYSTEM):
        if reason := _found(pattern, failed):
            return reason
    first = str(failed).partition("\n")[0].rpartition(" - ")[2]
    return re.sub(r"https?://\S+", "…", re.sub(r"^Generic \w+ error: ", "", first))


def _mark(meta: PutResult | ObjectMeta) -> str:
    """What tells a version from others; clouds differ in which of the two they go by."""
    return json.dumps({key: meta[key] for key in ("e_tag", "version") if meta.get(key)})
