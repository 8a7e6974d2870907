"""What a field does: desired against recorded and live, section 4 of the design."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Lifecycle
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    LATER,
    USUAL,
    actions,
    calls,
    codes,
    live_persona,
    live_post,
    plan,
    post,
    recorded_by,
    want,
)

STYLE = Address("styles", "s")


def persona(desired: str, recorded: str | None, live: str, options: Options = USUAL) -> Plan:
    """A persona with these descriptions."""
    return plan(
        want("personas.p", {"name": "P", "description": desired}),
        records=None
        if recorded is None
        else {"personas.p": Record("per_1", {"name": "P", "description": recorded})},
        live={"personas": [live_persona("per_1", "P", live)]},
        options=options,
    )


def style(
    desired: dict[str, Any],
    recorded: dict[str, Any],
    live: dict[str, Any],
    *,
    ignore: tuple[str, ...] = (),
    seen: dict[str, Any] | None = None,
    **options: Any,
) -> Plan:
    """A style with these fields beside its name."""
    return plan(
        want("styles.s", {"name": "S", **desired}, Lifecycle(ignore_changes=frozenset(ignore))),
        records={"styles.s": Record("sty_1", {"name": "S", **recorded}, seen=seen or {})},
        live={"styles": [{"_id": "sty_1", "name": "S", **live}]},
        options=Options(**options),
    )


@pytest.mark.parametrize(
    ("desired", "recorded", "live", "origin"),
    [
        ("a", "b", "c", "both"),
        ("a", "b", "b", "git"),
        ("a", "a", "b", "live"),
        ("a", None, "b", None),
        ("a", "a", "", "live"),
        ("a b", "a  b", "a  b", "git"),
    ],
)
def test_a_difference_is_written_and_says_who_made_it(
    desired: str, recorded: str | None, live: str, origin: str | None
) -> None:
    made = persona(desired, recorded, live)
    assert calls(made) == [("PATCH", "/personas/per_1", {"description": desired})]
    (change,) = made.changes
    (field,) = change.fields
    assert (field.path, field.before, field.after, field.origin) == ("description", live, desired, origin)
    assert change.drift == (origin in ("live", "both"))
    assert change.before == {"name": "P", "description": live}
    assert change.after == {"name": "P", "description": desired}


@pytest.mark.parametrize(
    ("desired", "recorded", "live"),
    [
        ("a", "a", "a"),
        ("a", "b", "a"),
        ("a\nb", "a\nb", "a\r\nb"),
        ("a", "a", " a\n"),
        (" a", "a", "a"),
    ],
)
def test_what_is_live_already_takes_no_call_and_refreshes_the_record(
    desired: str, recorded: str, live: str
) -> None:
    made = persona(desired, recorded, live)
    assert (made.changes, made.unchanged) == ((), 1)
    now = Record("per_1", {"name": "P", "description": desired})
    assert made.refreshed == ({} if desired == recorded else {Address("personas", "p"): now})


@pytest.mark.parametrize(
    ("drift", "revert", "written", "said"),
    [
        ({}, (), True, set()),
        ({"personas": Drift.REVERT}, (), True, set()),
        ({"personas": Drift.KEEP}, (), False, {"drift-kept"}),
        ({"personas": Drift.STOP}, (), False, {"drift-stop"}),
        ({"personas": Drift.KEEP}, ("p",), True, set()),
        ({"posts": Drift.KEEP}, (), True, set()),
    ],
)
def test_drift_is_reverted_kept_or_stops_as_configured(
    drift: dict[str, Drift], revert: tuple[str, ...], written: bool, said: set[str]
) -> None:
    options = Options(drift=drift, revert_drift=frozenset(Address("personas", key) for key in revert))
    made = persona("a", "a", "b", options)
    assert (bool(calls(made)), codes(made)) == (written, said)
    assert bool(made.refusals) == ("drift-stop" in said)


def test_drift_of_posts_is_kept_unless_told_otherwise() -> None:
    parts: Any = {
        "records": {"posts.p": Record("post_1", post())},
        "live": {"posts": [live_post(content="Edited in the dashboard")]},
    }
    kept = plan(want("posts.p", post()), **parts)
    assert (kept.changes, codes(kept)) == ((), {"drift-kept"})
    reverted = plan(
        want("posts.p", post()), **parts, options=Options(revert_drift=frozenset({Address("posts", "p")}))
    )
    assert calls(reverted) == [("PATCH", "/social/posts/post_1", {"content": "Hello"})]


@pytest.mark.parametrize(
    ("live", "field", "now"),
    [
        ({"content": "In the\ndashboard"}, "content", '"In the dashboard"'),
        ({"content": "x" * 80}, "content", f'"{"x" * 59}…"'),
        ({"content": None}, "content", "nothing"),
        ({"scheduledFor": LATER + 60_000}, "scheduledFor", "Sat 2027-01-16 08:01 UTC"),
        ({"timezone": "Asia/Tokyo"}, "timezone", '"Asia/Tokyo"'),
        ({"platforms": ["youtube"]}, "accounts", '["youtube"]'),
    ],
    ids=["text", "long-text", "no-text", "time", "zone", "accounts"],
)
def test_kept_drift_says_what_is_live_now(live: dict[str, Any], field: str, now: str) -> None:
    made = plan(
        want("posts.p", post()),
        records={"posts.p": Record("post_1", post())},
        live={"posts": [live_post(**live)]},
    )
    (kept,) = made.diagnostics
    assert (kept.code, kept.field) == ("drift-kept", field)
    assert kept.summary == f"was changed outside git to {now} and is left as it is"


def test_an_edit_in_git_is_written_whatever_happens_to_drift() -> None:
    made = persona("new", "old", "dashboard", Options(drift={"personas": Drift.KEEP}))
    assert calls(made) == [("PATCH", "/personas/per_1", {"description": "new"})]


def test_only_the_changed_fields_are_sent() -> None:
    live = {"type": "video", "description": "a", "aspectRatio": "square"}
    made = style({**live, "description": "b", "aspectRatio": "portrait"}, live, live)
    assert calls(made) == [("PATCH", "/styles/sty_1", {"description": "b", "aspectRatio": "portrait"})]


def test_a_create_only_field_is_compared_with_the_record_and_replaces() -> None:
    made = style({"type": "image"}, {"type": "video"}, {"type": "video"})
    assert actions(made) == {"styles.s": ("create", "delete")}
    assert calls(made) == [
        ("POST", "/styles", {"name": "S", "type": "image"}),
        ("DELETE", "/styles/sty_1", None),
    ]
    (field,) = made.changes[0].fields
    assert (field.path, field.forces_replacement) == ("type", True)


def test_a_create_only_field_that_reads_back_otherwise_is_no_difference() -> None:
    rewritten = live_post(videoUrl="https://rawugc.example/rewritten.mp4")
    made = plan(
        want("posts.p", post()), records={"posts.p": Record("post_1", post())}, live={"posts": [rewritten]}
    )
    assert (made.changes, codes(made)) == ((), set())


@pytest.mark.parametrize(
    ("desired", "recorded", "expected", "said"),
    [
        ("SELF_ONLY", "SELF_ONLY", {}, set()),
        ("SELF_ONLY", "PUBLIC_TO_EVERYONE", {"posts.p": ("delete", "create")}, {"not-taken-over"}),
        ("SELF_ONLY", None, {}, {"unverified"}),
        (None, "SELF_ONLY", {}, {"unmanaged"}),
    ],
)
def test_a_write_only_field_is_compared_with_the_record(
    desired: str | None, recorded: str | None, expected: dict[str, Any], said: set[str]
) -> None:
    made = plan(
        want("posts.p", post(tiktokPrivacyLevel=desired)),
        records={"posts.p": Record("post_1", post(tiktokPrivacyLevel=recorded))},
        live={"posts": [live_post()]},
    )
    assert (actions(made), codes(made)) == (expected, said)


def test_a_write_only_field_that_can_be_updated_is_updated() -> None:
    ids = {"accounts": None, "accountIds": ["acc_1", "acc_2"]}
    made = plan(
        want("posts.p", post(**ids)),
        records={"posts.p": Record("post_1", post(**{**ids, "accountIds": ["acc_1"]}))},
        live={"posts": [live_post()]},
    )
    assert calls(made) == [("PATCH", "/social/posts/post_1", {"accountIds": ["acc_1", "acc_2"]})]


# -- fields that leave the manifest


@pytest.mark.parametrize(
    ("recorded", "live", "sent"),
    [("a", "a", True), ("a", "b", True), ("a", "", False), ("a", " \n", False), ("", "b", False)],
)
def test_a_free_text_that_leaves_the_manifest_is_cleared_once(recorded: str, live: str, sent: bool) -> None:
    made = style({}, {"description": recorded}, {"description": live})
    assert calls(made) == ([("PATCH", "/styles/sty_1", {"description": ""})] if sent else [])
    after = recorded_by(made.changes[0]) if sent else made.refreshed[STYLE]
    assert after is not None
    assert "description" not in after.fields


def test_any_other_field_that_leaves_the_manifest_is_released_with_a_note() -> None:
    made = style({}, {"aspectRatio": "square", "type": "image"}, {"aspectRatio": "square", "type": "image"})
    assert (made.changes, codes(made)) == ((), {"unmanaged"})
    assert made.refreshed[STYLE] == Record("sty_1", {"name": "S"})


def test_a_field_that_was_never_written_here_is_not_managed() -> None:
    made = style({}, {}, {"description": "from the dashboard", "aspectRatio": "square"})
    assert (made.changes, codes(made), made.refreshed) == ((), set(), {})


# -- ignoreChanges


@pytest.mark.parametrize(
    ("desired", "recorded", "live"),
    [
        ({"description": "b"}, {"description": "a"}, {"description": "c"}),
        ({}, {"description": "a"}, {"description": "c"}),
        ({"description": "b"}, {}, {"description": "c"}),
    ],
)
def test_an_ignored_field_is_left_alone(desired: Any, recorded: Any, live: Any) -> None:
    made = style(desired, recorded, live, ignore=("description",))
    assert (made.changes, codes(made)) == ((), set())


def test_an_ignored_field_is_set_on_create() -> None:
    ignoring = Lifecycle(ignore_changes=frozenset({"description"}))
    made = plan(want("styles.s", {"name": "S", "description": "D"}, ignoring), records={})
    assert calls(made) == [("POST", "/styles", {"name": "S", "description": "D"})]


# -- what comes back


def test_what_comes_back_after_a_revert_is_said_and_not_written_again() -> None:
    fields = {"description": "a"}
    first = style(fields, fields, {"description": "rewritten"})
    record = recorded_by(first.changes[0])
    assert record is not None
    assert record.seen == {"description": "rewritten"}
    again = style(fields, fields, {"description": "rewritten"}, seen=dict(record.seen))
    assert (again.changes, codes(again)) == ((), {"comes-back"})
    other = style(fields, fields, {"description": "changed once more"}, seen=dict(record.seen))
    assert calls(other) == [("PATCH", "/styles/sty_1", {"description": "a"})]


def test_what_comes_back_is_written_once_more_on_request() -> None:
    fields = {"description": "a"}
    made = style(
        fields,
        fields,
        {"description": "rewritten"},
        seen={"description": "rewritten"},
        revert_drift=frozenset({STYLE}),
    )
    assert calls(made) == [("PATCH", "/styles/sty_1", {"description": "a"})]


# -- account handles


@pytest.mark.parametrize(
    ("desired", "recorded", "platforms", "sent", "said"),
    [
        (["tiktok/glowlab"], ["tiktok/glowlab"], ["tiktok"], None, set()),
        (["tiktok/GlowLab"], ["tiktok/glowlab"], ["tiktok"], None, set()),
        (["instagram/glow.lab"], ["tiktok/glowlab"], ["tiktok"], ["acc_2"], set()),
        (["tiktok/glowlab"], ["tiktok/glowlab"], ["instagram"], None, {"drift-kept"}),
        (["tiktok/glowlab"], ["tiktok/glowlab"], [{"platform": "TikTok"}], None, set()),
        (["tiktok/glowlab"], ["tiktok/glowlab"], ["tiktok", 7], None, set()),
        (["tiktok/glowlab"], ["tiktok/glowlab"], None, None, set()),
    ],
)
def test_handles_are_compared_with_the_record_and_the_live_platforms(
    desired: list[str], recorded: list[str], platforms: Any, sent: list[str] | None, said: set[str]
) -> None:
    made = plan(
        want("posts.p", post(accounts=desired)),
        records={"posts.p": Record("post_1", post(accounts=recorded))},
        live={"posts": [live_post(platforms=platforms)]},
    )
    assert calls(made) == ([("PATCH", "/social/posts/post_1", {"accountIds": sent})] if sent else [])
    assert codes(made) == said


@pytest.mark.parametrize(
    ("desired", "recorded"),
    [
        ({"accounts": None, "accountIds": ["acc_1"]}, {}),
        ({}, {"accounts": None, "accountIds": ["acc_1"]}),
    ],
)
def test_naming_the_same_accounts_in_the_other_way_changes_nothing(desired: Any, recorded: Any) -> None:
    made = plan(
        want("posts.p", post(**desired)),
        records={"posts.p": Record("post_1", post(**recorded))},
        live={"posts": [live_post()]},
    )
    assert (made.changes, codes(made)) == ((), set())


@pytest.mark.parametrize("handle", ["tiktok/renamed", "youtube/glowlabskin"])
def test_a_recorded_account_that_is_gone_does_not_stand_in_the_way_of_another(handle: str) -> None:
    made = plan(
        want("posts.p", post(accounts=None, accountIds=["acc_1"])),
        records={"posts.p": Record("post_1", post(accounts=[handle]))},
        live={"posts": [live_post()]},
    )
    assert (made.errors, calls(made)) == ((), [("PATCH", "/social/posts/post_1", {"accountIds": ["acc_1"]})])


def test_an_account_that_nobody_has_is_an_error_at_its_field() -> None:
    made = plan(want("posts.p", post(accounts=["tiktok/nobody"])), records={})
    assert [(e.code, e.address, e.field) for e in made.errors] == [("unknown-account", "posts.p", "accounts")]
    assert made.changes == ()


def test_a_new_post_on_an_account_that_is_not_active_is_planned_and_warned_of() -> None:
    made = plan(want("posts.p", post(accounts=["youtube/glowlabskin"])), records={})
    assert [call[:2] for call in calls(made)] == [("POST", "/social/posts")]
    assert (made.errors, [d.code for d in made.diagnostics if d.severity == "warning"]) == (
        (),
        ["inactive-account"],
    )


def test_nothing_is_deleted_for_a_post_that_its_account_may_refuse() -> None:
    made = plan(
        want("posts.p", post(accounts=["youtube/glowlabskin"], videoUrl="https://x.example/new.mp4")),
        records={"posts.p": Record("post_1", post(accounts=["youtube/glowlabskin"]))},
        live={"posts": [live_post(platforms=["youtube"])]},
    )
    assert ([e.code for e in made.errors], made.changes) == (["unknown-account"], ())
