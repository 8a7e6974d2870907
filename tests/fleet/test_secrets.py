"""What of the process's environment a run sees: none of the fleet's own secrets, and no key of another."""

from __future__ import annotations

import pytest

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.secrets import without_secrets
from tests.fleet.agency import Agency, codes, persona

FLEET = {
    "database": {"variable": "FLEET_DATABASE"},
    "repositories": [
        {
            "url": "https://git.example/x.git",
            "tenant": "a",
            "secretVariable": "HOOK",
            "tokenVariable": "TOKEN_A",
            "credentials": {"passwordVariable": "GIT_PASSWORD"},
        }
    ],
    "tokenVariable": "TOKEN",
    "keys": [{"workspace": "*", "variable": "KEY_{workspace}_X"}, {"workspace": "*", "variable": "KEY"}],
}


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("FLEET_DATABASE", False),
        ("HOOK", False),
        ("TOKEN_A", False),
        ("GIT_PASSWORD", False),
        ("TOKEN", False),
        ("KEY", False),
        ("KEY_b01_X", False),
        ("KEY_b01", True),
        ("PATH", True),
        ("AWS_ACCESS_KEY_ID", True),
    ],
)
def test_what_fleet_yaml_names_stays_with_the_fleet(name: str, stays: bool) -> None:
    assert (name in without_secrets(Fleet.model_validate(FLEET), {name: "x"})) is stays


def test_a_workspace_cannot_take_the_key_of_another_for_its_own(agency: Agency) -> None:
    """Whatever variable its rawugc.yaml names, it gets its own key in it."""
    agency.repository(
        "brands",
        {
            "a/rawugc.yaml": {"workspace": "a", "keyVariable": "KEY_B"},
            "a/brand.yaml": persona("Ash"),
            "b/rawugc.yaml": {"workspace": "b"},
            "b/brand.yaml": persona("Bay"),
        },
    )
    keys = [{"workspace": "a", "variable": "KEY_A"}, {"workspace": "b", "variable": "KEY_B"}]
    agency.fleet({"repositories": [{"url": "brands", "tenant": "x"}], "keys": keys})
    agency.variables |= {"KEY_A": "ruk_a", "KEY_B": "ruk_b"}
    run = agency.once("plan")
    assert codes(run) == {"a": 0, "b": 0}
    used = dict(agency.rawugc.keys)
    assert used.keys() == {"ruk_a", "ruk_b"}
    assert len(set(used.values())) == 1
