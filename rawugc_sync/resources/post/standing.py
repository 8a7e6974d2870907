"""What the life cycle of a post allows, and what comes too late. Source: section 4 of the design."""

from __future__ import annotations

from rawugc_sync.resources.life import OPEN, Case, Standing, Verdict
from rawugc_sync.resources.post.facts import MODES, is_history
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change

SAFETY_MS = 120_000
"""A post due sooner than this is not touched."""


def standing_of(case: Case) -> Verdict:
    """What the life cycle of a post allows."""
    if case.live is None:
        return _time_to_send(case)
    if is_history(case.live, case.now):
        return Verdict(Standing.HISTORY)
    if case.live.facts["status"] == "failed":
        return _after_failure(case, case.live)
    if case.desired is not None and not case.changed and not case.replacing:
        return OPEN
    if case.live.facts["status"] not in MODES:
        return Verdict(
            Standing.SKIP,
            "unknown-status",
            f"has a status that the API does not document: {case.live.facts['status'] or 'none'}",
            "It is left alone. Look at it in the dashboard, and plan again later.",
        )
    shown = case.live.fields
    if shown.get("mode") == "schedule" and _is_soon(shown.get("scheduledFor"), case.now):
        return _due_now("is due in less than two minutes")
    at_a_new_time = case.replacing or any(
        c.forces_replacement or c.path == "scheduledFor" for c in case.changed
    )
    return _time_to_send(case) if at_a_new_time else OPEN


def still_timely(change: Change, now: int) -> Verdict:
    """Whether a planned change is not too late by now: a run may have waited for the rate limit."""
    when = live_before(change).get("scheduledFor") if live_before(change).get("mode") == "schedule" else None
    if when is not None and _is_soon(when, now):
        return _due_now("has come due" if when <= now else "is due in less than two minutes")
    return _time_to_send(Case(change.after, None, None, (), now)) if sends_time(change) else OPEN


def live_before(change: Change) -> Fields:
    """What is live before a change; the manifest may say nothing of a time that is live all the same."""
    live: Fields = change.basis.get("live") or change.before or {}
    return live


def sends_time(change: Change) -> bool:
    return any("scheduledFor" in (call.body or {}) for call in change.calls)


def _is_soon(when: int | None, now: int) -> bool:
    """Whether a time leaves too little for a change; one that is not known is not now."""
    return when is not None and when - now < SAFETY_MS


def _due_now(summary: str) -> Verdict:
    return Verdict(
        Standing.SKIP,
        "due-now",
        summary,
        "It is left alone: a change could come too late, or be published twice.",
    )


def _time_to_send(case: Case) -> Verdict:
    """Whether a desired time may still be sent: never one in the past, none in the next two minutes."""
    desired = case.desired or {}
    when = desired.get("scheduledFor")
    if when is None or desired.get("mode") == "now":
        return OPEN
    if when <= case.now:
        return Verdict(
            Standing.SKIP,
            "missed",
            # Without a record, and with a caption edited since, a live post may go unrecognised.
            "its time has passed, so it is not sent"
            if case.live is None
            else "its new time has passed already",
            "If it is out already, it may stay. Else move scheduledFor to the future, or remove the post.",
        )
    if _is_soon(when, case.now) and desired["mode"] == "schedule":
        return _due_now("would be due in less than two minutes")
    return OPEN


def _after_failure(case: Case, live: Live) -> Verdict:
    if case.desired is None:
        return Verdict(Standing.RELEASE)
    when, was = (
        case.desired.get("scheduledFor"),
        (case.record.fields if case.record else live.fields).get("scheduledFor"),
    )
    asked = case.record is None or any(change.path == "scheduledFor" for change in case.changed)
    if when is None or when == was or when <= case.now or not asked:
        return Verdict(
            Standing.SKIP,
            "failed",
            f"could not be published: {live.facts['reason']}",
            "To try again, give it a scheduledFor in the future; or remove it.",
        )
    if _is_soon(when, case.now):
        return _due_now("would be due in less than two minutes")
    targets = case.desired.get("accounts") or case.desired.get("accountIds") or ()
    if len(targets) < 2:
        return Verdict(Standing.RETRY)
    return Verdict(
        Standing.RETRY,
        "retry",
        "one of its accounts may already have it",
        f"The failed post {live.id} went to several accounts: look at each before you apply.",
    )
