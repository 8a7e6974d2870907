"""The five managed collections: the API page's tables as data."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.sandbox import posts, styles
from rawugc_sync.sandbox.seeds import PREFIXES
from rawugc_sync.sandbox.spec import Collection, Field

_NAME = Field("name", "text", required=True, limit=200)
_STAMPS = ("createdAt", "updatedAt")
_STYLE_TYPE = ("video", "image")

PERSONAS = Collection(
    name="personas",
    path="/personas",
    array="personas",
    id_prefix=PREFIXES["personas"],
    fields=(_NAME, Field("description", "text", required=True, limit=5000)),
    server=("organizationId", *_STAMPS),
)

MESSAGING = Collection(
    name="messaging",
    path="/messaging",
    array="messages",
    id_prefix=PREFIXES["messaging"],
    fields=(_NAME, Field("body", "text", required=True, limit=5000)),
    server=("organizationId", *_STAMPS),
)

PRODUCTS = Collection(
    name="products",
    path="/products",
    array="products",
    id_prefix=PREFIXES["products"],
    fields=(
        _NAME,
        Field("photos", "urls", required=True),
        Field("description", "text", limit=1000),
        Field("messaging", "text", limit=5000),
    ),
    server=_STAMPS,
)

STYLES = Collection(
    name="styles",
    path="/styles",
    array="styles",
    id_prefix=PREFIXES["styles"],
    fields=(
        _NAME,
        Field("description", "text", limit=1000),
        Field("type", "choice", "CR", choices=_STYLE_TYPE),
        Field("aspectRatio", "choice", choices=("portrait", "landscape", "square")),
        Field("promptTemplate", "text", limit=5000),
    ),
    server=("styleId", "isAdmin", "isStandard"),
    filters=(Field("type", "choice", choices=_STYLE_TYPE),),
    hooks=styles.HOOKS,
)

POSTS = Collection(
    name="posts",
    path="/social/posts",
    array="posts",
    id_prefix=PREFIXES["posts"],
    id_field="postId",
    fields=(
        Field("videoUrl", "url", "CR", required=True),
        Field("accountIds", "ids", "CU", required=True),
        Field("mode", "choice", "C", required=True, choices=("schedule", "draft", "now")),
        Field("scheduledFor", "millis"),
        Field("timezone", "zone"),
        Field("content", "text", limit=2200),
        Field("videoId", "text", "C"),
        Field("publishToInbox", "flag", "C"),
        Field(
            "tiktokPrivacyLevel",
            "choice",
            "C",
            choices=("SELF_ONLY", "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR"),
        ),
        Field("tiktokAllowComment", "flag", "C"),
        Field("tiktokAllowDuet", "flag", "C"),
        Field("tiktokAllowStitch", "flag", "C"),
        Field(
            "tiktokCommercialContentType",
            "choice",
            "C",
            choices=("none", "brand_organic", "brand_content"),
        ),
    ),
    server=("platforms", "status", "failMessage", "createdAt", "publishedAt"),
    filters=(Field("fromDate", "millis"), Field("toDate", "millis"), Field("includeDrafts", "flag")),
    create_answer="object",
    delete_answer="success",
    hooks=posts.HOOKS,
    actions=posts.ACTIONS,
)

COLLECTIONS: Mapping[str, Collection] = {
    collection.name: collection for collection in (PERSONAS, MESSAGING, PRODUCTS, STYLES, POSTS)
}
