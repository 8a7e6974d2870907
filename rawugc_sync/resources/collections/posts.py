"""Posts: what is published when. Source: the API page; the life cycle is section 4 of the design."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.accounts import canonical_handle
from rawugc_sync.resources.life import Drift, Standing
from rawugc_sync.resources.post.calls import SCHEDULE, PostCalls
from rawugc_sync.resources.post.fields import PostFields
from rawugc_sync.resources.post.identity import PostRecognition
from rawugc_sync.resources.post.life import PostLife
from rawugc_sync.resources.post.spelling import PostSpelling
from rawugc_sync.resources.post.standing import SAFETY_MS
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.times import LATEST_MS, check_zone, parse_time
from rawugc_sync.resources.traits import Flag, Id, Kind, Manifest, Media, Trait, text
from rawugc_sync.words.uploads import VIDEOS

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

    videoUrl: Annotated[Media, Trait(updatable=False, kind=Kind.MEDIA, takes=VIDEOS)] = Field(
        description="The video to post, as URL or file (MP4, QuickTime, WebM); changing it replaces the post."
    )
    videoId: Annotated[Id, Trait(updatable=False, returned=False, takes=frozenset({"videos"}))] = Field(
        "", description="The RawUGC video to link, as an id or as ${videos.key.id}."
    )
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
        "schedule",
        description="schedule when there is a scheduledFor; required without one. now publishes at once.",
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
    content: Annotated[str, text(2200), Trait(clearable=True, kind=Kind.TEXT, caption=True)] = Field(
        "", description="The caption."
    )
    publishToInbox: Annotated[Flag, _SENT_ONCE] = Field(
        default=False, description="To the TikTok Creator Inbox."
    )
    allowUnseen: Annotated[Flag, Trait(permission=True)] = Field(
        default=False, description="Send it although nobody has seen what it shows yet; not sent itself."
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


_FIELDS = PostFields(
    Post,
    alternatives=(frozenset({"accounts", "accountIds"}),),
    goes_with={"scheduledFor": "mode"},
)

RESOURCE = ResourceType(
    "posts",
    _FIELDS,
    identity=PostRecognition(
        _FIELDS,
        remembered=frozenset({"videoUrl", "content", "accounts", "accountIds"}),
        renames_need_moved=True,
        telltale="video, caption or time on a platform",
    ),
    life=PostLife(
        drift=Drift.KEEP,
        margin=SAFETY_MS,
        recreates=False,
        dated=True,
        cycle=frozenset({"mode"}),
        over={Standing.HISTORY: "published", Standing.RELEASE: "failed"},
    ),
    calls=PostCalls(
        "/social/posts",
        "posts",
        id_field="postId",
        query={"fromDate": "0", "toDate": str(LATEST_MS), "includeDrafts": "true"},
        creates_before_deleting=False,
        repeats_lost_creates=False,
    ),
    spelling=PostSpelling(_FIELDS, reading_order=50, coupled=frozenset({"mode", *SCHEDULE})),
)
