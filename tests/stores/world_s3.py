"""A bucket of moto, which implements S3 as its callers see it, over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import Request, urlopen

from tests.stores.buckets import Bucket
from tests.stores.web import App, serving


@contextmanager
def world(folder: Path) -> Iterator[Bucket]:
    name = f"states-{uuid.uuid4().hex[:12]}"
    with serving(_moto()) as web:
        variables = {
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "SECRETEXAMPLE",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": web.url,
        }
        urlopen(Request(f"{web.url}/{name}", method="PUT")).close()
        yield Bucket(folder, web, f"s3://{name}/brands/", variables)


@cache
def _moto() -> App:
    """Imported once it is needed: half a second. It checks conditions, but not two requests at a time."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    app: App = DomainDispatcherApplication(create_backend_app)
    return app
