"""What a plan asks of roles, and what keeps or voids a yes: every field, the media, the acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rawugc_sync.approving.asking import Asking, asked_of_policy, asked_of_waiver
from rawugc_sync.resources import registered
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import Asked, Role, Share
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.outputs import Output, Pending
from rawugc_sync.words.planned import Call, Change, FieldChange, Step
from rawugc_sync.words.rules import Waiver
from rawugc_sync.words.uploads import FileUrl

TYPES = registered()
POST = Address("posts", "teaser")
LEGAL = Role(name="legal", of=(Share("posts", "content"), Share("posts", "videoUrl")))
BRAND = Role(name="brand", of=(Share("posts"),))
FIELDS: dict[str, Any] = {
    "videoUrl": "https://cdn.example.com/teaser.mp4",
    "content": "Less.",
    "mode": "schedule",
    "scheduledFor": 1_800_000_000_000,
}
FREE = Call(method="PATCH", path="/social/posts/post_1")
PAID = Call(method="POST", path="/videos/generate", credits=None)
EVERY_FIELD = [(name, field) for name, type_ in TYPES.items() for field in type_.fields.traits]
VIDEO = FileUrl("sha256:" + "1" * 64)
CUT = FileUrl("sha256:" + "2" * 64)


def asking(*roles: Role, permits: frozenset[str] = frozenset()) -> Asking:
    return Asking(
        roles=roles, types=TYPES, permits=lambda _: permits, authors=lambda change, names: ("Ana <a@x>",)
    )


def create(fields: dict[str, Any] = FIELDS, address: Address = POST, call: Call = FREE) -> Change:
    return Change(address=address, action=Action.CREATE, after=fields, steps=(Step(call=call),))


def update(*changed: str, action: Action = Action.UPDATE, **fields: Any) -> Change:
    """An update of these fields, which the post has afterwards."""
    return Change(
        address=POST,
        action=action,
        id="post_1",
        before=FIELDS,
        after={**FIELDS, **fields},
        fields=tuple(FieldChange(path=name) for name in (*changed, *fields)),
        steps=(Step(call=FREE),),
    )


def asked(change: Change, *roles: Role, permits: frozenset[str] = frozenset()) -> dict[str, Asked]:
    """Role → what it is asked."""
    return {one.role: one for one in asking(*roles, permits=permits).of([change])}


def digests(*changes: Change, permits: frozenset[str] = frozenset()) -> list[str]:
    return [asked(one, LEGAL, permits=permits)["legal"].digest for one in changes]


@pytest.mark.parametrize(("collection", "field"), EVERY_FIELD, ids=map(".".join, EVERY_FIELD))
def test_a_yes_is_to_the_fields_of_its_role_and_to_no_other(collection: str, field: str) -> None:
    address = Address(collection, "it")
    values = dict.fromkeys(TYPES[collection].fields.traits, "as it was")
    of_field = Role(name="mine", of=(Share(collection, field),))
    of_all = Role(name="all", of=(Share(collection),))
    before = asked(create(values, address), of_field, of_all)
    for other in values:
        after = asked(create({**values, other: "another"}, address), of_field, of_all)
        assert (after["mine"].digest == before["mine"].digest) == (other != field)
        assert after["all"].digest != before["all"].digest


@pytest.mark.parametrize(("collection", "field"), EVERY_FIELD, ids=map(".".join, EVERY_FIELD))
def test_who_looks_after_a_field_is_asked_when_it_is_set_and_when_it_changes(
    collection: str, field: str
) -> None:
    address, role = Address(collection, "it"), Role(name="mine", of=(Share(collection, field),))
    steps = (Step(call=FREE),)
    changes = (FieldChange(path=field),)
    changed = Change(address=address, action=Action.UPDATE, id="x", after={}, fields=changes, steps=steps)
    assert "mine" in asked(create({field: "new"}, address), role)
    assert "mine" in asked(changed, role)
    assert "mine" not in asked(create({}, address), role)
    assert "mine" not in asked(replace(changed, fields=(FieldChange(path="other"),)), role)


def acts() -> Iterator[Any]:
    """Action → whom it asks, and what of it serves once."""
    gone = Change(address=POST, action=Action.DELETE, id="post_1", before=FIELDS, steps=(Step(call=FREE),))
    yield pytest.param(gone, {"legal", "time"}, ("delete", "post_1"), id="delete")
    again = update("scheduledFor", action=Action.DELETE_THEN_CREATE)
    yield pytest.param(again, {"legal", "time"}, ("replace", "post_1"), id="replace")
    kept = update("scheduledFor", action=Action.CREATE_THEN_FORGET)
    yield pytest.param(kept, {"legal", "time"}, ("replace", "post_1"), id="replace-and-forget")
    now = create({**FIELDS, "mode": "now"})
    yield pytest.param(now, {"legal", "time"}, ("publish", ""), id="publish-at-once")
    out = replace(update("mode"), before={**FIELDS, "mode": "draft"})
    yield pytest.param(out, {"legal", "time"}, ("schedule", "post_1"), id="schedule-a-draft")
    at_once = replace(
        update("mode", mode="now"),
        before={**FIELDS, "mode": "draft"},
        steps=(Step(call=Call(method="POST", path="/social/posts/post_1/publish")),),
    )
    yield pytest.param(at_once, {"legal", "time"}, ("publish", "post_1"), id="publish-a-draft")
    paid = create(call=PAID)
    yield pytest.param(paid, {"legal", "time"}, ("spend", ""), id="spend")
    yield pytest.param(update("scheduledFor"), {"time"}, (), id="move-by-an-hour")
    yield pytest.param(update("content"), {"legal"}, (), id="reword")
    adopted = update("content", action=Action.ADOPT_AND_UPDATE)
    yield pytest.param(adopted, {"legal"}, (), id="adopt-and-reword")


@pytest.mark.parametrize(("change", "whom", "act"), list(acts()))
def test_what_is_done_says_whom_it_asks_and_whether_a_yes_serves_once(
    change: Change, whom: set[str], act: tuple[str, ...]
) -> None:
    found = asked(change, LEGAL, Role(name="time", of=(Share("posts", "scheduledFor"),)))
    assert found.keys() == whom
    assert {one.act for one in found.values()} == {act}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Change(address=POST, action=Action.ADOPT, id="post_1", after=FIELDS), id="adopt"),
        pytest.param(Change(address=POST, action=Action.FORGET, id="post_1", before=FIELDS), id="forget"),
        pytest.param(Change(address=POST, action=Action.MOVE, id="post_1", after=FIELDS), id="rename"),
        pytest.param(Change(address=POST, action=Action.AWAIT, id="post_1", after=FIELDS), id="wait"),
        pytest.param(
            Change(address=POST, action=Action.CLEAN_UP, id="post_1", steps=(Step(call=FREE),)), id="clean-up"
        ),
    ],
)
def test_what_sends_nothing_or_ends_what_was_approved_asks_nobody(change: Change) -> None:
    assert asked(change, LEGAL, BRAND) == {}


def test_a_yes_to_an_act_is_to_that_object() -> None:
    one = Change(address=POST, action=Action.DELETE, id="post_1", before=FIELDS, steps=(Step(call=FREE),))
    first, second = digests(one, replace(one, id="post_2"))
    assert first != second


@pytest.mark.parametrize(
    ("before", "after", "keeps"),
    [
        pytest.param(VIDEO, FileUrl(str(VIDEO)), True, id="same-content"),
        pytest.param(VIDEO, CUT, False, id="another-content"),
        pytest.param("https://x.example/a.mp4", "https://x.example/b.mp4", False, id="another-URL"),
        pytest.param("https://x.example/a.mp4", VIDEO, False, id="a-file-for-a-URL"),
        pytest.param(
            Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_1"),
            Output("https://cdn/2", Address("videos", "t"), "url", "made-1", "v_1"),
            True,
            id="same-version-at-another-URL",
        ),
        pytest.param(
            Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_1"),
            Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_2"),
            False,
            id="another-version",
        ),
        pytest.param(
            Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_1"),
            Output("https://cdn/1", Address("videos", "t"), "url", "made-2", "v_1"),
            False,
            id="made-from-something-else",
        ),
        pytest.param(
            Pending.to(Address("videos", "t"), "url", "made-1"),
            Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_1"),
            False,
            id="once-it-can-be-seen",
        ),
    ],
)
def test_media_count_by_what_they_are(before: Any, after: Any, keeps: bool) -> None:
    first, second = digests(create({**FIELDS, "videoUrl": before}), create({**FIELDS, "videoUrl": after}))
    assert (first == second) == keeps


def test_what_may_go_out_unseen_was_approved_unseen() -> None:
    pending = Pending.to(Address("videos", "t"), "url", "made-1")
    ready = Output("https://cdn/1", Address("videos", "t"), "url", "made-1", "v_1")
    changes = [create({**FIELDS, "videoUrl": one}) for one in (pending, ready)]
    first, second = digests(*changes, permits=frozenset({"allowUnseen"}))
    assert first == second


def test_a_change_of_the_policy_asks_every_role() -> None:
    change = PolicyChange(before={}, after={"rules": {}}, digest="sha256:1")
    found = list(asked_of_policy([LEGAL, BRAND], change, ()))
    assert [(one.role, one.address, one.digest) for one in found] == [
        ("legal", "policy", "sha256:1"),
        ("brand", "policy", "sha256:1"),
    ]


@pytest.mark.parametrize(
    ("field", "whom"), [("content", ["legal", "brand"]), ("mode", ["brand"]), (None, ["legal", "brand"])]
)
def test_a_waiver_asks_the_roles_of_its_field(field: str | None, whom: list[str]) -> None:
    until = date(2027, 1, 31)
    waiver = Waiver("no-cure", until, "It is a quote.", POST, field, Source("posts.yaml", 3, 1))
    found = list(asked_of_waiver([LEGAL, BRAND], waiver, (), (str(POST),)))
    longer = list(asked_of_waiver([LEGAL, BRAND], replace(waiver, until=until.replace(day=1)), (), ()))
    assert [one.role for one in found] == whom
    assert found[0].digest != longer[0].digest
