"""What is said of a database that cannot be used, and what is none of its faults."""

from __future__ import annotations

import psycopg
import pytest

from rawugc_sync.fleet.engine.database import Database
from tests.fleet.engine.works import Works


def test_a_value_that_it_does_not_take_is_a_mistake_of_ours_and_not_a_database_that_is_away(
    empty: Database,
) -> None:
    with pytest.raises(psycopg.DataError), empty.transaction() as connection:
        connection.execute("select %s::text", ["a\0b"])


def test_any_number_of_runs_may_be_asked_for(works: Works) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    assert works.agency.run("runs", "--limit", "9" * 30, "--json").json == []
