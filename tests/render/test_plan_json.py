"""The JSON of a plan: section 6's shape and order, and a way back that shows the same."""

from __future__ import annotations

import copy
import json
from types import MappingProxyType
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.planfile.schema import plan_schema
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.planning.digest import digest_of, policy_digest
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.plan_text import plan_text
from rawugc_sync.render.style import Style
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import Approval, Asked, Standing
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, error, warning
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.planned import (
    Call,
    FieldChange,
    Managed,
    NextPublic,
    Origin,
    StateInfo,
    Step,
    StillPublic,
)
from rawugc_sync.words.provenance import Written
from rawugc_sync.words.uploads import Content, FileUrl, Upload
from tests.render.conftest import PLANS, plan_of, update_of

POLICY = PolicyChange(before={"rules": {}}, after={}, digest=policy_digest({"rules": {}}, {}))
POLICY_DIGEST = POLICY.digest
YES_DIGEST = digest_of({"fields": {"description": "b"}, "act": []})
SAMPLE: dict[str, Any] = {
    "format_version": "1.0",
    "workspace": "glow-lab",
    "environment": None,
    "organization_id": "org_1",
    "server": "https://rawugc.com/api/v1",
    "digest": "sha256:plan",
    "name": "plan",
    "decide_by": 1796130000000,
    "made": {"at": None, "author": None, "commit": None, "link": None},
    "state": {"serial": 12, "lineage": "5f1d", "place": None, "applied": None},
    "summary": {"create": 0, "update": 1, "replace": 0, "delete": 0, "adopt": 0, "forget": 0, "no-op": 31},
    "budget": {
        "requests": 6,
        "reads": 5,
        "writes": 1,
        "credits": 0,
        "credits_unknown": 0,
        "seconds": 0,
    },
    "policy": {"before": {"rules": {}}, "after": {}, "digest": POLICY_DIGEST},
    "approvals": [
        {
            "role": "legal",
            "address": "personas.sensitive-skin",
            "status": "given",
            "by": "ana, ben",
            "at": 1796000000000,
            "until": 1797000000000,
            "link": "https://x.example/1",
            "note": "Claims checked.",
            "why": None,
            "digest": YES_DIGEST,
            "fields": ["description"],
            "media": {},
            "act": [],
            "authors": ["Cleo <cleo@glow-lab.example>"],
            "decide_by": 1796130000000,
            "previous_address": None,
        },
        {
            "role": "brand",
            "address": "policy",
            "status": "missing",
            "by": None,
            "at": None,
            "until": None,
            "link": None,
            "note": None,
            "why": "Ana <ana@glow-lab.example> wrote it",
            "digest": POLICY_DIGEST,
            "fields": [],
            "media": {},
            "act": [],
            "authors": None,
            "decide_by": None,
            "previous_address": None,
        },
    ],
    "resource_changes": [
        {
            "address": "personas.sensitive-skin",
            "type": "personas",
            "name": "sensitive-skin",
            "mode": "managed",
            "provider_name": "rawugc-sync",
            "id": "per_1",
            "previous_address": None,
            "action_reason": None,
            "digest": "sha256:change",
            "digest_name": "chan-ge",
            "author": "Ana <ana@glow-lab.example>",
            "authors": ["Ana <ana@glow-lab.example>", "gh-bo"],
            "commit": "4d3d3583d9190a1b77c24d3d3583d9190a1b77c2",
            "decide_by": 1796130000000,
            "due": {
                "address": "posts.launch",
                "at": 1796133600000,
                "timezone": "America/New_York",
                "otherwise": "old_text",
            },
            "change": {
                "actions": ["update"],
                "before": {"description": "a"},
                "after": {"description": "b"},
                "after_unknown": {},
                "importing": None,
            },
            "credits": 0,
            "drift": True,
            "fields": [
                {
                    "path": "description",
                    "before": "a",
                    "after": "b",
                    "origin": "both",
                    "forces_replacement": False,
                    "known": True,
                    "carried": None,
                }
            ],
            "calls": [{"method": "PATCH", "path": "/personas/per_1", "body": {"description": "b"}}],
            "depends_on": ["messaging.claim"],
            "used_by": ["posts.launch", "products.serum"],
            "next_public": {"address": "posts.launch", "at": 1796133600000, "timezone": "America/New_York"},
            "still_public": [{"address": "posts.teaser", "id": "post_1", "at": 1796000000000}],
            "source": {"file": "personas.yaml", "line": 2, "column": 3},
            "note": None,
        }
    ],
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": "personas.sensitive-skin",
                    "mode": "managed",
                    "type": "personas",
                    "name": "sensitive-skin",
                    "provider_name": "rawugc-sync",
                    "values": {"description": "b"},
                }
            ]
        }
    },
    "diagnostics": [
        {
            "severity": "error",
            "code": "max-deletes",
            "rule": None,
            "address": None,
            "field": None,
            "summary": "too many",
            "detail": "",
            "source": {},
            "refusal": True,
            "stops": True,
        },
        {
            "severity": "warning",
            "code": "deleted-outside",
            "rule": None,
            "address": "posts.x",
            "field": None,
            "summary": "gone",
            "detail": "Look.",
            "source": {},
            "refusal": False,
            "stops": False,
        },
    ],
    "history": [0, 0],
    "bookkeeping": 0,
    "left_out": [],
    "calendar": [
        {
            "address": "posts.launch",
            "id": "post_2",
            "fate": "moved",
            "at": 1796133600000,
            "was": 1796130000000,
            "timezone": "America/New_York",
            "accounts": ["tiktok/glowlab"],
            "platforms_only": False,
            "is_public": False,
            "text": "Says less.",
        }
    ],
    "contents": [
        {
            "sha256": "sha256:front",
            "file": {
                "path": "photos/front.png",
                "sha256": "sha256:front",
                "size": 68,
                "contentType": "image/png",
            },
            "url": "https://storage.rawugc.com/front.png",
        },
        {"sha256": "sha256:gone", "file": None, "url": None},
    ],
}


def sample() -> dict[str, Any]:
    """A fresh copy, to be spoiled."""
    return copy.deepcopy(SAMPLE)


PATCH = Call(method="PATCH", path="/personas/per_1", body=MappingProxyType({"description": "b"}))


def test_a_plan_has_the_documented_shape_in_the_documented_order() -> None:
    plan = plan_of(
        update_of(
            "personas.sensitive-skin",
            FieldChange(path="description", before="a", after="b", origin=Origin.BOTH),
            id="per_1",
            digest="sha256:change",
            drift=True,
            steps=(
                Step(
                    call=Call(
                        method="PATCH", path="/personas/per_1", body=MappingProxyType({"description": "b"})
                    )
                ),
            ),
            depends_on=(Address("messaging", "claim"),),
            used_by=(Address("posts", "launch"), Address("products", "serum")),
            next_public=NextPublic(
                address=Address("posts", "launch"), at=1796133600000, timezone="America/New_York"
            ),
            source=Source("personas.yaml", 2, 3),
            written=Written(
                "Ana <ana@glow-lab.example>",
                "4d3d3583d9190a1b77c24d3d3583d9190a1b77c2",
                ("Ana <ana@glow-lab.example>", "gh-bo"),
            ),
            decide_by=1796130000000,
            due=Due(Address("posts", "launch"), 1796133600000, "America/New_York", Otherwise.OLD_TEXT),
            still_public=(StillPublic(Address("posts", "teaser"), "post_1", 1796000000000),),
        ),
        policy=POLICY,
        approvals=(
            Approval(
                asked=Asked(
                    role="legal",
                    address="personas.sensitive-skin",
                    digest=YES_DIGEST,
                    fields=("description",),
                    authors=("Cleo <cleo@glow-lab.example>",),
                    until=1796130000000,
                ),
                standing=Standing.GIVEN,
                by=("ana", "ben"),
                at=1796000000000,
                until=1797000000000,
                link="https://x.example/1",
                note="Claims checked.",
            ),
            Approval(
                asked=Asked(role="brand", address="policy", digest=POLICY_DIGEST, authors=None),
                why="Ana <ana@glow-lab.example> wrote it",
            ),
        ),
        managed=(Managed(Address("personas", "sensitive-skin"), {"description": "b"}),),
        calendar=(
            Entry(
                address=Address("posts", "launch"),
                id="post_2",
                fate=Fate.MOVED,
                at=1796133600000,
                was=1796130000000,
                timezone="America/New_York",
                accounts=("tiktok/glowlab",),
                text="Says less.",
            ),
        ),
        contents=(
            Content(
                "sha256:front",
                Upload("photos/front.png", "sha256:front", 68, "image/png"),
                "https://storage.rawugc.com/front.png",
            ),
            Content("sha256:gone"),
        ),
        refusals=(error("max-deletes", "too many"),),
        diagnostics=(warning("deleted-outside", "gone", "Look.", address="posts.x"),),
    )
    assert json.dumps(to_json(plan)) == json.dumps(SAMPLE)


def test_tuples_become_lists_at_every_depth() -> None:
    field = FieldChange(path="accounts", before=("a",), after=({"b": ("c",)},))
    change = to_json(plan_of(update_of("posts.x", field)))["resource_changes"][0]
    assert change["change"]["after"] == {"accounts": [{"b": ["c"]}]}
    assert change["fields"][0]["before"] == ["a"]


LATER = {
    "used_by": [],
    "next_public": None,
    "author": None,
    "authors": None,
    "commit": None,
    "decide_by": None,
    "due": None,
}
"""What a change of an earlier version did not have, and what stands for it."""


def test_a_change_of_an_earlier_version_is_read() -> None:
    data = sample()
    change = data["resource_changes"][0]
    for name in (*LATER, "still_public"):
        del change[name]
    again = to_json(from_json(data))["resource_changes"][0]
    assert again == {**change, **LATER, "still_public": []}


def test_a_plan_of_a_version_without_a_review_is_read() -> None:
    data = sample()
    values = {"root_module": {"resources": []}}
    nothing: dict[str, Any] = {
        "planned_values": values,
        "calendar": [],
        "contents": [],
        "policy": None,
        "approvals": [],
    }
    for name in (*nothing, "made"):
        del data[name]
    assert to_json(from_json(data)) == {**SAMPLE, **nothing}


def test_an_error_that_stops_nothing_stays_one_that_stops_nothing() -> None:
    ended = error("rights-ended", "goes out too late", address="posts.x", rule="rights-ended")
    wrong = error("unknown-account", "no such account", address="posts.y")
    made = plan_of(budget=Budget(reads=1, writes=0), diagnostics=(ended,), errors=(wrong,))
    read = from_json(to_json(made))
    assert (read.diagnostics, read.errors, read.lasting) == ((ended,), (wrong,), (ended,))


def test_a_plan_fits_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(plan_schema())
    for made in PLANS.values():
        validator.validate(to_json(made()))
    validator.validate(SAMPLE)


def test_a_plan_without_a_state_says_null() -> None:
    assert to_json(plan_of(state=StateInfo()))["state"] == {
        "serial": None,
        "lineage": None,
        "place": None,
        "applied": None,
    }


@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_saved_plan_shows_the_same_as_the_plan(name: str, kinds: KindOf) -> None:
    plan = PLANS[name]()
    data = to_json(plan)
    loaded = from_json(json.loads(json.dumps(data)))
    assert to_json(loaded) == data
    assert plan_text(loaded, Style(colour=False), kinds) == plan_text(plan, Style(colour=False), kinds)


def test_unknown_keys_are_left_alone_and_our_own_extras_may_be_missing() -> None:
    data = sample()
    data["manifests"] = "sha256:more"
    data["resource_changes"][0]["basis"] = {"description": "a"}
    del (
        data["history"],
        data["bookkeeping"],
        data["left_out"],
        data["resource_changes"][0]["note"],
        data["diagnostics"][1]["refusal"],
        data["diagnostics"][1]["rule"],
    )
    for diagnostic in data["diagnostics"]:
        del diagnostic["stops"]
    assert to_json(from_json(data)) == SAMPLE


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["format_version"], "2.0", "format_version should begin with 1."),
        (["digest"], 7, "digest should be a text"),
        (["resource_changes"], {}, "resource_changes should be a list"),
        (["resource_changes", 0], "x", r"resource_changes\[0\] should be an object"),
        (
            ["resource_changes", 0, "address"],
            "nowhere",
            r"resource_changes\[0\].address should be an address",
        ),
        (["resource_changes", 0, "depends_on"], ["x"], r"depends_on should be an address"),
        (["resource_changes", 0, "used_by"], [1], r"used_by\[0\] should be a text"),
        (["resource_changes", 0, "used_by"], ["x"], r"used_by should be an address"),
        (["resource_changes", 0, "next_public"], "soon", r"next_public should be an object"),
        (["resource_changes", 0, "next_public"], {}, r"next_public.address is missing"),
        (
            ["resource_changes", 0, "next_public"],
            {"address": "posts.x", "at": "soon"},
            r"next_public.at should be a number",
        ),
        (["resource_changes", 0, "due"], {}, r"due.otherwise is missing"),
        (["resource_changes", 0, "due", "otherwise"], "x", r"due.otherwise should be one of unpublished, "),
        (["resource_changes", 0, "due", "at"], "soon", r"due.at should be a number"),
        (["resource_changes", 0, "drift"], "yes", r"resource_changes\[0\].drift should be true or false"),
        (["resource_changes", 0, "change", "actions"], ["explode"], "not something that a plan does"),
        (["resource_changes", 0, "change", "actions"], [["create"]], r"actions\[0\] should be a text"),
        (["resource_changes", 0, "change", "importing"], {"id": 1}, "importing.id should be a text"),
        (["resource_changes", 0, "fields", 0, "origin"], "mars", "should be git, live, both or null"),
        (["resource_changes", 0, "source"], {"file": "x"}, "source.line is missing"),
        (["diagnostics", 0, "severity"], "fatal", "should be error, warning or note"),
        (["resource_changes", 0, "calls", 0, "credits"], "4", r"calls\[0\].credits should be a number of"),
        (["budget", "credits"], -1, "budget.credits should be a number of credits"),
        (["budget", "reads"], True, "budget.reads should be a number"),
        (["history"], [1], "history should be a list of two numbers"),
    ],
)
def test_a_malformed_plan_is_refused_with_the_place(path: list[Any], value: object, reason: str) -> None:
    data = sample()
    parent: Any = data
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    with pytest.raises(ValueError, match=reason):
        from_json(data)


@pytest.mark.parametrize("data", [None, [], "plan", 3, {}])
def test_what_is_not_a_plan_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"should be an object|is missing"):
        from_json(data)


def test_the_budget_is_what_was_planned() -> None:
    plan = plan_of(budget=Budget(reads=5, writes=6, credits=2.5, unpriced=3))
    assert from_json(to_json(plan)).budget == plan.budget


def test_a_plan_read_back_names_the_files_that_it_leads_to() -> None:
    sha256 = f"sha256:{'a' * 64}"
    file = Upload("photos/front.png", sha256, 68, "image/png")
    field = FieldChange(path="photos", before=[FileUrl(sha256)], after=[FileUrl.of(file)])
    change = update_of("products.serum", field, after={"photos": [FileUrl.of(file)]})
    (again,) = from_json(to_json(plan_of(change, contents=(Content(sha256, file),)))).changes
    assert again.after
    assert [one.file for one in (*again.after["photos"], *again.fields[0].after)] == [file, file]
    assert [one.file for one in again.fields[0].before] == [None]
