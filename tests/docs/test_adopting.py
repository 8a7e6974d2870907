"""The story of `docs/adopting.md`: an account comes into git, and the two are kept honest, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rawugc_sync.sandbox import COLLECTIONS, Options, Request, Response, Store
from rawugc_sync.sandbox.serve import serving
from tests.docs.blocks import plays
from tests.docs.transcripts import play

DAY = 86_400_000


def now() -> int:
    return int(time.time() * 1000)


def post(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "videoUrl": f"https://cdn.example.com/{number}.mp4",
        "accountIds": ["acc_1", "acc_2"] if number % 2 else ["acc_2"],
        "mode": "schedule",
        "scheduledFor": now() // DAY * DAY + (10 + number) * DAY,
        "timezone": ["America/New_York", "Europe/Berlin", "UTC"][number % 3],
        "content": f"Number {number}: says less. #skincare\n\nLink: https://glow.example/{number}",
        **fields,
    }


def persona(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "description": description}


NAMES = ("Größe zählt", "日本", "no", "1e3: the number", "#hashtags", "  blanks  ")
SKIN = "Thirty-somethings whose skin reacts to everything:\na new cleanser, a cold morning, "


def made(number: int) -> dict[str, list[dict[str, Any]]]:
    """What people have made in the dashboard, but for posts; two personas have one name."""
    return {
        "personas": [
            *(persona("Sensitive-skin switchers", SKIN + end) for end in ("a long flight.", "a deadline.")),
            *(persona(name, f"{name} is a name: {{yes}} ${{x}}\n\tand more") for name in NAMES),
        ],
        "messaging": [{"name": f"Message {n}", "body": f"Says {n} things.\n- less"} for n in range(number)],
        "products": [
            {
                "name": f"Serum {n}",
                "photos": [f"https://cdn.example.com/{n}-{side}.jpg" for side in ("front", "back")],
            }
            for n in range(number)
        ],
        "styles": [{"name": f"Shelf {n}", "type": "video", "aspectRatio": "square"} for n in range(number)],
    }


def fill(store: Store) -> None:
    """An account of forty objects."""
    for collection, objects in made(6).items():
        for fields in objects:
            store.insert(collection, fields)
    clip = {"videoUrl": "https://cdn.example.com/clip.mp4", "content": "One clip, three dates."}
    posts = [store.insert("posts", post(n, **clip) if n < 3 else post(n)) for n in range(14)]
    for id in posts[7:9]:
        store.edit("posts", id, {"mode": "draft", "scheduledFor": None})
    for id in posts[9:12]:
        store.edit("posts", id, {"scheduledFor": now() - DAY})
        store.publish_post(id, now() - DAY)
    for id in posts[12:]:
        store.fail_post(id, "the platform said no")


def own_objects(store: Store) -> int:
    objects = [fields for name in COLLECTIONS for fields in store.objects(name).values()]
    return sum(not (fields.get("isStandard") or fields.get("isAdmin")) for fields in objects)


@contextmanager
def account(log: list[str]) -> Iterator[tuple[Store, str]]:
    store = Store.open()
    fill(store)

    def record(request: Request, _: Response) -> None:
        log.append(request.method)

    with serving(store, Options(), now, record) as url:
        yield store, url
    store.close()


@plays("adopting.md")
def test_an_account_comes_into_git_and_the_two_are_kept_honest(tmp_path: Path) -> None:
    asked: list[str] = []
    with account(asked) as (store, url):
        assert own_objects(store) == 40

        def dashboard(collection: str, id: str, field: str, text: str) -> None:
            store.edit(collection, id, {field: text.replace("\\n", "\n")})

        variables = {"RAWUGC_API_KEY": "ruk_story", "RAWUGC_BASE_URL": url}
        play("adopting.md", tmp_path, variables, {"dashboard": dashboard})
    assert set(asked) == {"GET"}
