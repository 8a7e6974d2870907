"""A container that speaks as Azure Blob Storage does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stores.buckets import Bucket
from tests.stores.dialects import AZURE, Cloud
from tests.stores.web import serving


@contextmanager
def world(folder: Path) -> Iterator[Bucket]:
    with serving(Cloud(AZURE)) as web:
        variables = {
            "AZURE_STORAGE_ENDPOINT": web.url,
            "AZURE_STORAGE_ACCOUNT_NAME": "glowlab",
            "AZURE_SKIP_SIGNATURE": "true",
        }
        yield Bucket(folder, web, "az://states/brands/", variables)
