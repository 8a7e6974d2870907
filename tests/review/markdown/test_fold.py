"""A change says in its fold what happens, when, why and for whom."""

from __future__ import annotations

import pytest

from rawugc_sync.review.markdown.fold import fold
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.planned import Call, Change, FieldChange, NextPublic, Step, StillPublic, uploading
from rawugc_sync.words.provenance import Written
from rawugc_sync.words.uploads import FileUrl, Upload
from tests.render.conftest import NINE_IN_NEW_YORK, kind_of, update_of

LAUNCH = Address("posts", "launch")


def of(action: Action, **parts: object) -> Change:
    return Change(address=LAUNCH, action=action, **parts)  # type: ignore[arg-type]


def costing(*credits: int | None) -> dict[str, object]:
    calls = [Call(method="POST", path="/videos/generate", credits=one) for one in credits]
    return {"steps": tuple(Step(call=call) for call in calls)}


def lines(change: Change) -> list[str]:
    return fold(change, kind_of).whole.splitlines()


@pytest.mark.parametrize(
    ("change", "summary"),
    [
        (of(Action.CREATE), "+ posts.launch will be created"),
        (of(Action.UPDATE), "~ posts.launch will be updated in-place"),
        (of(Action.DELETE), "- posts.launch will be destroyed"),
        (of(Action.FORGET), ". posts.launch will be forgotten, not destroyed"),
        (of(Action.MOVE, previous_address=Address("posts", "old")), "posts.old has moved to posts.launch"),
        (
            of(Action.CREATE, note="PUBLISHES AT ONCE"),
            "+ posts.launch will be created, PUBLISHES AT ONCE",
        ),
        (of(Action.CREATE, **costing(12)), "+ posts.launch will be created, costs 12 credits"),
        (of(Action.CREATE, **costing(None)), "+ posts.launch will be created, price not known"),
        (
            Change(address=Address("posts", "@all"), action=Action.CREATE),
            "+ something with an odd name will be created",
        ),
    ],
)
def test_the_summary_says_what_happens(change: Change, summary: str) -> None:
    assert lines(change)[0] == f"<details><summary>{summary}</summary>"
    assert lines(change)[-1] == "</details>"


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (of(Action.UPDATE, note="a `note`"), "**Note:** `` a `note` ``"),
        (
            of(
                Action.UPDATE,
                next_public=NextPublic(address=LAUNCH, at=NINE_IN_NEW_YORK, timezone="America/New_York"),
            ),
            "Next public `Tue 2026-12-01 09:00 America/New_York` in `posts.launch`",
        ),
        (
            of(
                Action.CREATE,
                decide_by=NINE_IN_NEW_YORK - 120_000,
                due=Due(LAUNCH, NINE_IN_NEW_YORK, "America/New_York", Otherwise.UNPUBLISHED),
            ),
            "Decide by `Tue 2026-12-01 08:58 America/New_York`.<br>"
            "Without a decision by Tue 2026-12-01 08:58 America/New_York it stays unpublished.",
        ),
        (of(Action.UPDATE, used_by=(LAUNCH,) * 5), f"Used by {', '.join(['`posts.launch`'] * 5)}"),
        (of(Action.UPDATE, used_by=(LAUNCH,) * 7), f"Used by {', '.join(['`posts.launch`'] * 5)} and 2 more"),
        (
            of(Action.UPDATE, still_public=(StillPublic(LAUNCH, "p1", 0), StillPublic(None, "p2", None))),
            "Published already, and keeps the old words: "
            "`posts.launch` since `Thu 1970-01-01 00:00 UTC`, `p2`",
        ),
        (of(Action.DELETE, action_reason="undeletable"), "Because RawUGC cannot delete it: it stays there"),
        (of(Action.DELETE, action_reason="@odd"), "Because: `@odd`"),
        (of(Action.UPDATE, previous_address=Address("posts", "old")), "Moved from `posts.old`"),
        (
            of(Action.UPDATE, written=Written("A <a@b.c>", "f" * 40)),
            f"Written by `A <a@b.c>`, commit `{'f' * 12}`",
        ),
        (of(Action.UPDATE, written=Written("A <a@b.c>")), "Written by `A <a@b.c>`, not committed yet"),
        (of(Action.ADOPT, importing="p1"), "Its id in RawUGC: `p1`"),
        (
            of(Action.UPDATE, steps=(Step(call=uploading(Upload("a`b.png", "s", 1_200_000, "image/png"))),)),
            "Uploads ``a`b.png, 1.2 MB``",
        ),
        (
            of(
                Action.DELETE,
                id="p1",
                steps=tuple(Step(call=Call(method="DELETE", path=f"/posts/{id}")) for id in ("p0", "p1")),
            ),
            "Together with `p0`, left behind by an interrupted replace",
        ),
        (Change(address=Address("posts", "@all"), action=Action.CREATE), "Its address: `posts.@all`"),
    ],
)
def test_what_there_is_to_know_of_a_change_stands_in_its_fold(change: Change, remark: str) -> None:
    assert f"- {remark}" in lines(change)


def test_what_differs_goes_first_and_then_all_but_what_happens() -> None:
    change = update_of("posts.launch", FieldChange(path="content", before="one", after="two"), note="Look.")
    item = fold(change, kind_of)
    summary = "<details><summary>~ posts.launch will be updated in-place</summary>"
    remarks = "- **Note:** `Look.`\n- Its id in RawUGC: `obj_1`"
    assert item.forms == (
        f"{summary}\n\nIts details are left out here.\n\n</details>",
        f"{summary}\n\n{remarks}\n\nWhat differs is left out here.\n\n</details>",
        f'{summary}\n\n{remarks}\n\n```diff\n- content: "one"\n+ content: "two"\n```\n\n</details>',
    )


@pytest.mark.parametrize("id", [None, "p1"])
def test_a_change_is_never_shortened_to_something_longer(id: str | None) -> None:
    assert fold(of(Action.FORGET, id=id), kind_of).shorter == ()


def test_the_gravest_come_first() -> None:
    ordered = [
        of(Action.DELETE),
        of(Action.UPDATE, drift=True),
        of(Action.UPDATE, decide_by=1),
        of(Action.CREATE, decide_by=2),
        of(Action.UPDATE),
        of(Action.CREATE),
        of(Action.MOVE),
    ]
    weights = [fold(change, kind_of).weight for change in ordered]
    assert weights == sorted(set(weights))


def test_a_photo_that_stays_has_its_name_on_both_sides() -> None:
    """What is recorded of a file is its SHA-256 alone."""
    front = Upload("photos/front.png", f"sha256:{'a' * 64}", 9, "image/png")
    old, kept = FileUrl(f"sha256:{'b' * 64}"), FileUrl(front.sha256)
    photos = FieldChange(path="photos", before=[old, kept], after=[FileUrl.of(front)])
    told = fold(update_of("products.serum", photos), kind_of).whole
    assert "`file sha256:bbbbbbbbbbbb…`, `file photos/front.png` → `file photos/front.png`" in told
