"""A bucket that speaks as Google Cloud Storage does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stores.buckets import Bucket
from tests.stores.dialects import GOOGLE, Cloud
from tests.stores.web import serving


@contextmanager
def world(folder: Path) -> Iterator[Bucket]:
    with serving(Cloud(GOOGLE)) as web:
        variables = {"GOOGLE_BASE_URL": web.url, "GOOGLE_BEARER_TOKEN": "SECRETEXAMPLE"}
        yield Bucket(folder, web, "gs://states/brands/", variables)
