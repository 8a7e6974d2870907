"""What of the process's environment a run may see: nothing that fleet.yaml names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.keys import PLACE


def without_secrets(fleet: Fleet, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables but those that hold the fleet's own secrets, and the keys of others."""
    secret = set(named(fleet))
    patterns = [one.partition(PLACE)[::2] for one in secret if PLACE in one]
    return {
        name: value
        for name, value in variables.items()
        if name not in secret and not any(name.startswith(a) and name.endswith(b) for a, b in patterns)
    }


def named(fleet: Fleet) -> Iterator[str]:
    """The variables of its secrets, as fleet.yaml has them: `{workspace}` may stand in one."""
    whole = [fleet.tokenVariable, fleet.database.variable if fleet.database else None]
    for one in fleet.repositories:
        whole += [one.secretVariable, one.tokenVariable]
        whole += [one.credentials.passwordVariable] if one.credentials else []
    whole += [key.variable for key in fleet.keys]
    yield from filter(None, whole)
