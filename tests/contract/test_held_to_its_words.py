"""A plan is held to its words, whatever is desired, recorded and live: nothing else happens, and all of it.

The seeds below told lies before replacements took over what git leaves alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from hypothesis import strategies as st

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import Options
from tests.contract.samples import DELETABLE
from tests.contract.test_properties import opened
from tests.contract.words import Sight, hold
from tests.contract.worlds import KEYS, Deed, Manifest, deeds, manifests, policies
from tests.sampling import of

EXAMPLES = of(30, 8)
FAILED_BEFORE = (1, 2, 3, 4, 5, 7, 8, 9)
MORE = range(101, 101 + of(4, 4))

Ignored = dict[str, dict[str, list[str]]]
"""Collection → key → the fields in its `ignoreChanges`."""


def ignored() -> st.SearchStrategy[Ignored]:
    """Some fields of some resources are left to the dashboard."""
    return st.fixed_dictionaries(
        {
            name: st.dictionaries(
                st.sampled_from(KEYS),
                st.lists(st.sampled_from(sorted(type_.fields.traits)), max_size=3, unique=True),
            )
            for name, type_ in registered().items()
            if name in DELETABLE
        }
    )


def with_lifecycles(manifest: Manifest, ignores: Ignored) -> Manifest:
    return {
        name: {
            key: {**fields, "lifecycle": {"ignoreChanges": ignores[name][key]}}
            if ignores[name].get(key)
            else fields
            for key, fields in resources.items()
        }
        for name, resources in manifest.items()
    }


def renamed(manifest: Manifest, collections: frozenset[str]) -> dict[str, Any]:
    """The first key of these collections is another from now on, and a block says so."""
    out: dict[str, Any] = {name: dict(resources) for name, resources in manifest.items()}
    out["moved"] = []
    for name in sorted(collections):
        if "a" in out[name]:
            out[name]["z"] = out[name].pop("a")
            out["moved"].append({"from": f"{name}.a", "to": f"{name}.z"})
    return out


def tell(
    first: Manifest,
    happens: list[Deed],
    then: Manifest,
    ignores: Ignored,
    drift: Mapping[str, str],
    moves: frozenset[str],
    wish: tuple[str, ...],
) -> None:
    with opened(Options()) as project:
        config = {"drift": drift, "limits": {"maxDeletes": 99}}
        project.write({"rawugc.yaml": config, "it.yaml": with_lifecycles(first, ignores)})
        if project.apply().exit_code:
            return
        for deed in happens:
            deed.happen(project)
        project.write({"it.yaml": renamed(with_lifecycles(then, ignores), moves)})
        before = Sight.of(project)
        known = {change["address"] for change in project.run("plan", "--json").json["resource_changes"]}
        flags = [text for address in wish if address in known for text in ("--replace", address)]
        plan, applied = project.plan(*flags), project.apply(*flags)
        event(f"plan exits {plan.exit_code}")
        if plan.exit_code not in (0, 2):
            assert Sight.of(project) == before
            return
        assert applied.exit_code == 0
        hold(plan, applied, before, Sight.of(project))
        again = project.plan()
        assert again.json["resource_changes"] == []
        assert kept(again) == kept(plan), "the record does not keep what git said"


def kept(plan: Any) -> set[tuple[str, str, str]]:
    """What a plan calls kept, whatever its words."""
    said = plan.json["diagnostics"]
    return {(d["code"], d["address"], d["field"]) for d in said if d["code"] == "drift-kept"}


def stories(number: int) -> None:
    """So many worlds of one seed."""
    addresses = [f"{name}.{key}" for name in DELETABLE for key in KEYS]
    given_ = given(
        first=manifests(),
        happens=deeds(),
        then=manifests(),
        ignores=ignored(),
        drift=policies(),
        moves=st.frozensets(st.sampled_from(DELETABLE), max_size=2),
        wish=st.lists(st.sampled_from(addresses), max_size=3, unique=True).map(tuple),
    )
    many = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # to shrink one of these worlds takes longer than to read it
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(many(given_(tell)))()


@pytest.mark.parametrize("number", [*FAILED_BEFORE, *MORE])
def test_a_plan_is_held_to_its_words(number: int) -> None:
    stories(number)
