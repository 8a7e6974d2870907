"""Every collection is everywhere that it has to be."""

from __future__ import annotations

import json
import pkgutil
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from rawugc_sync.fleet.schema import fleet_schema
from rawugc_sync.help.fields import overview
from rawugc_sync.manifest.schema import config_schema, manifest_schema
from rawugc_sync.planfile.schema import plan_schema
from rawugc_sync.resources import collections, registered
from rawugc_sync.resources.lookups import CHARACTERS, UNREAD
from rawugc_sync.sandbox import COLLECTIONS, routes
from rawugc_sync.sandbox.media.kinds import MEDIA
from tests.contract.samples import full

ROOT = Path(__file__).parent.parent
OTHER_KEYS = {"vars", "defaults", "rules", "moved", "imports", "removed"}
SERVED = (*COLLECTIONS, *MEDIA)
SCHEMAS = {"manifest": manifest_schema, "config": config_schema, "plan": plan_schema, "fleet": fleet_schema}


def test_every_module_among_the_collections_is_one() -> None:
    modules = {module.name for module in pkgutil.iter_modules(collections.__path__)}
    assert modules == set(registered()) == set(SERVED)


def test_the_schema_of_manifests_knows_every_collection_and_field() -> None:
    schema = manifest_schema()
    assert set(schema["properties"]) - OTHER_KEYS == set(registered())
    text = json.dumps(schema)
    for type_ in registered().values():
        assert all(f'"{field}"' in text for field in type_.fields.traits)


@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_a_schema_is_valid_and_the_committed_one_is_up_to_date(kind: str) -> None:
    schema = SCHEMAS[kind]()
    jsonschema.Draft202012Validator.check_schema(schema)
    committed = ROOT / f"schemas/{kind}.schema.json"
    assert json.loads(committed.read_text(encoding="utf-8")) == json.loads(json.dumps(schema))


@pytest.mark.parametrize("name", SERVED)
def test_the_sandbox_serves_every_call_of_a_collection(name: str) -> None:
    type_ = registered()[name]
    item = f"{type_.calls.path}/{{id}}"
    fields = {field: value for field, value in full(name).items() if field != "accounts"}
    creates = type_.calls.create(fields, UNREAD.having(CHARACTERS, CHARACTERS.nothing))
    asked = {("GET", type_.calls.path), ("GET", item), (creates.method, creates.path)}
    changes = {"PATCH": type_.fields.updatable, "DELETE": type_.calls.deletable}
    served = set(routes(COLLECTIONS))
    assert asked <= served
    assert {method: (method, item) in served for method in changes} == changes


@pytest.mark.parametrize("name", SERVED)
def test_the_pages_about_manifests_and_fields_name_every_collection(name: str) -> None:
    manifests = (ROOT / "docs/reference/manifests.md").read_text(encoding="utf-8")
    assert f"`{name}`" in manifests
    assert f"| [{name}]({name}.md) |" in overview()
