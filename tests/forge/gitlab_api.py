"""GitLab as its REST documentation has it (v4), as far as the kit talks to it.

Sources: "Notes API", "Emoji reactions API", "Merge requests API", "Commits API", "Users API",
"Projects API", "Pagination".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.forge.rest import PAGED, Asked, Reply, Route, paged, reply, wrong

if TYPE_CHECKING:
    from tests.forge.double import Place

PROJECT, PATH, TOKEN = "7", "acme/brands", "glpat_project"
BODY_MOST = 1_000_000
"""Characters of a note."""
MISSING = reply(404, {"message": "404 Not found"})


def answer(place: Place, asked: Asked) -> Reply:
    if asked.headers.get("private-token") != TOKEN:
        return reply(401, {"message": "401 Unauthorized"})
    for route in ROUTES:
        if found := re.fullmatch(route.pattern, f"{asked.method} {asked.path}"):
            if why := wrong(route, asked):
                return reply(400, {"error": why})
            return route.act(place, asked, *map(unquote, found.groups()))
    return MISSING


def _user(place: Place, asked: Asked) -> Reply:
    return reply(200, {"id": 1, "username": place.login}) if place.login else reply(403, {"message": "403"})


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one[name] for name in ("id", "body", "created_at", "updated_at")}
    author = {"id": 1, "username": one["by"], "state": "active"}
    return {**kept, "author": author, "system": one["system"], "noteable_type": "MergeRequest"}


def _notes(place: Place, asked: Asked, number: str) -> Reply:
    """What a reader may not see is left out of a page, which is why one can be short though others follow."""
    newest_first = asked.query.get("sort", "desc") == "desc"
    some = place.comments.get(int(number), [])[:: -1 if newest_first else 1]
    status, headers, raw = paged(asked, [{**_shown(one), "hidden": one["hidden"]} for one in some], 20)
    seen = [one for one in json.loads(raw) if not one.pop("hidden")]
    return reply(status, seen, **headers)


def _note(place: Place, asked: Asked, number: str, id: str) -> Reply:
    found = place.found(int(id))
    return reply(200, _shown(found)) if found else MISSING


def _write(place: Place, asked: Asked, number: str) -> Reply:
    if len(asked.body["body"]) > BODY_MOST:
        return _too_long()
    return reply(201, _shown(place.say(int(number), asked.body["body"], place.login or "robot")))


def _rewrite(place: Place, asked: Asked, number: str, id: str) -> Reply:
    found = place.found(int(id))
    if not found:
        return MISSING
    if found["by"] != place.login:
        return reply(403, {"message": "403 Forbidden"})
    if len(asked.body["body"]) > BODY_MOST:
        return _too_long()
    found["body"] = asked.body["body"]
    return reply(200, _shown(found))


def _too_long() -> Reply:
    return reply(400, {"message": {"note": [f"is too long (maximum is {BODY_MOST} characters)"]}})


def _award(place: Place, asked: Asked, number: str, id: str) -> Reply:
    if not place.found(int(id)):
        return MISSING
    place.reactions.append((int(id), asked.body["name"]))
    return reply(201, {"id": 1, "name": asked.body["name"]})


def _request(place: Place, asked: Asked, number: str) -> Reply:
    found = place.pulls.get(int(number))
    return reply(200, found) if found else MISSING


def _requests(place: Place, asked: Asked) -> Reply:
    query = asked.query
    found = [
        one
        for one in place.pulls.values()
        if query.get("state", "all") in ("all", one.get("state"))
        and query.get("source_branch") in (None, one.get("source_branch"))
        and query.get("target_branch") in (None, one.get("target_branch"))
    ]
    return paged(asked, found, 20)


def _propose(place: Place, asked: Asked) -> Reply:
    body = asked.body
    for one in place.pulls.values():
        if one.get("source_branch") == body["source_branch"] and one["state"] == "opened":
            said = f"Another open merge request already exists for this source branch: !{one['iid']}"
            return reply(409, {"message": [said]})
    iid = len(place.pulls) + 1
    made = {"iid": iid, "state": "opened", "web_url": f"https://forge.example/{iid}"}
    place.pulls[iid] = {**made, "source_project_id": int(PROJECT), **body}
    return reply(201, place.pulls[iid])


def _edit(place: Place, asked: Asked, iid: str) -> Reply:
    if not (found := place.pulls.get(int(iid))):
        return MISSING
    if asked.body.get("state_event") not in ("close", "reopen"):
        return reply(400, {"error": "state_event does not have a valid value"})
    found["state"] = "closed" if asked.body["state_event"] == "close" else "opened"
    return reply(200, found)


STATES = {"pending", "running", "success", "failed", "canceled", "skipped"}
DESCRIPTION_MOST = 255


def _status(place: Place, asked: Asked, commit: str) -> Reply:
    if asked.body["state"] not in STATES:
        return reply(400, {"error": "state does not have a valid value"})
    if len(asked.body.get("description") or "") > DESCRIPTION_MOST:
        return reply(400, {"message": {"description": ["is too long"]}})
    place.statuses.setdefault(commit, []).append(asked.body)
    return reply(201, {"id": 1, "sha": commit, "status": asked.body["state"]})


def _project(place: Place, asked: Asked, path: str) -> Reply:
    return reply(200, {"id": int(PROJECT), "path_with_namespace": path}) if path == PATH else MISSING


def _origins(place: Place, asked: Asked, commit: str) -> Reply:
    return paged(asked, [place.pulls[number] for number in place.origins.get(commit, [])], 20)


_P = f"/api/v4/projects/{PROJECT}"
ROUTES = (
    Route(r"GET /api/v4/user", _user),
    Route(rf"GET {_P}/merge_requests/(\d+)/notes", _notes, query=(*PAGED, "sort", "order_by")),
    Route(rf"POST {_P}/merge_requests/(\d+)/notes", _write, fields=("body", "internal"), needed=("body",)),
    Route(rf"GET {_P}/merge_requests/(\d+)/notes/(\d+)", _note),
    Route(rf"PUT {_P}/merge_requests/(\d+)/notes/(\d+)", _rewrite, fields=("body",), needed=("body",)),
    Route(
        rf"POST {_P}/merge_requests/(\d+)/notes/(\d+)/award_emoji", _award, fields=("name",), needed=("name",)
    ),
    Route(rf"GET {_P}/merge_requests/(\d+)", _request),
    Route(rf"PUT {_P}/merge_requests/(\d+)", _edit, fields=("state_event", "title", "description")),
    Route(
        rf"GET {_P}/merge_requests",
        _requests,
        query=(*PAGED, "state", "source_branch", "target_branch", "order_by", "sort"),
    ),
    Route(
        rf"POST {_P}/merge_requests",
        _propose,
        fields=("source_branch", "target_branch", "title", "description"),
        needed=("source_branch", "target_branch", "title"),
    ),
    Route(r"GET /api/v4/projects/([^/]*%2F[^/]*)", _project),
    Route(
        rf"POST {_P}/statuses/([0-9a-f]{{40}})",
        _status,
        fields=("state", "ref", "name", "context", "target_url", "description", "coverage", "pipeline_id"),
        needed=("state",),
    ),
    Route(rf"GET {_P}/repository/commits/([^/]+)/merge_requests", _origins, query=(*PAGED, "state")),
)
