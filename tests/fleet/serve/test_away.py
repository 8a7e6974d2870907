"""The pages while the database of the fleet is away, and once it is back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fleet.serve.town import CY, Town, Visitor, fields
from tests.stores import cluster
from tests.stores.world_postgres import Database


@pytest.fixture
def postgres(url: str, tmp_path: Path) -> Iterator[Database]:
    """The database that the town has."""
    with closing(cluster.cluster().admin()) as admin:
        yield Database(tmp_path, urlsplit(url).path.lstrip("/"), admin, url, {})


def test_health_is_told_before_whoever_asks_gives_up(visitor: Visitor, postgres: Database) -> None:
    assert visitor.client.get("/healthz").status_code == 200
    with postgres.cut():
        answer = visitor.client.get("/healthz", timeout=10)
    assert (answer.status_code, answer.text) == (503, "the database is away\n")


def test_a_form_that_was_open_while_it_was_away_counts(
    town: Town, visitor: Visitor, postgres: Database
) -> None:
    town.planned()
    link = town.link()
    proof = visitor.form(link)
    with postgres.cut():
        pass
    assert visitor.send(link, proof | fields({0: "yes"})).status_code == 200
    assert town.approvals() == [("approval", CY, ["messaging.gentle"], "")]
