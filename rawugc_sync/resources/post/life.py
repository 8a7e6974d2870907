"""The life of a post: what is published when. Source: section 4 of the design."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.resources.life import Case, Life, Moment, Verdict
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.outings import Outing
from rawugc_sync.resources.post.calls import SCHEDULE
from rawugc_sync.resources.post.facts import is_history
from rawugc_sync.resources.post.outing import outing_of, showing_of
from rawugc_sync.resources.post.standing import live_before, sends_time, standing_of, still_timely
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change
from rawugc_sync.words.urgency import SOON_MS, USUAL, Rank, Urgency


class PostLife(Life):
    """A post goes out at its time, once, and is history from then on."""

    def verdict(self, case: Case) -> Verdict:
        return standing_of(case)

    def is_over(self, live: Live, now: int) -> bool:
        return is_history(live, now) or live.facts["status"] == "failed"

    def published(self, live: Live) -> bool:
        return bool(live.facts["status"] == "published")

    def public_at(self, fields: Fields, now: int) -> Moment | None:
        """Its time, when it is scheduled; a post with `mode: now` may be out already."""
        when = fields.get("scheduledFor")
        if fields.get("mode") != "schedule" or when is None or when <= now:
            return None
        return Moment(when, fields.get("timezone"))

    def outing(self, fields: Fields, known: Lookups) -> Outing | None:
        return outing_of(fields, known)

    def showing(self, live: Live, told: Fields, known: Lookups) -> Outing | None:
        return showing_of(live, told, known)

    def shows(self, fields: Fields) -> Iterator[Value]:
        return (fields[name] for name in ("videoUrl", "videoId") if name in fields)

    def caption(self, fields: Fields) -> str | None:
        """What goes to the inbox gets its labels there."""
        return None if fields.get("publishToInbox") else canonical(fields.get("content"))

    def timely(self, change: Change, now: int) -> Verdict:
        """Not too late by now: a run may have waited for the rate limit."""
        return still_timely(change, now)

    def due(self, change: Change) -> Moment | None:
        """When what a change touches is published: as it is live, or as it is sent, whichever is sooner."""
        before, after = live_before(change), change.after or {}
        told = [(before, before.get("mode") == "schedule"), (after, sends_time(change))]
        moments = [
            Moment(post["scheduledFor"], post.get("timezone"))
            for post, counts in told
            if counts and post.get("scheduledFor") is not None
        ]
        return min(moments, key=lambda moment: moment.at, default=None)

    def urgency(self, change: Change, now: int) -> Urgency:
        """First what is stopped or moved, then what is due soon; the others once there is time."""
        before, after = change.before or {}, change.after or {}
        moves = any(field.path in SCHEDULE for field in change.fields)
        if before.get("mode") == "schedule" and (change.action.deletes or moves):
            return Urgency(Rank.STOPPING, before.get("scheduledFor", 0))
        due = self.due(change)
        if due is not None and due.at - now <= SOON_MS:
            return Urgency(Rank.SOON, due.at)
        if after.get("mode") == "schedule" and change.action.creates:
            return Urgency(Rank.DATED, after["scheduledFor"])
        return USUAL

    def publishes(self, change: Change) -> bool:
        created_now = (change.after or {}).get("mode") == "now" and change.action.creates
        return created_now or any(call.path.endswith("/publish") for call in change.calls)

    def schedules(self, change: Change) -> bool:
        before, after = change.before or {}, change.after or {}
        is_there = bool(before) and not change.action.creates
        return is_there and before.get("mode") != "schedule" and after.get("mode") == "schedule"

    def note(self, change: Change) -> str | None:
        return "PUBLISHES AT ONCE" if self.publishes(change) else None
