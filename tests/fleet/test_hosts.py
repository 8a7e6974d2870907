"""Each host of a fleet is opened once, and one that does not answer holds up no other."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.words.errors import ForgeError
from tests.forge.double import GITLAB_API, GITLAB_TOKEN, served
from tests.forge.gitlab_api import PATH


def on_gitlab(name: str, url: str) -> dict[str, object]:
    host = {"kind": "gitlab", "api": f"{url}{GITLAB_API}", "project": PATH}
    return {"url": name, "tenant": name, "host": host}


def hosts_of(*repositories: dict[str, object]) -> tuple[Fleet, Hosts]:
    fleet = Fleet.model_validate({"repositories": repositories, "tokenVariable": "HOST"})
    return fleet, Hosts(fleet, {"HOST": GITLAB_TOKEN})


def test_the_number_of_a_project_is_asked_for_once() -> None:
    with served() as place:
        fleet, hosts = hosts_of(on_gitlab("a", place.url))
        first, again = (hosts.forge(fleet.repositories[0]) for _ in range(2))
        assert first is again is not None
        assert [method for method, _, _ in place.log] == ["GET"]


def test_a_host_that_does_not_answer_holds_up_no_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, served() as place, ThreadPoolExecutor() as pool:
        fleet, hosts = hosts_of(
            on_gitlab("a", f"http://127.0.0.1:{silent.getsockname()[1]}"), on_gitlab("b", place.url)
        )
        asking = pool.submit(hosts.forge, fleet.repositories[0])
        connection, _ = silent.accept()
        assert hosts.forge(fleet.repositories[1]) is not None
        assert not asking.done()
        silent.close()
        connection.close()
        with pytest.raises(ForgeError):
            asking.result()
