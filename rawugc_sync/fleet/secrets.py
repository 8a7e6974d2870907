"""What of the process's environment a run may see: nothing that fleet.yaml names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.fleet.config import Fleet


def without_secrets(fleet: Fleet, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables but those that hold the fleet's own secrets, and the keys of others."""
    secret = set(_named(fleet))
    patterns = [one.partition("{workspace}")[::2] for one in secret if "{workspace}" in one]
    return {
        name: value
        for name, value in variables.items()
        if name not in secret and not any(name.startswith(a) and name.endswith(b) for a, b in patterns)
    }


def _named(fleet: Fleet) -> Iterator[str]:
    whole = [fleet.tokenVariable, fleet.database.variable if fleet.database else None]
    for one in fleet.repositories:
        whole += [one.secretVariable, one.tokenVariable]
        whole += [one.credentials.passwordVariable] if one.credentials else []
    whole += [key.variable for key in fleet.keys]
    yield from filter(None, whole)
