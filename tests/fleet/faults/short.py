"""States in PostgreSQL under a lease that is shorter than a minute."""

from __future__ import annotations

from rawugc_sync.state.places import Setting
from rawugc_sync.state.stores.postgres import PostgresStore
from rawugc_sync.state.stores.postgres_server import server_of

SECONDS = 60.0


def opened(setting: Setting) -> PostgresStore:
    """The store of a setting, as the product makes it."""
    return PostgresStore(server_of(setting), setting.name, SECONDS)
