"""The JSON Schemas know rules and marks: editors complete them, and refuse nothing that is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from ruamel.yaml import YAML

from rawugc_sync.manifest.ruling.kinds import KINDS
from rawugc_sync.manifest.schema import config_schema, manifest_schema
from tests.manifest.ruling.test_kinds import READ

SCHEMAS: Mapping[str, Any] = {"manifest": manifest_schema(), "config": config_schema()}


def seen(text: str) -> Any:
    """A file as an editor sees it, in which a date is the text that it is written as."""
    return json.loads(json.dumps(YAML(typ="safe").load(text), default=str))


def complaints(kind: str, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(SCHEMAS[kind])
    return [error.message for error in validator.iter_errors(seen(text))]


@pytest.mark.parametrize("kind", list(SCHEMAS))
@pytest.mark.parametrize("text", [text for text, _ in READ])
def test_editors_accept_every_rule_that_is_read(kind: str, text: str) -> None:
    beside = "level: warning\n    message: Why.\n    link: https://x.example"
    assert complaints(kind, f"rules:\n  one:\n    {text}\n    {beside}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "minPhotos: 2, minGap: 4h",
        "level: warning",
        "minPhoto: 2",
        "forbid: {fields: [posts.contnet], words: [a]}",
        "maxPosts: {per: month, max: 3}",
        "hashtags: {max: 3, networks: [myspace]}",
        "noRepeat: {of: [accounts], within: 30d}",
        "owner: {collections: [product]}",
        "minPhotos: 2, level: fatal",
    ],
)
def test_editors_mark_what_is_none(text: str) -> None:
    assert complaints("manifest", f"rules: {{one: {{{text}}}}}\n")


def test_each_kind_says_what_it_is() -> None:
    properties = SCHEMAS["manifest"]["properties"]["rules"]["additionalProperties"]["properties"]
    assert all(properties[kind]["description"] for kind in KINDS)


@pytest.mark.parametrize(
    "mark",
    [
        "x-owner: ana",
        "x-owner: 7",
        "x-rights: {until: 2026-12-31, territory: [de]}",
        "x-rights: {until: '${vars.end}'}",
    ],
)
def test_editors_know_owner_and_rights_on_resources_and_in_defaults(mark: str) -> None:
    assert complaints("manifest", f"messaging:\n  m:\n    name: M\n    {mark}\n") == []
    assert complaints("manifest", f"defaults:\n  messaging:\n    {mark}\n") == []
    assert complaints("manifest", f"messaging:\n  m:\n    x-other: 1\n    {mark}\n")
