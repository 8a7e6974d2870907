"""Research that is paid: scrapes of TikTok, content plans from them, and analyses of single videos."""

from __future__ import annotations

from rawugc_sync.sandbox import credits, forms
from rawugc_sync.sandbox.exchange import JsonObject, Response, answer
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.research import invented
from rawugc_sync.sandbox.spec import Context, Field
from rawugc_sync.sandbox.views import moment, with_nulls

SCRAPE_PATH = "/scrape-tiktok"
PLANS_PATH = "/content-plans"
ANALYZE_PATH = "/analyze-video"

_MOST = 10
_SCRAPE = (
    Field("query", "text", required=True, least=1, limit=500),
    Field("mode", "choice", choices=("keyword", "hashtag", "search")),
    Field("limit", "integer", least=1, limit=_MOST),
)
_PLAN = (
    Field("scrapeId", "text", required=True),
    Field("brief", "text", required=True, least=1, limit=5000),
)
_ANALYSIS = (Field("videoUrl", "url", required=True), Field("prompt", "text", limit=5000))
_STATS = ("views", "likes", "comments", "shares")
_CATEGORIES = ("Proof", "Story", "Myth")


def scrape(context: Context) -> Response:
    """`{scrapeId, count, videos}`; what was found is not kept, as it cannot be read again."""
    fields = forms.form(context.request.body, _SCRAPE)
    _pay("scrape-tiktok", context)
    query = fields["query"]
    scrape_id = context.store.insert("scrapes", fields, at=context.now)
    count = 0 if invented.NOTHING in query else fields.get("limit", _MOST)
    videos = [_scraped(f"{query} {number}", number, context) for number in range(count)]
    return answer(200, {"scrapeId": scrape_id, "count": count, "videos": videos})


def plan(context: Context) -> Response:
    """The whole plan, this once; 404 for a scrape that there is not."""
    fields = forms.form(context.request.body, _PLAN)
    found = context.store.find("scrapes", fields["scrapeId"])
    if found is None:
        raise Problem(404, f"There is no scrape {fields['scrapeId']}.")
    _pay("content-plans", context)
    plan_id = context.store.insert("plans", fields, at=context.now)
    seed = f"{found['query']} {fields['brief']}"
    blueprints = [_blueprint(f"{seed} {category}", category) for category in _CATEGORIES]
    thoughts = {
        "topWins": [f"{invented.topic(seed)}: shown, not told", "The first second asks a question"],
        "gapsToTest": ["Nobody shows the ingredients", "No video answers a comment"],
    }
    return answer(200, {"planId": plan_id, **fields, **thoughts, "blueprints": blueprints})


def list_plans(context: Context) -> Response:
    """`{plans: […], count}`: ids and briefs alone, oldest first."""
    plans = [
        {
            "planId": plan_id,
            "scrapeId": fields["scrapeId"],
            "brief": fields["brief"],
            "createdAt": moment(fields["createdAt"], context.options),
        }
        for plan_id, fields in context.store.objects("plans").items()
    ]
    return answer(200, {"plans": plans, "count": len(plans)})


def analyze(context: Context) -> Response:
    """What an analysis says, this once. The video is not fetched: a sandbox needs no network."""
    fields = forms.form(context.request.body, _ANALYSIS)
    _pay("analyze-video", context)
    return answer(200, invented.analysis(f"{fields['videoUrl']} {fields.get('prompt', '')}"))


def _pay(call: str, context: Context) -> None:
    credits.charge(call, credits.price_of(call, context), context)


def _scraped(seed: str, number: int, context: Context) -> JsonObject:
    video_id = str(7 * 10**18 + invented.number(seed, 0, 10**9))
    author = invented.author(seed)
    has_files = number % 3 != 2
    fields = {
        "id": video_id,
        "url": f"https://www.tiktok.com/@{author}/video/{video_id}",
        "author": author,
        "description": invented.description(seed),
        "stats": invented.stats(seed, _STATS),
        "duration": invented.number(f"duration {seed}", 10, 60),
        "hashtags": invented.hashtags(seed),
        "thumbnail": f"https://cdn.rawugc.test/scraped/{video_id}.jpg" if has_files else None,
        "videoUrl": f"https://cdn.rawugc.test/scraped/{video_id}.mp4" if has_files else None,
    }
    return with_nulls(fields, context.options)


def _blueprint(seed: str, category: str) -> JsonObject:
    return {
        "category": category,
        "strategy": f"{category} first: one claim, one close-up.",
        "evidence": f"{invented.number(seed, 2, 9)} of the scraped videos open like this.",
        "contentIdeas": [_idea(f"{seed} {number}") for number in (1, 2)],
    }


def _idea(seed: str) -> JsonObject:
    """Free text with all that a manifest has to cope with: colons, hashtags, lines."""
    topic = invented.topic(seed)
    return {
        "hook": invented.hook(seed),
        "openingShot": f"Close-up: {topic}, hand-held, daylight.",
        "contentOutline": f"1. Ask the question.\n2. Show {topic}.\n3. Show the skin after 14 days.",
        "cta": f"Save this for later. #{topic.replace(' ', '')}",
    }
