"""A state in PostgreSQL: a lock that is a lease, commits without an answer, roles, history."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import Connection

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import LockLost, Store
from rawugc_sync.state.stores.postgres import KEPT, PostgresStore
from rawugc_sync.state.stores.postgres_server import server_of
from rawugc_sync.words.errors import InvalidInput, LockHeld, StateError
from tests.conftest import Workspace
from tests.stores import wire, world_postgres
from tests.stores.cluster import cluster
from tests.stores.test_contract import ME, YOU, content, document, said
from tests.stores.worlds import opened

SECRET = "s3cr3t-canary"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[world_postgres.Database]:
    with world_postgres.world(tmp_path) as one:
        yield one


@pytest.fixture
def inside(database: world_postgres.Database) -> Iterator[Connection]:
    """Whoever looks after the database."""
    with cluster().admin(database.name) as connection:
        yield connection


# -- a lock that is a lease

OVER = "update rawugc_sync.leases set expires = now() - interval '1 second'"
"""What happens to a lease that nobody renews for a minute."""


def test_a_run_outlives_its_connections(database: world_postgres.Database) -> None:
    one, two = opened(database, "one"), opened(database, "two")
    one.lock(ME)
    version = one.write(document(1, text="kept"), None, "Apply")
    database.end_connections()
    one.append(b"{}\n")
    database.end_connections()
    with pytest.raises(LockHeld, match="host-1"):
        two.lock(YOU)
    one.write(document(2, text="new"), version, "Apply")
    assert (content(two), two.read_journal(), two.holder()) == (said(text="new"), b"", ME)


def test_no_session_is_kept_while_a_run_waits(database: world_postgres.Database, inside: Connection) -> None:
    one = opened(database, "one")
    one.lock(ME)
    mine = (
        "select count(*) from pg_stat_activity "
        "where datname = current_database() and application_name = 'rawugc-sync'"
    )
    for _ in range(600):
        if inside.execute(mine).fetchone() == (0,):
            break
        time.sleep(0.05)
    assert inside.execute(mine).fetchone() == (0,)
    assert opened(database, "two").holder() == ME


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda store: store.append(b"{}\n"), id="journal"),
        pytest.param(lambda store: store.write(document(2), "1", "Apply"), id="state"),
        pytest.param(lambda store: store.drop_journal(), id="drop"),
    ],
)
@pytest.mark.parametrize("how", ["expired", "unlocked"])
def test_a_run_whose_lease_was_taken_over_writes_nothing_more(
    database: world_postgres.Database, inside: Connection, use: Callable[[Store], object], how: str
) -> None:
    one, two = opened(database, "one"), opened(database, "two")
    one.lock(ME)
    one.append(b"mine\n")
    if how == "expired":
        inside.execute(OVER)
    else:
        two.unlock(ME.id)
    two.lock(YOU)
    with pytest.raises(LockLost, match="lease"):
        use(one)
    one.unlock(ME.id)
    assert (two.read(), two.read_journal(), two.holder()) == (None, b"mine\n", YOU)


def test_a_lease_that_ran_out_and_that_nobody_took_is_still_ours(
    database: world_postgres.Database, inside: Connection
) -> None:
    """A laptop that slept: its run goes on, and the lease with it."""
    one = opened(database, "one")
    one.lock(ME)
    inside.execute(OVER)
    one.append(b"{}\n")
    assert opened(database, "two").holder() == ME


def test_the_lock_of_a_killed_run_says_when_it_ends_and_then_is_free(
    database: world_postgres.Database, inside: Connection
) -> None:
    one, two = opened(database, "one"), opened(database, "two")
    one.lock(ME)
    with pytest.raises(LockHeld, match="host-1") as held_by:
        two.lock(YOU)
    detail = held_by.value.diagnostics[0].detail
    assert re.search(r"it ends at \d\d:\d\d:\d\d UTC", detail)
    assert f"rawugc-sync state unlock {ME.id}" in detail
    inside.execute(OVER)
    two.lock(YOU)
    assert two.holder() == YOU


def test_a_lock_is_not_taken_twice_by_its_holder(database: world_postgres.Database) -> None:
    one = opened(database, "one")
    one.lock(ME)
    with pytest.raises(LockHeld, match="host-1"):
        one.lock(YOU)


def test_a_lease_is_renewed_while_its_run_does_nothing(database: world_postgres.Database) -> None:
    setting = Setting(database.url, "glow-lab", Path(), Path(), database.variables, SystemClock())
    one, two = PostgresStore(server_of(setting), "glow-lab", 0.6), opened(database, "two")
    one.lock(ME)
    time.sleep(1.5)
    assert two.holder() == ME
    one.unlock(ME.id)
    assert two.holder() is None


OLD_LOCK = "select pg_advisory_lock(%s)"


def test_the_lock_of_an_older_version_is_respected(
    database: world_postgres.Database, inside: Connection
) -> None:
    digest = hashlib.sha256(b"rawugc-sync rawugc_sync/glow-lab").digest()
    inside.execute(OLD_LOCK, [int.from_bytes(digest[:8], signed=True)])
    one = opened(database, "one")
    with pytest.raises(LockHeld, match="older version"):
        one.lock(ME)
    inside.execute("select pg_advisory_unlock_all()")
    one.lock(ME)


# -- commits without an answer


@pytest.fixture
def broken(database: world_postgres.Database) -> Iterator[tuple[wire.Wire, Store]]:
    """A store on a wire that can break."""
    with wire.wire(cluster().folder) as line:
        variables = {**database.variables, "PGHOST": str(line.folder)}
        yield line, store_for(Setting(database.url, "glow-lab", Path(), Path(), variables, SystemClock()))


def test_a_commit_whose_answer_was_lost_is_looked_for(
    database: world_postgres.Database, broken: tuple[wire.Wire, Store]
) -> None:
    line, one = broken
    one.lock(ME)
    first = one.write(document(1), None, "Apply")
    one.append(b"{}\n")
    line.breaks = wire.ARRIVES
    version = one.write(document(2, text="new"), first, "Apply")
    line.breaks = None
    two = opened(database, "two")
    stored = two.read()
    assert stored is not None
    assert (stored.version, content(two), two.read_journal()) == (version, said(text="new"), b"")
    one.append(b"{}\n")
    assert two.read_journal() == b"{}\n"


def test_a_commit_that_never_arrived_is_told(
    database: world_postgres.Database, broken: tuple[wire.Wire, Store]
) -> None:
    line, one = broken
    one.lock(ME)
    first = one.write(document(1, text="old"), None, "Apply")
    one.append(b"{}\n")
    line.breaks = wire.VANISHES
    with pytest.raises(StateError, match="cannot be used"):
        one.write(document(2, text="new"), first, "Apply")
    two = opened(database, "two")
    assert (content(two), two.read_journal()) == (said(text="old"), b"{}\n")


# -- roles and encodings

READING = "grant usage on schema rawugc_sync to {0}; grant select on all tables in schema rawugc_sync to {0}"


@pytest.fixture
def role(database: world_postgres.Database, inside: Connection) -> Iterator[str]:
    """Somebody who may do nothing yet."""
    name = f"role_{database.name}"
    inside.execute(f"create role {name} login")
    yield name
    inside.execute(f"drop owned by {name}; drop role {name}")


def as_role(database: world_postgres.Database, role: str) -> Store:
    variables = {**database.variables, "PGUSER": role}
    return store_for(Setting(database.url, "glow-lab", Path(), Path(), variables, SystemClock()))


def test_who_may_only_read_can_plan_and_not_apply(
    database: world_postgres.Database, inside: Connection, role: str
) -> None:
    one = opened(database, "one")
    one.lock(ME)
    one.write(document(1, text="kept"), None, "Apply")
    inside.execute(READING.format(role))
    reader = as_role(database, role)
    assert (content(reader), reader.read_journal(), reader.holder()) == (said(text="kept"), b"", ME)
    one.unlock(ME.id)
    with pytest.raises(StateError, match="permission denied") as failed:
        reader.lock(YOU)
    assert failed.value.diagnostics[0].code == "state-denied"
    assert one.holder() is None


@pytest.mark.parametrize("use", [lambda store: store.read(), lambda store: store.read_journal()])
def test_who_may_not_read_sees_no_empty_state(
    database: world_postgres.Database, role: str, use: Callable[[Store], object]
) -> None:
    one = opened(database, "one")
    one.lock(ME)
    with pytest.raises(StateError, match="permission denied"):
        use(as_role(database, role))


def test_a_schema_that_somebody_made_for_a_role_will_do(
    database: world_postgres.Database, inside: Connection, role: str
) -> None:
    inside.execute(f"create schema rawugc_sync authorization {role}")
    one = as_role(database, role)
    one.lock(ME)
    one.write(document(1, text="kept"), None, "Apply")
    assert content(one) == said(text="kept")


def test_two_schemas_are_two_places(database: world_postgres.Database) -> None:
    one = opened(database, "one")
    other = opened(replace(database, url=f"{database.url}?schema=Other%20brand&sslmode=prefer"), "one")
    for store, text in ((one, "one"), (other, "other")):
        store.lock(ME)
        store.write(document(1, text=text), None, "Apply")
    assert (content(one), content(other)) == (said(text="one"), said(text="other"))


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_state_comes_back_byte_by_byte_in_any_encoding(
    database: world_postgres.Database, encoding: str
) -> None:
    name = f"{database.name}_{encoding.lower()}"
    database.admin.execute(f"create database {name} encoding '{encoding}' locale 'C' template template0")
    one = opened(replace(database, url=f"postgresql:///{name}"), "one")
    data = document(1, text="🧴 Grüße \ud800".encode("utf-8", "backslashreplace").decode())
    one.lock(ME)
    version = one.write(data, None, "Apply")
    assert one.read() == (data, version)
    one.unlock(ME.id)
    database.admin.execute(f"drop database {name} with (force)")


# -- history


def test_earlier_states_are_kept_with_when_by_whom_and_why(
    database: world_postgres.Database, inside: Connection
) -> None:
    one = opened(database, "one")
    one.lock(ME)
    version = None
    for serial in range(1, KEPT + 4):
        version = one.write(document(serial), version, f"Apply {serial}")
    rows = inside.execute(
        "select serial, document, note, updated_by like '% on %', updated_at <= now() "
        "from rawugc_sync.history order by position"
    ).fetchall()
    assert rows == [
        (serial, document(serial), f"Apply {serial}", True, True) for serial in range(3, KEPT + 3)
    ]


# -- what cannot be reached


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        (f"postgresql://ana:{SECRET}@db.example.com/brand", "holds no password"),
        (f"postgresql://db.example.com/brand?password={SECRET}", "holds no password"),
        (f"postgresql://db.example.com/brand?p%61ssword={SECRET}", "holds no password|no URL"),
        (f"postgres://db.example.com/brand?sslpassword={SECRET}", "holds no password"),
        ("postgresql://db.example.com/brand?schema=", "names no schema"),
        ("postgresql://db.example.com/brand?colour=red", "no URL"),
        ("postgresql://[db/brand", "no URL"),
    ],
)
def test_a_url_that_will_not_do_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint) as failed:
        store_for(Setting(url, "glow-lab", Path(), Path(), {}, SystemClock()))
    assert SECRET not in str(failed.value.diagnostics)


def test_a_server_that_is_not_there_says_where_and_no_secret() -> None:
    variables = {"PGPASSWORD": SECRET}
    url = "postgresql://ana@127.0.0.1:1/brand"
    store = store_for(Setting(url, "glow-lab", Path(), Path(), variables, SystemClock()))
    with pytest.raises(StateError, match="Connection refused") as failed:
        store.read()
    told = failed.value.diagnostics[0]
    assert told.summary.startswith("postgresql://127.0.0.1:1/brand (glow-lab) cannot be used")
    assert SECRET not in told.summary + told.detail


# -- the tool


def test_two_checkouts_share_a_state_in_a_database(
    database: world_postgres.Database, workspace: Workspace
) -> None:
    files = {
        "rawugc.yaml": f"state: {database.url}\n",
        "brand.yaml": {"personas": {"p": {"name": "P", "description": "D"}}},
    }
    one, two = (replace(workspace(files), variables=database.variables) for _ in range(2))
    assert one.apply().exit_code == 0
    assert [call[:2] for call in one.calls()] == [("POST", "/personas")]
    two.assert_settled()
    two.write({"brand.yaml": {"personas": {"p": {"name": "P", "description": "More"}}}})
    assert two.apply().exit_code == 0
    assert [call[0] for call in two.calls()] == ["PATCH"]
    two.assert_settled()
    assert not (one.root / "rawugc.state.json").exists()
