"""What posts do beyond storing: accounts, status over time, filters, reschedule and publish."""

from __future__ import annotations

from typing import Any

from rawugc_sync.sandbox import forms
from rawugc_sync.sandbox.crud import find_changeable, write
from rawugc_sync.sandbox.exchange import JsonObject, Response
from rawugc_sync.sandbox.problems import Errors, Problem
from rawugc_sync.sandbox.spec import Collection, Context, Field, Hooks

_STATUS_OF_MODE = {"schedule": "scheduled", "draft": "draft", "now": "published"}
_DEFAULT_WINDOW_MS = 30 * 24 * 60 * 60 * 1000
_RESCHEDULE = (Field("scheduledFor", "millis", required=True), Field("timezone", "zone"))


def errors(fields: JsonObject, context: Context) -> Errors:
    """Unknown or inactive accounts, a missing time, a time that is not in the future."""
    found = {
        "accountIds": _account_errors(fields.get("accountIds", []), context),
        "scheduledFor": _schedule_errors(fields, context.now),
    }
    return {name: messages for name, messages in found.items() if messages}


def refusal(post: JsonObject, context: Context) -> Problem | None:
    """409: what is published or failed is history."""
    if post["status"] not in ("published", "failed") or context.options.edits_history:
        return None
    return Problem(409, f"A {post['status']} post cannot be changed.")


def seen(_object_id: str, stored: JsonObject, context: Context) -> JsonObject:
    """The post at `now`: a scheduled one whose time has come is published."""
    post = {"timezone": "UTC", **stored, "status": _status(stored)}
    if post["status"] == "scheduled" and post["scheduledFor"] <= context.now:
        post |= {"status": "published", "publishedAt": post["scheduledFor"]}
    if post["status"] == "published":
        post.setdefault("publishedAt", post["createdAt"])
    return {**post, "platforms": _platforms(post, context)}


def listed(post: JsonObject, context: Context) -> bool:
    """Whether the list's dates and `includeDrafts` let a post through; both ends are included."""
    first, last = _window(context)
    drafts = context.filters.get("includeDrafts", not context.options.default_window)
    if post["status"] == "draft" and not drafts:
        return False
    moment = post.get("scheduledFor") or post.get("publishedAt")
    return moment is None or first <= moment <= last


def reschedule(collection: Collection, context: Context) -> Response:
    """`POST …/reschedule`: another time; a draft stays a draft."""
    find_changeable(collection, context)
    return write(collection, context, forms.form(context.request.body, _RESCHEDULE))


def publish(collection: Collection, context: Context) -> Response:
    """`POST …/publish`: a draft goes out at once."""
    post = find_changeable(collection, context)
    forms.form(context.request.body or b"{}", ())
    if post["status"] != "draft":
        raise Problem(409, f"Only a draft can be published; this post is {post['status']}.")
    return write(collection, context, {"status": "published", "publishedAt": context.now})


HOOKS = Hooks(errors, refusal, seen, listed)
ACTIONS = {"reschedule": reschedule, "publish": publish}


def _account_errors(account_ids: list[str], context: Context) -> list[str]:
    accounts = context.store.objects("accounts")
    unknown = [f"{known} is not an account" for known in account_ids if known not in accounts]
    inactive = [
        f"{known} is not active"
        for known in account_ids
        if known in accounts and not accounts[known]["isActive"]
    ]
    return unknown + inactive


def _schedule_errors(fields: JsonObject, now: int) -> list[str]:
    moment = fields.get("scheduledFor")
    if moment is None:
        return ["is required to schedule"] if fields.get("mode") == "schedule" else []
    return ["must be in the future"] if moment <= now else []


def _status(stored: JsonObject) -> str:
    mode = stored.get("mode") or ("schedule" if stored.get("scheduledFor") else "draft")
    return str(stored.get("status") or _STATUS_OF_MODE[mode])


def _platforms(post: JsonObject, context: Context) -> list[Any]:
    accounts = context.store.objects("accounts")
    names = [accounts[known]["platform"] for known in post.get("accountIds", []) if known in accounts]
    return names if context.options.platforms == "strings" else [{"platform": name} for name in names]


def _window(context: Context) -> tuple[float, float]:
    first, last = context.filters.get("fromDate"), context.filters.get("toDate")
    if first is None and last is None and context.options.default_window:
        return context.now, context.now + _DEFAULT_WINDOW_MS
    return (0 if first is None else first), (float("inf") if last is None else last)
