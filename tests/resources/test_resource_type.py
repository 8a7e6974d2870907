"""A plain collection says what differs, and has the rest as most have it."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from rawugc_sync.resources import registered
from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.resources.resource_type import ResourceType, plain
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Wait


class Thing(Manifest):
    """Made up."""

    name: Annotated[str, text(200, required=True), Trait(kind=Kind.LINE)] = Field(description="Its name.")
    body: Annotated[str, text(100), Trait(clearable=True, kind=Kind.TEXT)] = Field("", description="Does.")


def thing(*, updatable: bool = True, deletable: bool = True) -> ResourceType:
    return plain("things", Thing, path="/things", array="things", updatable=updatable, deletable=deletable)


LIVE = Live("thi/1", {"name": "Lamp", "body": "Old"})


def test_what_can_be_changed_and_deleted_has_a_call_for_each() -> None:
    calls = thing().calls
    assert calls.create({"name": "Lamp"}, UNREAD) == Call(
        method="POST", path="/things", body={"name": "Lamp"}, repeatable=False, id_fields=("_id", "id")
    )
    assert calls.update(LIVE, {"body": "New"}, UNREAD) == (
        Call(method="PATCH", path="/things/thi%2F1", body={"body": "New"}),
    )
    assert calls.delete("thi/1") == Call(
        method="DELETE", path="/things/thi%2F1", missing_is_done=True, removes="thi/1"
    )


def test_what_cannot_be_deleted_has_no_call_for_it() -> None:
    assert thing(deletable=False).calls.delete("thi_1") is None


@pytest.mark.parametrize("field", ["name", "body"])
def test_what_cannot_be_changed_takes_a_new_object_for_every_field(field: str) -> None:
    fixed = thing(updatable=False).fields
    assert fixed.replaces(field, "one", "other")
    assert not thing().fields.replaces(field, "one", "other")
    assert fixed.shows(field, {}, LIVE) is False


def test_what_cannot_be_changed_is_recognised_and_read_like_any_other() -> None:
    fixed = thing(updatable=False)
    assert fixed.identity.natural_key({"name": "Lamp"}, UNREAD) == fixed.identity.live_key(LIVE)
    assert fixed.spelling.live({"name": "Lamp", "body": None, "size": 3}, "thi_1") == Live(
        "thi_1", {"name": "Lamp"}
    )


def test_a_create_is_waited_for_where_the_collection_says_so() -> None:
    wait = Wait(field="status", done=frozenset({"completed"}), failed=frozenset({"failed"}))
    assert Calls("/things", "things", wait=wait).wait == wait
    assert thing().calls.wait is None
    assert not thing().life.is_pending(LIVE)


@pytest.mark.parametrize("type_", registered().values(), ids=list(registered()))
def test_a_type_can_be_told_apart_and_looked_up(type_: ResourceType) -> None:
    """It stands in tables, whatever it holds."""
    assert {type_: type_.collection}[type_] == type_.collection
    assert all(type_ != other for name, other in registered().items() if name != type_.collection)
