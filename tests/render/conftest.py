"""Plans made by hand, and how the fields of their collections are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from rawugc_sync.render.field_kind import FieldKind, KindOf
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, error, note, warning
from rawugc_sync.words.planned import Call, Change, FieldChange, NextPublic, Origin, Plan, StateInfo, Step

NINE_IN_NEW_YORK = 1796133600000
TEN_IN_NEW_YORK = NINE_IN_NEW_YORK + 3_600_000

KINDS = {
    "scheduledFor": FieldKind("time", "timezone"),
    "photos": FieldKind("media"),
    "videoUrl": FieldKind("media"),
    **dict.fromkeys(
        ("name", "description", "body", "content", "messaging", "promptTemplate"), FieldKind("text")
    ),
}

CAPTION = """The serum that says less.

Ceramides and nothing you can't pronounce.
Two drops in the morning.
Two drops at night.
That is the whole routine.

#skincare"""

BRIEF = (
    "Thirty-somethings whose skin reacts to everything, who have tried the ten-step routines and stopped, "
    "who read the list on the back before the claim on the front, and who ask a friend before a brand."
)


def plan_of(*changes: Change, **parts: object) -> Plan:
    """A plan of one workspace; `parts` are further fields of it."""
    base: dict[str, object] = {
        "workspace": "glow-lab",
        "organization_id": "org_1",
        "server": "https://rawugc.com/api/v1",
        "state": StateInfo(serial=12, lineage="5f1d"),
        "changes": changes,
        "unchanged": 31,
        "budget": Budget(reads=5, writes=len(changes)),
        "digest": "sha256:plan",
    }
    return Plan(**{**base, **parts})  # type: ignore[arg-type]


def update_of(address: str, *fields: FieldChange, **parts: object) -> Change:
    """An update in place of these fields; `parts` are further fields of the change."""
    base: dict[str, object] = {
        "address": Address.parse(address),
        "action": Action.UPDATE,
        "id": "obj_1",
        "before": {field.path: field.before for field in fields},
        "after": {field.path: field.after for field in fields},
        "fields": fields,
    }
    return Change(**{**base, **parts})  # type: ignore[arg-type]


RENAME = Call(method="PATCH", path="/personas/obj_1", body={"name": "Sensitive-skin switchers"})


def every_action() -> Plan:
    """One change of every kind, the last two without a field to show."""
    return plan_of(
        Change(
            address=Address("personas", "busy-parents"),
            action=Action.CREATE,
            after={"name": "Busy parents", "description": "Two minutes, one hand.\nNo mirror."},
            after_unknown={"id": True},
            steps=(Step(call=Call(method="POST", path="/personas", body={"name": "Busy parents"})),),
            source=Source("personas.yaml", 9, 3),
        ),
        update_of(
            "personas.sensitive-skin",
            FieldChange(
                path="name", before="Sensitive skin", after="Sensitive-skin switchers", origin=Origin.GIT
            ),
            FieldChange(path="description", before="", after="Skin that reacts.", origin=Origin.GIT),
            steps=(
                Step(
                    call=Call(
                        method="PATCH", path="/personas/obj_1", body={"name": "Sensitive-skin switchers"}
                    )
                ),
            ),
            previous_address=Address("personas", "sensitive"),
            source=Source("personas.yaml", 2, 3),
        ),
        Change(
            address=Address("posts", "launch-teaser"),
            action=Action.DELETE_THEN_CREATE,
            id="post_1",
            before={"videoUrl": "https://cdn.example.com/teaser.mp4"},
            after={"videoUrl": "https://cdn.example.com/teaser-with-a-much-better-ending.mp4"},
            after_unknown={"id": True},
            fields=(
                FieldChange(
                    path="videoUrl",
                    before="https://cdn.example.com/teaser.mp4",
                    after="https://cdn.example.com/teaser-with-a-much-better-ending.mp4",
                    origin=Origin.GIT,
                    forces_replacement=True,
                ),
                FieldChange(path="tiktokAllowDuet", after=True, origin=Origin.GIT, known=False),
                FieldChange(path="accounts", before=["tiktok/a"], after=["tiktok/b"], known=False),
            ),
        ),
        Change(
            address=Address("posts", "now-or-never"),
            action=Action.CREATE,
            after={
                "mode": "now",
                "accounts": ["tiktok/glowlab", "instagram/glow.lab"],
                "content": "Out now.",
            },
            note="PUBLISHES AT ONCE",
        ),
        Change(
            address=Address("posts", "retry"),
            action=Action.CREATE_ANEW,
            id="post_9",
            after={"scheduledFor": NINE_IN_NEW_YORK, "timezone": "America/New_York"},
        ),
        Change(
            address=Address("products", "barrier-serum"),
            action=Action.ADOPT,
            importing="prd_1",
            after={"name": "Barrier Serum", "photos": ["https://cdn.example.com/serum-front.jpg"]},
            fields=(FieldChange(path="photos", after=["https://cdn.example.com/front.jpg"], known=False),),
        ),
        Change(
            address=Address("products", "night-cream"),
            action=Action.ADOPT_AND_UPDATE,
            importing="prd_2",
            fields=(FieldChange(path="name", before="Night creme", after="Night Cream", origin=Origin.GIT),),
        ),
        Change(
            address=Address("styles", "old-look"),
            action=Action.DELETE,
            id="sty_3",
            before={"name": "Old look", "type": "video", "promptTemplate": CAPTION},
            action_reason="not in the manifests any more",
        ),
        Change(
            address=Address("styles", "shelfie-tour"),
            action=Action.CREATE_THEN_DELETE,
            id="sty_1",
            fields=(FieldChange(path="type", before="image", after="video", forces_replacement=True),),
        ),
        Change(address=Address("posts", "last-year"), action=Action.FORGET, id="post_4"),
        Change(
            address=Address("posts", "autumn"),
            action=Action.MOVE,
            id="post_5",
            previous_address=Address("posts", "fall"),
        ),
        budget=Budget(reads=5, writes=11, credits=12, seconds=60),
        history=(18, 1),
    )


def drift() -> Plan:
    """A change from git, and two that lose what was typed into the dashboard."""
    return plan_of(
        update_of(
            "messaging.claim", FieldChange(path="name", before="Claim", after="Claims", origin=Origin.GIT)
        ),
        update_of(
            "personas.sensitive-skin",
            FieldChange(path="description", before="Edited by hand.", after="From git.", origin=Origin.BOTH),
            FieldChange(path="name", before="Switchers", after="Sensitive skin", origin=Origin.LIVE),
            FieldChange(path="tone", before=None, after="calm", origin=Origin.GIT),
            drift=True,
        ),
        diagnostics=(
            warning(
                "deleted-outside",
                "was deleted in the dashboard and is not created again",
                "Remove it from the manifests, or run with --recreate ADDRESS.",
                address="posts.launch-teaser",
                source=Source("posts.yaml", 4, 3),
            ),
            warning(
                "deleted-outside",
                "was deleted in the dashboard and is not created again",
                "Remove it from the manifests, or run with --recreate ADDRESS.",
                address="posts.second-teaser",
            ),
            warning("missed", "its time has passed", address="posts.too-late", field="scheduledFor"),
            note("no-state", "this plan was made without a state: it cannot see removals"),
        ),
    )


def long_text() -> Plan:
    """Captions and briefs of which a few words differ."""
    return plan_of(
        update_of(
            "posts.launch-teaser",
            FieldChange(
                path="content",
                before=CAPTION,
                after=CAPTION.replace("says less", "does more") + "\n#ceramides",
                origin=Origin.GIT,
            ),
        ),
        update_of(
            "personas.sensitive-skin",
            FieldChange(path="description", before=BRIEF, after=BRIEF.replace("a brand", "any brand")),
        ),
        update_of(
            "products.barrier-serum",
            FieldChange(path="description", before="Old words, all of them gone\nfor good.", after=CAPTION),
            FieldChange(
                path="photos",
                before=["https://a.example/1.jpg", "https://a.example/2.jpg", "https://a.example/3.jpg"],
                after=["https://a.example/1.jpg", "https://a.example/2.jpg", "https://a.example/4.jpg"],
            ),
            FieldChange(path="messaging", before=CAPTION, after=""),
        ),
    )


def times() -> Plan:
    """Posting times with their zones, one of which nobody knows."""
    moved = FieldChange(
        path="scheduledFor", before=NINE_IN_NEW_YORK, after=TEN_IN_NEW_YORK, origin=Origin.GIT
    )
    return plan_of(
        *(
            update_of(f"posts.{key}", moved, before={"timezone": zone}, after={"timezone": zone})
            for key, zone in (("east", "America/New_York"), ("none", None), ("odd", "Mars/Olympus"))
        ),
        update_of(
            "posts.moved",
            moved,
            FieldChange(path="timezone", before="America/New_York", after="Europe/Berlin", origin=Origin.GIT),
            before={"timezone": "America/New_York"},
            after={"timezone": "Europe/Berlin"},
        ),
    )


def used() -> Plan:
    """Texts that others use: one that is public soon, one that many use, one of a post."""
    body = FieldChange(path="body", before="Calm skin.", after="Calmer skin.", origin=Origin.GIT)
    launch = Address("posts", "launch-day")
    return plan_of(
        update_of(
            "messaging.gentle-science",
            body,
            used_by=(launch, Address("products", "barrier-serum")),
            next_public=NextPublic(address=launch, at=NINE_IN_NEW_YORK, timezone="America/New_York"),
        ),
        update_of(
            "messaging.short-list",
            body,
            used_by=tuple(Address("products", f"cream-{n}") for n in range(1, 13)),
            action_reason="replace_by_request",
        ),
        update_of("messaging.slogan", body, used_by=tuple(Address("products", f"gel-{n}") for n in range(5))),
        update_of(
            "posts.teaser",
            FieldChange(path="content", before="Soon.", after="Now."),
            used_by=(launch,),
            next_public=NextPublic(address=launch, at=NINE_IN_NEW_YORK),
        ),
    )


def decided() -> Plan:
    """Changes that have to be decided in time: what goes out otherwise, and one that nothing waits for."""
    launch = Address("posts", "launch-day")
    by, zone = NINE_IN_NEW_YORK - 13 * 60_000, "America/New_York"
    content = FieldChange(path="content", before="Calm skin.", after="Calmer skin.", origin=Origin.GIT)
    body = FieldChange(path="body", before="Calm skin.", after="Calmer skin.", origin=Origin.GIT)
    return plan_of(
        update_of(
            "messaging.gentle-science",
            body,
            used_by=(launch,),
            next_public=NextPublic(address=launch, at=NINE_IN_NEW_YORK, timezone=zone),
            decide_by=by,
            due=Due(launch, NINE_IN_NEW_YORK, zone, Otherwise.OLD_TEXT),
        ),
        update_of(
            "posts.launch-day",
            content,
            decide_by=by + 60_000,
            due=Due(launch, NINE_IN_NEW_YORK, zone, Otherwise.OLD_TEXT),
        ),
        update_of("styles.shelf", FieldChange(path="name", before="Shelf", after="Shelves")),
    )


def refused() -> Plan:
    """A plan that safety rules and errors forbid: it is shown all the same."""
    return plan_of(
        Change(address=Address("styles", "old-look"), action=Action.DELETE, id="sty_3"),
        refusals=(
            error(
                "max-deletes",
                "7 resources would be deleted, and the limit is 5",
                "Raise limits.maxDeletes in rawugc.yaml, or run with --max-deletes 7.",
            ),
            error(
                "prevent-destroy",
                "lifecycle.preventDestroy forbids to delete it",
                "Set it to false and apply that first.",
                address="styles.old-look",
            ),
        ),
        errors=(
            error(
                "unknown-account",
                "no connected account is called tiktok/glowlabs",
                "Connected are: tiktok/glowlab, instagram/glow.lab.",
                address="posts.launch-teaser",
                field="accounts",
                source=Source("posts.yaml", 7, 15),
            ),
        ),
    )


def empty() -> Plan:
    return plan_of(budget=Budget(reads=1, writes=0))


PLANS: Mapping[str, Callable[[], Plan]] = {
    made.__name__: made for made in (every_action, drift, long_text, times, used, decided, refused, empty)
}


def kind_of(_collection: str, field: str) -> FieldKind:
    """How a field is shown, whatever the collection."""
    return KINDS.get(field, FieldKind())


@pytest.fixture
def kinds() -> KindOf:
    return kind_of
