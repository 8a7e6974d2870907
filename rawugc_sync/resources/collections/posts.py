"""Posts: what is published when. Source: the API page; the life cycle is section 4 of the design.

A live post, as the list shows it:
{"postId": "post_1", "videoUrl": "https://…", "scheduledFor": 1790000000000, "timezone": "UTC",
 "content": "…", "platforms": ["tiktok"], "status": "scheduled", "createdAt": 1780000000000}
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.accounts import AccountsNeeded, Directory, canonical_handle, platforms_of
from rawugc_sync.resources.base import (
    Advice,
    Case,
    Drift,
    Moment,
    NaturalKey,
    ResourceType,
    Standing,
    Verdict,
    Written,
    canonical,
)
from rawugc_sync.resources.outings import Outing
from rawugc_sync.resources.post import writing
from rawugc_sync.resources.post.life import MODES, due_of, is_history, outing_of, standing_of, still_timely
from rawugc_sync.resources.post.zone import odd_zone
from rawugc_sync.resources.times import LATEST_MS, check_zone, live_ms, parse_time
from rawugc_sync.resources.traits import Flag, Kind, Manifest, Trait, Url, text
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Call, Change

_ANY = "*"
_SCHEDULE = frozenset({"scheduledFor", "timezone"})
_SENT_ONCE = Trait(updatable=False, returned=False)


def _handle(value: str) -> str:
    try:
        return canonical_handle(value)
    except ValueError:
        raise PydanticCustomError("handle", "must be platform/username, such as tiktok/glowlab") from None


def _distinct(values: list[str]) -> list[str]:
    if not values:
        raise PydanticCustomError("no_account", "needs at least one account")
    if len({value.casefold() for value in values}) < len(values):
        raise PydanticCustomError("twice", "names an account twice")
    return values


def _moment(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str) or "timezone" not in info.data:
        return 0 if isinstance(value, str) else value
    return parse_time(value, info.data["timezone"])


class Post(Manifest):
    """What is published when."""

    videoUrl: Annotated[Url, Trait(updatable=False, kind=Kind.MEDIA)] = Field(
        description="The video to post; changing it replaces the post."
    )
    videoId: Annotated[str, _SENT_ONCE] = Field("", description="The RawUGC video to link.")
    accounts: Annotated[
        list[Annotated[str, AfterValidator(_handle)]],
        AfterValidator(_distinct),
        Trait(returned=False, many=True, unordered=True, kind=Kind.ACCOUNTS, sent_as="accountIds"),
    ] = Field([], description="The accounts to post to, as platform/username; instead of accountIds.")
    accountIds: Annotated[
        list[str],
        AfterValidator(_distinct),
        Trait(returned=False, many=True, unordered=True, kind=Kind.ACCOUNTS),
    ] = Field([], description="The accounts to post to, by id; instead of accounts.")
    mode: Annotated[Literal["schedule", "draft", "now"], Trait()] = Field(
        "schedule", description="schedule when there is a scheduledFor; now publishes at once."
    )
    timezone: Annotated[str | None, AfterValidator(check_zone), Trait(default="UTC")] = Field(
        None, validate_default=False, description="The IANA zone in which scheduledFor is written."
    )
    scheduledFor: Annotated[
        int,
        BeforeValidator(_moment, json_schema_input_type=int | str),
        Trait(kind=Kind.TIME, zone="timezone"),
    ] = Field(
        0,
        description="When to publish: 2026-12-01 09:00 (local to timezone), ISO 8601 with an offset, "
        "or Unix milliseconds.",
    )
    content: Annotated[str, text(2200), Trait(clearable=True, kind=Kind.TEXT)] = Field(
        "", description="The caption, at most 2200 characters."
    )
    publishToInbox: Annotated[Flag, _SENT_ONCE] = Field(
        default=False, description="To the TikTok Creator Inbox."
    )
    tiktokPrivacyLevel: Annotated[
        Literal["SELF_ONLY", "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR"], _SENT_ONCE
    ] = Field("PUBLIC_TO_EVERYONE", description="Who may see it on TikTok.")
    tiktokAllowComment: Annotated[Flag, _SENT_ONCE] = Field(
        default=True, description="Allow comments on TikTok."
    )
    tiktokAllowDuet: Annotated[Flag, _SENT_ONCE] = Field(default=True, description="Allow duets on TikTok.")
    tiktokAllowStitch: Annotated[Flag, _SENT_ONCE] = Field(
        default=True, description="Allow stitches on TikTok."
    )
    tiktokCommercialContentType: Annotated[Literal["none", "brand_organic", "brand_content"], _SENT_ONCE] = (
        Field("none", description="How TikTok labels it as commercial.")
    )


class Posts(ResourceType):
    collection = "posts"
    model = Post
    path = "/social/posts"
    array = "posts"
    reading_order = 50
    id_field = "postId"
    query = MappingProxyType({"fromDate": "0", "toDate": str(LATEST_MS), "includeDrafts": "true"})
    drift = Drift.KEEP
    creates_before_deleting = False
    recreates = False
    repeats_lost_creates = False
    renames_need_moved = True
    remembered = frozenset({"videoUrl", "content", "accounts", "accountIds"})
    alternatives = (frozenset({"accounts", "accountIds"}),)
    over = MappingProxyType({Standing.HISTORY: "published", Standing.RELEASE: "failed"})
    telltale = "video or caption on a platform"
    coupled = frozenset({"mode", "timezone", "scheduledFor"})
    life_cycle = frozenset({"mode"})
    goes_with = MappingProxyType({"scheduledFor": "mode"})

    # -- the manifest side

    def parse(self, raw: Mapping[str, Any]) -> dict[str, Value]:
        return super().parse(raw if "mode" in raw else {**raw, "mode": "schedule"})

    def missing(self, raw: Mapping[str, Any]) -> list[Advice]:
        found = []
        if "accounts" in raw and "accountIds" in raw:
            found.append(Advice("accountIds", "both", "stands beside accounts", "Keep one of the two."))
        if "accounts" not in raw and "accountIds" not in raw:
            found.append(
                Advice(
                    "accounts", "missing", "is required", "Write accounts: [tiktok/username] or accountIds."
                )
            )
        mode, timed = raw.get("mode"), "scheduledFor" in raw
        if mode is None and not timed:
            found.append(
                Advice(
                    "mode",
                    "missing",
                    "is required without a scheduledFor",
                    "Add scheduledFor, or write mode: draft or mode: now.",
                )
            )
        if mode == "schedule" and not timed:
            found.append(Advice("scheduledFor", "missing", "is required for mode: schedule"))
        if mode == "now" and timed:
            found.append(
                Advice(
                    "scheduledFor",
                    "both",
                    "stands beside mode: now, which publishes at once",
                    "Keep one of the two.",
                )
            )
        return found

    def advise(self, fields: Fields, now: int) -> list[Advice]:
        when = fields.get("scheduledFor")
        if when is None:
            return []
        if when > now:
            return odd_zone(fields["timezone"], when) if "timezone" in fields else []
        return [
            Advice(
                "scheduledFor",
                "missed",
                "lies in the past",
                "A post that is published already is history and may stay; any other is not sent.",
                offline=True,
            )
        ]

    def public_at(self, fields: Fields, now: int) -> Moment | None:
        """Its time, when it is scheduled; a post with `mode: now` may be out already."""
        when = fields.get("scheduledFor")
        if fields.get("mode") != "schedule" or when is None or when <= now:
            return None
        return Moment(when, fields.get("timezone"))

    def outing(self, fields: Fields, directory: Directory | None) -> Outing | None:
        return outing_of(fields, directory)

    # -- the live side

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        status, when = raw.get("status"), raw.get("scheduledFor")
        if not isinstance(status, str):
            status = None
        mode = MODES.get(status or "")
        # A time that cannot be read stays as it is, and is refused below.
        moment = when if live_ms(when) is None else live_ms(when)
        live = super().live({**raw, "mode": mode, "scheduledFor": moment}, id)
        assert live is not None
        platforms = _platforms(raw.get("platforms"))
        facts = {
            "status": status,
            "platforms": None if platforms is None else frozenset(platforms),
            "targets": len(platforms or ()),
            "reason": _reason(raw),
            "published_at": live_ms(raw.get("publishedAt")),
        }
        return Live(id, live.fields, facts)

    def shows(self, name: str, record: Fields, live: Live) -> bool:
        if name == "accounts":
            return name in record and live.facts["platforms"] is not None
        if name == "mode":  # what was published at once must never be published again, whatever it reads as
            return record.get("mode") != "now" and name in live.fields
        return super().shows(name, record, live)

    def observed(self, name: str, record: Fields, live: Live) -> Value:
        if name != "accounts":
            return super().observed(name, record, live)
        handles = record[name]
        return (
            handles if platforms_of(handles) == live.facts["platforms"] else sorted(live.facts["platforms"])
        )

    def same(self, name: str, one: Value, other: Value) -> bool:
        if name == "accounts" and isinstance(one, list) and isinstance(other, list):
            return {str(h).casefold() for h in one} == {str(h).casefold() for h in other}
        return super().same(name, one, other)

    def aligned(self, record: Fields, desired: Fields, directory: Directory | None) -> Fields:
        if "accountIds" in desired and "accounts" in record:
            kept = {name: value for name, value in record.items() if name != "accounts"}
            return {**kept, "accountIds": _known(directory).past_ids(record["accounts"])}
        if "accounts" in desired and "accountIds" in record:
            kept = {name: value for name, value in record.items() if name != "accountIds"}
            return {**kept, "accounts": _known(directory).handles(record["accountIds"])}
        return record

    def footing(self, live: Live) -> Fields:
        """Its fields, and the platforms, which tell of the accounts."""
        platforms = live.facts["platforms"]
        shown = {} if platforms is None else {"platforms": sorted(platforms)}
        return {**super().footing(live), **shown}

    def title(self, live: Live) -> str:
        """Its status and local time, and how its caption begins; without one, the video's file name."""
        status, when = live.facts["status"] or "no status", live.fields.get("scheduledFor")
        time = "" if when is None else f" {moment(when, live.fields.get('timezone'))}"
        caption = canonical(live.fields.get("content")).partition("\n")[0]
        video = live.fields.get("videoUrl", "").partition("?")[0].rpartition("/")[2]
        return ": ".join(part for part in (f"{status}{time}", caption or video) if part)

    # -- from live to a manifest

    def naming(self, live: Live) -> str:
        return writing.naming(live)

    def is_over(self, live: Live, now: int) -> bool:
        return is_history(live, now) or live.facts["status"] == "failed"

    def written(
        self, live: Live, directory: Directory | None, defaulted: Container[str]
    ) -> dict[str, Written]:
        return writing.written(super().written(live, directory, defaulted), live, directory, defaulted)

    def rewritten(
        self, drift: Fields, desired: Fields, live: Live, as_written: Fields, directory: Directory | None
    ) -> dict[str, Written]:
        if "accounts" in drift:
            return {"accounts": writing.rewritten_accounts(desired["accounts"], live, directory)}
        if self.coupled.isdisjoint(drift):
            return super().rewritten(drift, desired, live, as_written, directory)
        return writing.rewritten_schedule(drift, desired, live, as_written)

    # -- identity

    def natural_key(self, fields: Fields, directory: Directory | None) -> NaturalKey:
        mode = fields.get("mode", "schedule")
        if mode == "now":
            return NaturalKey()
        return _key(fields, self._targets(fields, directory), (mode,))

    def live_key(self, live: Live) -> NaturalKey:
        platforms = live.facts["platforms"]
        if platforms is None:
            return NaturalKey()
        modes = (live.fields["mode"],) if "mode" in live.fields else ("schedule", "draft")
        return _key(live.fields, platforms, modes)

    def fingerprint(self, fields: Fields) -> Hashable:
        content = canonical(fields.get("content"))
        return (fields.get("mode"), fields.get("scheduledFor"), fields.get("videoUrl"), content)

    def resembles(self, fields: Fields, live: Live) -> bool:
        """By time or for lack of one by what is shown, and by platforms where the manifest names them."""
        if "accounts" in fields and live.facts["platforms"] not in (None, platforms_of(fields["accounts"])):
            return False
        if fields.get("mode") == "schedule" and fields.get("scheduledFor") != live.fields.get("scheduledFor"):
            return False
        return any(
            self.same(name, fields.get(name), live.fields.get(name)) for name in ("videoUrl", "content")
        )

    def contradictions(self, fields: Fields, live: Live) -> dict[str, Value]:
        """Other platforms: nothing that is written could tell later which account was meant."""
        platforms = live.facts["platforms"]
        if "accounts" not in fields or platforms in (None, platforms_of(fields["accounts"])):
            return {}
        return {"accounts": sorted(platforms)}

    def takedown_resembles(self, gone: Fields, new: Fields, directory: Directory | None) -> bool:
        shown = any(
            canonical(new.get(name)) and self.same(name, gone.get(name), new[name])
            for name in ("videoUrl", "content")
        )
        return shown and _share_an_account(gone, new, directory)

    def suspicions(self, fields: Fields, directory: Directory | None) -> frozenset[Hashable]:
        platforms = self._targets(fields, directory) | {_ANY}
        kinds = ("video", "caption") if fields.get("mode") == "now" else ("pending",)
        return _traces(fields, platforms, kinds)

    def live_suspicions(self, live: Live, *, managed: bool, now: int) -> frozenset[Hashable]:
        # Platforms that cannot be read may be any: better a question than a second post.
        platforms = live.facts["platforms"] or frozenset({_ANY})
        pending = not managed and "mode" in live.fields and not is_history(live, now)
        return _traces(live.fields, platforms, ("video", "caption", *(("pending",) if pending else ())))

    def _targets(self, fields: Fields, directory: Directory | None) -> frozenset[str]:
        if "accounts" in fields:
            return platforms_of(fields["accounts"])
        return _known(directory).platforms(fields["accountIds"])

    # -- the life cycle

    def verdict(self, case: Case) -> Verdict:
        return standing_of(case)

    def published(self, live: Live) -> bool:
        return bool(live.facts["status"] == "published")

    def timely(self, change: Change, now: int) -> Verdict:
        return still_timely(change, now)

    def due(self, change: Change) -> Moment | None:
        return due_of(change)

    def replaces(self, name: str, before: Value, after: Value) -> bool:
        if name == "mode":
            return (before, after) != ("draft", "now")
        return super().replaces(name, before, after)

    def taken_over(self, name: str, record: Fields, live: Live, directory: Directory | None) -> Value:
        if name == "mode":
            return live.fields.get("mode", record.get("mode"))
        moved = name == "accounts" and self.shows(name, record, live)
        if moved and platforms_of(record[name]) != live.facts["platforms"]:
            return writing.rewritten_accounts(record[name], live, directory)
        return super().taken_over(name, record, live, directory)

    def urgency(self, change: Change) -> tuple[int, int]:
        before, after = change.before or {}, change.after or {}
        moves = any(field.path in _SCHEDULE for field in change.fields)
        if before.get("mode") == "schedule" and (change.action.deletes or moves):
            return (0, before.get("scheduledFor", 0))
        if after.get("mode") == "schedule" and change.action.creates:
            return (1, after["scheduledFor"])
        return (2, 0)

    def note(self, change: Change) -> str | None:
        created_now = (change.after or {}).get("mode") == "now" and change.action.creates
        if created_now or any(call.path.endswith("/publish") for call in change.calls):
            return "PUBLISHES AT ONCE"
        return None

    # -- calls, as data

    def body(self, fields: Fields, directory: Directory | None) -> dict[str, Value]:
        if "accounts" not in fields:
            return dict(fields)
        ids = _known(directory).ids(fields["accounts"])
        return {
            ("accountIds" if n == "accounts" else n): (ids if n == "accounts" else v)
            for n, v in fields.items()
        }

    def update(self, live: Live, changed: Fields, directory: Directory | None) -> tuple[Call, ...]:
        rest = {name: value for name, value in changed.items() if name != "mode"}
        calls: tuple[Call, ...] = ()
        if (
            rest
            and _SCHEDULE.issuperset(rest)
            and live.fields.get("mode") == "schedule"
            and "mode" not in changed
        ):
            body = {"scheduledFor": live.fields.get("scheduledFor"), **rest}
            calls = (Call(method="POST", path=f"{self.item(live.id)}/reschedule", body=body),)
        elif rest:
            calls = super().update(live, rest, directory)
        if "mode" not in changed:
            return calls
        return (*calls, Call(method="POST", path=f"{self.item(live.id)}/publish", repeatable=False))


def _known(directory: Directory | None) -> Directory:
    if directory is None:
        raise AccountsNeeded
    return directory


def _share_an_account(one: Fields, other: Fields, directory: Directory | None) -> bool:
    """Whether two posts go to an account in common; where none is known of one, they may."""
    if "accounts" in one and "accounts" in other:
        return not {h.casefold() for h in one["accounts"]}.isdisjoint(h.casefold() for h in other["accounts"])
    first, second = (_account_ids(fields, directory) for fields in (one, other))
    return first is None or second is None or not set(first).isdisjoint(second)


def _account_ids(fields: Fields, directory: Directory | None) -> list[str] | None:
    if "accounts" in fields:
        return _known(directory).past_ids(fields["accounts"])
    return fields.get("accountIds")


def _key(fields: Fields, platforms: frozenset[str], modes: tuple[str, ...]) -> NaturalKey:
    when, video, content = (
        fields.get("scheduledFor"),
        fields.get("videoUrl"),
        canonical(fields.get("content")),
    )
    base = (when, platforms)
    videos = [("video", mode, *base, video) for mode in modes if video]
    captions = [("caption", mode, *base, content) for mode in modes if content]
    return NaturalKey(whole=(modes[0], *base, content, video), enough=(*videos, *captions))


def _traces(fields: Fields, platforms: frozenset[str], kinds: tuple[str, ...]) -> frozenset[Hashable]:
    video, content = fields.get("videoUrl"), canonical(fields.get("content"))
    shown = {"video": video, "pending": video, "caption": content}
    return frozenset((kind, shown[kind], platform) for kind in kinds if shown[kind] for platform in platforms)


def _platforms(raw: Any) -> list[str] | None:
    """The platform of each account of a live post, as strings or in objects; None if unreadable."""
    if not isinstance(raw, list):
        return None
    names = [entry.get("platform") if isinstance(entry, Mapping) else entry for entry in raw]
    readable = [name.lower() for name in names if isinstance(name, str) and name]
    return readable if names and len(readable) == len(names) else None


def _reason(raw: Mapping[str, Any]) -> str:
    """Why a post failed, where an answer says so; the API page names no field for it."""
    reasons = (raw.get(name) for name in ("failMessage", "failureReason", "errorMessage", "error"))
    return next((reason for reason in reasons if isinstance(reason, str) and reason), "no reason given")


RESOURCE = Posts()
