"""Links to what a pull request proposes: they hold for as long as it proposes that, and show what it has."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image

from rawugc_sync.fleet.engine import workspaces
from rawugc_sync.fleet.engine.queue import Work
from tests.fleet.serve.town import BO, BRAND, CY, Town, Visitor, fields

NUMBER = 7
HOST = {"kind": "github", "api": "http://127.0.0.1:9", "project": "agency/brands"}


def photo(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return made.getvalue()


def propose(town: Town, brand: str, colour: str = "red") -> str:
    """A commit beside the branch, which the pull request has now; and what a worker makes of it."""
    town.git("checkout", "-q", "-B", "head", "main")
    (town.brand / "photo.png").write_bytes(photo(colour))
    town.commit({"brands/b01/brand.yaml": brand})
    head = town.git("rev-parse", "HEAD")
    town.git("checkout", "-q", "main")
    seen(town, head, colour + brand)
    return head


def seen(town: Town, head: str, content: str) -> None:
    """What a look at the host writes down, and the plan that it asks for if there is none."""
    town.git("update-ref", f"refs/pull/{NUMBER}/head", head)
    town.sql(
        "insert into fleet_requests (repository, number, head, title, author, is_fork, is_open)"
        " values ('agency', %s, %s, 't', 'ann', false, true)"
        " on conflict (repository, number) do update set head = excluded.head, is_open = true",
        *(NUMBER, head),
    )
    town.sql("delete from fleet_proposed")
    workspace = town.sql("select id from fleet_workspaces")[0]["id"]
    town.sql("insert into fleet_proposed values ('agency', %s, %s, %s)", NUMBER, workspace, content)
    if not town.sql("select 1 from fleet_runs where content = %s", content):
        with town.database.transaction() as connection:
            (known,) = workspaces.get(connection, [workspace])
            town.parts.performing.queue.put(connection, [Work(known, "plan", head, NUMBER, content)])
        town.work()


@pytest.fixture
def town(town: Town) -> Town:
    """A fleet whose branch has been looked at, and whose pull requests are somewhere."""
    path = town.folder / "fleet.yaml"
    path.write_text(path.read_text().replace('"tenant": "agency"', f'"tenant": "agency", "host": {HOST}'))
    path.write_text(path.read_text().replace("'", '"'))
    town.survey()
    town.work()
    return town


LESS, NOTHING = BRAND.replace("Says less", "Says little"), BRAND.replace("Says less", "Says nothing")


def test_after_a_word_it_is_planned_again_and_nothing_is_applied(town: Town, visitor: Visitor) -> None:
    propose(town, LESS)
    visitor.answers(town.link(), {0: "yes", 1: "yes"})
    assert [(job["args"]["kind"], job["args"]["request"]) for job in town.waiting()] == [("plan", NUMBER)]
    assert town.approvals() == [("approval", CY, ["messaging.gentle", "messaging.loud"], "")]


def test_a_no_names_the_pull_request_on_the_status_page(town: Town, visitor: Visitor) -> None:
    propose(town, LESS)
    visitor.answers(town.link(), {0: "no"}, {0: "Never that."})
    assert f'<span class="soft">#{NUMBER}</span>' in visitor.get("/").text
    closed(town)
    assert f'<span class="soft">#{NUMBER} of an earlier plan</span>' in visitor.get("/").text


def test_what_is_planned_again_is_what_it_proposes_by_then(town: Town, visitor: Visitor) -> None:
    propose(town, LESS)
    link = town.link()
    head = propose(town, LESS)
    visitor.answers(link, {0: "yes", 1: "yes"})
    assert [job["args"]["commit"] for job in town.waiting()] == [head]
    town.work()
    assert len(town.sql("select 1 from fleet_runs where request = %s and ended_at is not null", NUMBER)) == 2


def closed(town: Town) -> None:
    town.sql("update fleet_requests set is_open = false")


def pushed(town: Town) -> None:
    propose(town, NOTHING)


def pushed_and_not_planned_yet(town: Town) -> None:
    town.sql("update fleet_proposed set content = 'another'")


def pushed_without_it(town: Town) -> None:
    town.sql("delete from fleet_proposed")


@pytest.mark.parametrize("happens", [closed, pushed, pushed_and_not_planned_yet, pushed_without_it])
def test_what_is_proposed_no_more_asks_nothing(
    town: Town, visitor: Visitor, happens: Callable[[Town], None]
) -> None:
    propose(town, LESS)
    run = town.sql("select id from fleet_runs where request = %s", NUMBER)[0]["id"]
    link = town.link()
    proof = visitor.form(link)
    happens(town)
    for answer in (visitor.get(link), visitor.send(link, proof | fields({0: "yes"}))):
        assert (answer.status_code, "has changed since" in answer.text) == (410, True)
    assert town.approvals() == []
    made = town("link", "brands/b01", "--role", "legal", "--person", CY, "--run", run)
    assert (made.code, made.out, "what it was about has changed since" in made.err) == (1, "", True)


def test_one_that_is_opened_again_or_pushed_back_asks_what_it_asked(town: Town, visitor: Visitor) -> None:
    head = propose(town, LESS)
    link = town.link()
    propose(town, NOTHING)
    other = town.link()
    closed(town)
    seen(town, head, "red" + LESS)
    assert [visitor.get(one).status_code for one in (link, other)] == [200, 410]
    newest = town("link", "brands/b01", "--role", "legal", "--person", CY)
    assert f"of pull request {NUMBER}, once" in newest.err
    assert visitor.get(newest.out.strip().removeprefix("https://fleet.example")).status_code == 200


def test_photos_are_those_of_the_pull_request(town: Town, visitor: Visitor) -> None:
    product = """
products:
  serum: {name: Serum, description: Soothes., photos: [{file: photo.png}]}
"""
    law = (town.brand / "rawugc.yaml").read_text().replace("of: [personas]", "of: [products]")
    (town.brand / "photo.png").write_bytes(photo("blue"))
    town.commit({"brands/b01/rawugc.yaml": law, "brands/b01/brand.yaml": BRAND + product})
    town.survey()
    town.work()
    propose(town, BRAND + product, "red")
    page = visitor.get(town.link("brand", BO)).text
    assert "not shown" not in page
    shown = base64.b64decode(page.partition("base64,")[2].partition('"')[0])
    red, _, blue = Image.open(io.BytesIO(shown)).convert("RGB").getpixel((0, 0))
    assert red > 200 > 60 > blue
