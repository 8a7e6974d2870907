"""What is public when in a fleet: each workspace's calendar, as its last apply left it, or a plan since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rawugc_sync.fleet.engine.database import Connection, Row
from rawugc_sync.fleet.engine.workspaces import member_of
from rawugc_sync.fleet.member import Member
from rawugc_sync.planfile.from_json import entry_of
from rawugc_sync.planfile.to_json import entry_json
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.calendar import Entry, Fate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAST = 31 * 86_400_000
_LONGEST = 200
"""Characters of a caption that are kept here."""
_POSTS = """
select p.entry, w.tenant, w.repository, w.path, w.environment
from fleet_posts p join fleet_workspaces w on w.id = p.workspace
where not w.gone and p.at >= %s and p.at < %s order by p.at, w.tenant, w.path limit %s
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A post, and whose it is."""

    member: Member
    entry: Entry


def put(connection: Connection, workspace: str, calendar: Iterable[Entry], now: int) -> None:
    """Take a workspace's calendar in the place of the one that was there; `now` is Unix ms."""
    connection.execute("delete from fleet_posts where workspace = %s", [workspace])
    rows = [(workspace, at, json.dumps(entry_json(entry))) for at, entry in _kept(calendar, now)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("insert into fleet_posts (workspace, at, entry) values (%s, %s, %s)", rows)


def between(connection: Connection, first: datetime, last: datetime, most: int) -> list[Post]:
    """Those from a moment to before another one, in the order of time."""
    return [_post(row) for row in connection.execute(_POSTS, [first, last, most]).fetchall()]


def _kept(calendar: Iterable[Entry], now: int) -> Iterator[tuple[datetime, Entry]]:
    """All but what is gone afterwards, or was public long ago."""
    for entry in calendar:
        at = now if entry.at is None else entry.at
        if entry.fate is Fate.REMOVED or at < now - _PAST:
            continue
        try:
            moment = _EPOCH + timedelta(milliseconds=at)
        except OverflowError:
            continue
        yield moment, replace(entry, at=at, text=entry.text[:_LONGEST])


def _post(row: Row) -> Post:
    return Post(member_of(row), entry_of(JsonObject.of(json.loads(row["entry"]))))
