"""Plans and results whose comments are golden files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.calendar import Fate as Fortune
from rawugc_sync.words.credits import Bill
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, error, note, warning
from rawugc_sync.words.planned import (
    Call,
    Change,
    FieldChange,
    LeftOut,
    NextPublic,
    Origin,
    Plan,
    StateInfo,
    Step,
    StillPublic,
    uploading,
)
from rawugc_sync.words.provenance import Made, Written
from rawugc_sync.words.uploads import FileUrl, Upload
from tests.render.conftest import CAPTION, NINE_IN_NEW_YORK, plan_of, update_of
from tests.review.approving import all_of_it

DIGEST = "sha256:4d3d3583d9190a1b77c2aa55"
LAUNCH = Address("posts", "launch-day")
TEASER = Address("posts", "launch-teaser")
SERUM = Address("products", "barrier-serum")
DECIDE_BY = NINE_IN_NEW_YORK - 13 * 60_000
FRONT = Upload("photos/front.png", f"sha256:{'a' * 64}", 1_234_567, "image/png")
MADE = Made(
    at=1_795_000_000_000,
    author="Ada <ada@glow.example>",
    commit="a5c3785ed8d6a35868bc169f07e40e889087fd2e",
    link="https://git.example/glow/lab/pull/7",
)


def made(*changes: Change, **parts: object) -> Plan:
    """A plan with a name and with the run that made it."""
    return plan_of(*changes, **{"digest": DIGEST, "made": MADE, **parts})


def first() -> Plan:
    """Everything is new, and something of it is public at once."""
    return made(
        Change(
            address=LAUNCH,
            action=Action.CREATE,
            after={
                "accounts": ["tiktok/glowlab"],
                "content": CAPTION,
                "mode": "schedule",
                "scheduledFor": NINE_IN_NEW_YORK,
                "timezone": "America/New_York",
                "videoUrl": "https://cdn.example.com/launch.mp4",
            },
            depends_on=(SERUM,),
            source=Source("posts.yaml", 3, 3),
            written=Written("Ada <ada@glow.example>", MADE.commit),
            decide_by=DECIDE_BY,
            due=Due(LAUNCH, NINE_IN_NEW_YORK, "America/New_York", Otherwise.UNPUBLISHED),
        ),
        Change(
            address=TEASER,
            action=Action.CREATE,
            after={"mode": "now", "content": "Soon.", "accounts": ["tiktok/glowlab"]},
            note="PUBLISHES AT ONCE",
            source=Source("posts.yaml", 12, 3),
            written=Written("Ada <ada@glow.example>"),
        ),
        Change(
            address=SERUM,
            action=Action.CREATE,
            after={"name": "Barrier Serum", "photos": [FileUrl.of(FRONT), "https://cdn.example.com/b.png"]},
            steps=(Step(call=uploading(FRONT)), Step(call=Call(method="POST", path="/products"))),
        ),
        unchanged=0,
        environment="production",
        state=StateInfo(),
        calendar=(
            Entry(
                address=LAUNCH, id=None, fate=Fortune.NEW, at=NINE_IN_NEW_YORK, timezone="America/New_York"
            ),
        ),
        diagnostics=(note("no-state", "this plan was made without a state: it cannot see removals"),),
    )


def dashboard_edit() -> Plan:
    """Words of a message change that a post shows soon, and somebody's own words are lost."""
    return made(
        update_of(
            "messaging.gentle-science",
            FieldChange(
                path="body",
                before=CAPTION,
                after=CAPTION.replace("says less", "does more") + "\n#ceramides",
                origin=Origin.GIT,
            ),
            used_by=(LAUNCH, SERUM),
            next_public=NextPublic(address=LAUNCH, at=NINE_IN_NEW_YORK, timezone="America/New_York"),
            still_public=(
                StillPublic(TEASER, "post_3", NINE_IN_NEW_YORK - 86_400_000),
                StillPublic(None, "post_2", None),
            ),
            decide_by=DECIDE_BY,
            due=Due(LAUNCH, NINE_IN_NEW_YORK, "America/New_York", Otherwise.OLD_TEXT),
        ),
        update_of(
            "personas.sensitive-skin",
            FieldChange(path="description", before="Typed by hand.", after="From git.", origin=Origin.BOTH),
            FieldChange(path="name", before="Switchers", after="Sensitive skin", origin=Origin.LIVE),
            drift=True,
        ),
    )


def replaced() -> Plan:
    """A video that cannot be changed where it is, and its photos."""
    return made(
        Change(
            address=TEASER,
            action=Action.DELETE_THEN_CREATE,
            id="post_1",
            action_reason="replace_because_cannot_update",
            fields=(
                FieldChange(
                    path="videoUrl",
                    before="https://cdn.example.com/teaser.mp4",
                    after="https://cdn.example.com/ending.mp4",
                    origin=Origin.GIT,
                    forces_replacement=True,
                ),
                FieldChange(path="tiktokAllowDuet", after=True, origin=Origin.GIT, known=False),
                FieldChange(path="photos", before=["https://cdn.example.com/a.png"], after=[]),
            ),
            steps=(Step(call=Call(method="POST", path="/videos/generate", credits=12)),),
        ),
        budget=Budget(reads=5, writes=2, credits=12, seconds=60),
    )


def deleted() -> Plan:
    """What has left the manifests, and what is only let go."""
    return made(
        Change(
            address=Address("styles", "old-look"),
            action=Action.DELETE,
            id="sty_3",
            before={"name": "Old look", "type": "video", "promptTemplate": CAPTION},
            action_reason="delete_because_no_resource_config",
        ),
        Change(address=Address("posts", "last-year"), action=Action.FORGET, id="post_4"),
        diagnostics=(
            warning(
                "missed", "its time has passed", address="posts.too-late", source=Source("posts.yaml", 4, 3)
            ),
        ),
    )


def empty() -> Plan:
    return made(budget=Budget(reads=1, writes=0))


def refused() -> Plan:
    """A safety rule and an error stand in the way."""
    return made(
        Change(address=Address("styles", "old-look"), action=Action.DELETE, id="sty_3"),
        refusals=(
            error(
                "max-deletes",
                "7 resources would be deleted, and the limit is 5",
                "Raise limits.maxDeletes in rawugc.yaml, or run with --max-deletes 7.",
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


def failed() -> Plan:
    """Nothing could be planned: there is an error, and no name."""
    fault = error("syntax", "mapping values are not allowed here", source=Source("posts.yaml", 2, 8))
    return plan_of(organization_id=None, digest="", errors=(fault,), budget=Budget(reads=0, writes=0))


def drifted() -> Plan:
    """What somebody has changed in the dashboard."""
    return replace(
        made(
            update_of(
                "products.barrier-serum",
                FieldChange(path="name", before="Serum!", after="Barrier Serum", origin=Origin.LIVE),
                drift=True,
            )
        ),
        drift=True,
    )


def asked() -> Plan:
    """Approvals are missing, given, lapsed and refused, and the policy itself changes."""
    return all_of_it(environment="production")


PLANS: Mapping[str, Callable[[], Plan]] = {
    plan.__name__: plan
    for plan in (first, dashboard_edit, replaced, deleted, empty, refused, failed, drifted, asked)
}


def partly() -> tuple[Plan, Outcome]:
    """An apply of which one change failed, another was skipped for that, and one waits."""
    plan = first()
    launch, teaser, serum = plan.changes
    clip = replace(serum, address=Address("videos", "clip"), steps=())
    refusal = error(
        "validation-failed",
        "must be at most 100 characters",
        "Shorten it.",
        address=str(SERUM),
        field="name",
        source=Source("products.yaml", 3, 11),
    )
    skipped = error("skipped", "waits for products.barrier-serum, which was not applied", address=str(LAUNCH))
    return plan, Outcome(
        results=(
            Result(teaser, Fate.APPLIED, "post_8"),
            Result(serum, Fate.FAILED, diagnostics=(refusal,)),
            Result(launch, Fate.SKIPPED, diagnostics=(skipped,)),
            Result(
                clip, Fate.WAITING, "vid_1", (note("generating", "is not ready yet", "Run apply again."),)
            ),
        ),
        bill=Bill(estimated=18, unpriced=0, spent=20, left=962),
        left_out=(LeftOut(address=Address("posts", "clip"), waits_for=(clip.address,), until=DECIDE_BY),),
    )


def approved_alone() -> tuple[Plan, Outcome]:
    """An apply that left out what lacks an approval, and what had to be approved by a time that is over."""
    plan = first()
    late = "is left out: it had to be approved by Mon 2026-11-30 09:00 UTC, and lacks a yes of legal"
    way = "Give it another time, and have it approved before that can no longer be kept."
    return plan, Outcome(
        results=(Result(plan.changes[2], Fate.APPLIED, "prod_1"),),
        unapproved=(
            warning("expired", late, way, address=str(LAUNCH)),
            note("unapproved", "is left out: it lacks a yes of brand, legal", address=str(TEASER)),
            note("unapproved", "is left out: it lacks a yes of legal", address="policy"),
        ),
    )
