"""A local RawUGC that keeps its data: a second reading of the API page, independent of the client."""

from rawugc_sync.sandbox.catalogue import COLLECTIONS
from rawugc_sync.sandbox.exchange import Request, Response
from rawugc_sync.sandbox.handler import handle
from rawugc_sync.sandbox.routing import routes
from rawugc_sync.sandbox.spec import Collection, Field, Options
from rawugc_sync.sandbox.store import Store

__all__ = [
    "COLLECTIONS",
    "Collection",
    "Field",
    "Options",
    "Request",
    "Response",
    "Store",
    "handle",
    "routes",
]
