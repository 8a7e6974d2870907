"""GitHub as its REST documentation has it (version 2022-11-28), as far as the kit talks to it.

Sources: "Issue comments", "Reactions", "Pull requests", "Commits", "Commit statuses",
"Deployment environments", "Pagination", "Troubleshooting the REST API"; GraphQL: `viewer`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.forge.rest import PAGED, Asked, Reply, Route, paged, reply, wrong

if TYPE_CHECKING:
    from tests.forge.double import Place

REPOSITORY, TOKEN, BOT = "acme/brands", "ghs_job", "github-actions[bot]"
OWNER = REPOSITORY.partition("/")[0]
BODY_MOST = 65_536
"""Characters of a comment."""
REACTIONS = {"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}
MISSING = reply(404, {"message": "Not Found", "status": "404"})


def answer(place: Place, asked: Asked) -> Reply:
    if not asked.headers.get("user-agent"):
        return reply(403, {"message": "Request forbidden by administrative rules."})
    if asked.headers.get("accept") != "application/vnd.github+json":
        return reply(415, {"message": "Unsupported 'Accept' header"})
    if asked.headers.get("x-github-api-version") != "2022-11-28":
        return reply(400, {"message": "Unsupported API version"})
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return reply(401, {"message": "Bad credentials", "status": "401"})
    for route in ROUTES:
        if found := re.fullmatch(route.pattern, f"{asked.method} {asked.path}"):
            if why := wrong(route, asked):
                return _invalid(why)
            return route.act(place, asked, *map(unquote, found.groups()))
    return MISSING


def _invalid(why: str) -> Reply:
    return reply(422, {"message": "Validation Failed", "errors": [{"code": "custom", "message": why}]})


def _viewer(place: Place, asked: Asked) -> Reply:
    return reply(200, {"data": {"viewer": {"login": place.login or BOT}}})


def _comments(place: Place, asked: Asked, number: str) -> Reply:
    return paged(asked, [_shown(one) for one in place.comments.get(int(number), [])], 30)


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one[name] for name in ("id", "body", "created_at", "updated_at")}
    return {**kept, "user": {"login": one["by"], "id": 1, "type": one["type"]}, "author_association": "NONE"}


def _comment(place: Place, asked: Asked, number: str) -> Reply:
    if len(asked.body["body"]) > BODY_MOST:
        return _invalid(f"Body is too long (maximum is {BODY_MOST} characters)")
    login, kind = (place.login, "User") if place.login else (BOT, "Bot")
    return reply(201, _shown(place.say(int(number), asked.body["body"], login, kind)))


def _rewrite(place: Place, asked: Asked, id: str) -> Reply:
    if not (found := place.found(int(id))):
        return MISSING
    if len(asked.body["body"]) > BODY_MOST:
        return _invalid(f"Body is too long (maximum is {BODY_MOST} characters)")
    found["body"] = asked.body["body"]
    return reply(200, _shown(found))


def _react(place: Place, asked: Asked, id: str) -> Reply:
    if asked.body["content"] not in REACTIONS:
        return _invalid("content is not included in the list")
    if not place.found(int(id)):
        return MISSING
    place.reactions.append((int(id), asked.body["content"]))
    return reply(201, {"id": 1, "content": asked.body["content"]})


def _pull(place: Place, asked: Asked, number: str) -> Reply:
    found = place.pulls.get(int(number))
    return reply(200, found) if found else MISSING


def _pulls(place: Place, asked: Asked) -> Reply:
    query = asked.query
    found = [
        one
        for one in place.pulls.values()
        if query.get("state", "open") in ("all", one.get("state"))
        and query.get("head") in (None, f"{OWNER}:{_ref(one, 'head')}")
        and query.get("base") in (None, _ref(one, "base"))
    ]
    return paged(asked, found, 30)


def _ref(pull: dict[str, Any], name: str) -> Any:
    return pull.get(name, {}).get("ref")


def _propose(place: Place, asked: Asked) -> Reply:
    body = asked.body
    if any(one["state"] == "open" and _ref(one, "head") == body["head"] for one in place.pulls.values()):
        return _invalid(f"A pull request already exists for {OWNER}:{body['head']}.")
    number = len(place.pulls) + 1
    place.pulls[number] = {
        "number": number,
        "state": "open",
        "merged_at": None,
        "html_url": f"https://forge.example/{number}",
        "title": body["title"],
        "body": body.get("body"),
        "head": {"ref": body["head"], "repo": {"full_name": REPOSITORY}},
        "base": {"ref": body["base"]},
    }
    return reply(201, place.pulls[number])


def _edit(place: Place, asked: Asked, number: str) -> Reply:
    if not (found := place.pulls.get(int(number))):
        return MISSING
    if asked.body.get("state", "open") not in ("open", "closed"):
        return _invalid("state is not included in the list")
    found.update(asked.body)
    return reply(200, found)


STATES = {"error", "failure", "pending", "success"}
DESCRIPTION_MOST = 140


def _status(place: Place, asked: Asked, commit: str) -> Reply:
    if asked.body["state"] not in STATES:
        return _invalid("state is not included in the list")
    if len(asked.body.get("description") or "") > DESCRIPTION_MOST:
        return _invalid(f"description is too long (maximum is {DESCRIPTION_MOST} characters)")
    place.statuses.setdefault(commit, []).append(asked.body)
    return reply(201, {"id": 1, "context": "default", **asked.body})


def _origins(place: Place, asked: Asked, commit: str) -> Reply:
    return paged(asked, [place.pulls[number] for number in place.origins.get(commit, [])], 30)


def _environment(place: Place, asked: Asked, name: str) -> Reply:
    found = place.environments.get(name)
    return reply(200, found) if found else MISSING


_R = re.escape(f"/repos/{REPOSITORY}")
ROUTES = (
    Route(r"POST /graphql", _viewer, fields=("query", "variables"), needed=("query",)),
    Route(rf"GET {_R}/issues/(\d+)/comments", _comments, query=(*PAGED, "since")),
    Route(rf"POST {_R}/issues/(\d+)/comments", _comment, fields=("body",), needed=("body",)),
    Route(rf"PATCH {_R}/issues/comments/(\d+)", _rewrite, fields=("body",), needed=("body",)),
    Route(rf"POST {_R}/issues/comments/(\d+)/reactions", _react, fields=("content",), needed=("content",)),
    Route(rf"GET {_R}/pulls/(\d+)", _pull),
    Route(rf"PATCH {_R}/pulls/(\d+)", _edit, fields=("title", "body", "state", "base")),
    Route(rf"GET {_R}/pulls", _pulls, query=(*PAGED, "state", "head", "base", "sort", "direction")),
    Route(
        rf"POST {_R}/pulls",
        _propose,
        fields=("title", "body", "head", "base", "draft", "maintainer_can_modify"),
        needed=("title", "head", "base"),
    ),
    Route(rf"GET {_R}/commits/([^/]+)/pulls", _origins, query=PAGED),
    Route(
        rf"POST {_R}/statuses/([0-9a-f]{{40}})",
        _status,
        fields=("state", "target_url", "description", "context"),
        needed=("state",),
    ),
    Route(rf"GET {_R}/environments/([^/]+)", _environment),
)
