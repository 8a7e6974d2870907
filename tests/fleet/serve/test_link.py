"""A reviewer without an account says yes or no at a link, and it counts as `approve` would have it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.fleet.serve.town import ADDRESS, ANN, BO, BRAND, CY, Town, Visitor, fields


def test_a_look_changes_nothing(town: Town, visitor: Visitor) -> None:
    run = town.planned()
    link = town.link()
    for _ in range(3):
        page = visitor.get(link)
        assert page.status_code == 200
    assert visitor.client.head(link).status_code == 200
    assert town.approvals() == []
    assert town.sql("select run, used_at, said from fleet_links") == [
        {"run": run, "used_at": None, "said": None}
    ]


def test_a_page_shows_the_cards_of_its_role_with_a_form_and_the_rest_without(
    town: Town, visitor: Visitor
) -> None:
    town.planned()
    page = visitor.get(town.link()).text
    assert page.count("<fieldset>") == 2
    assert "Says less to skin that reacts." in page
    assert "1 more, on which you are not asked" in page


def test_a_yes_and_a_no_are_recorded_as_approve_would(town: Town, visitor: Visitor) -> None:
    run = town.planned()
    answer = visitor.answers(town.link(), {0: "yes", 1: "no"}, {1: "Not\r\nloud."})
    assert answer.status_code == 200
    assert town.approvals() == [
        ("approval", CY, ["messaging.gentle"], ""),
        ("rejection", CY, ["messaging.loud"], "Not\nloud."),
    ]
    listed = json.loads(town.tool("approvals", "list", "--json", cwd=town.brand).out)
    assert {one["link"] for one in listed} == {f"{ADDRESS}/runs/{run}"}
    assert town.sql("select said, note from fleet_links") == [
        {"said": "yes and no", "note": "messaging.loud: Not\nloud."}
    ]


def test_once_nothing_is_missing_an_apply_is_asked_for_and_ends_with_an_empty_plan(
    town: Town, visitor: Visitor
) -> None:
    town.planned()
    legal, brand = town.link(), town.link("brand", BO)
    visitor.answers(legal, {0: "yes", 1: "yes"})
    assert town.waiting() == []
    visitor.answers(brand, {0: "yes"})
    assert [job["args"]["kind"] for job in town.waiting()] == ["apply"]
    town.rawugc.log.clear()
    town.work()
    assert [(one.method, one.path) for one in town.rawugc.log if one.method != "GET"] == [
        ("POST", "/messaging"),
        ("POST", "/messaging"),
        ("POST", "/personas"),
    ]
    plan = town.tool("plan", "--json", cwd=town.brand)
    assert json.loads(plan.out)["resource_changes"] == []


def test_a_plan_may_have_a_sign_in_it_that_no_database_takes(town: Town, visitor: Visitor) -> None:
    town.commit({"brands/b01/brand.yaml": 'messaging: {gentle: {name: Gentle, body: "a\\0b"}}\n'})
    town.planned()
    assert visitor.answers(town.link(), {0: "yes"}).status_code == 200
    assert town.approvals() == [("approval", CY, ["messaging.gentle"], "")]


def test_a_link_counts_once(town: Town, visitor: Visitor) -> None:
    town.planned()
    link = town.link()
    proof = visitor.form(link)
    assert visitor.send(link, proof | fields({0: "yes"})).status_code == 200
    for again in (visitor.send(link, proof | fields({1: "yes"})), visitor.get(link)):
        assert (again.status_code, "used already" in again.text) == (410, True)
    assert town.approvals() == [("approval", CY, ["messaging.gentle"], "")]


def expired(town: Town) -> None:
    town.sql("update fleet_links set expires_at = now()")


def replanned(town: Town) -> None:
    town.commit({"brands/b01/brand.yaml": BRAND.replace("Says less", "Says nothing")})
    town.planned()


def moved_on(town: Town) -> None:
    town.commit({"brands/b01/brand.yaml": BRAND.replace("Says less", "Says nothing")})
    town.survey()


def unreachable(town: Town) -> None:
    town.sql("update fleet_workspaces set repository = 'elsewhere'")


def left(town: Town) -> None:
    town.git("rm", "-q", "-r", "brands/b01")
    town.commit({"README.md": "No brand any more."})
    town.survey()


def dismissed(town: Town) -> None:
    law = (town.brand / "rawugc.yaml").read_text().replace(f"{CY}, ", "")
    town.commit({"brands/b01/rawugc.yaml": law})
    town.sql("update fleet_workspaces set commit_id = %s", head(town))


def signing(town: Town) -> None:
    law = (town.brand / "rawugc.yaml").read_text().replace("of: [messaging]", "of: [messaging], signers: .s")
    town.commit({"brands/b01/rawugc.yaml": law, "brands/b01/.s": ""})
    town.sql("update fleet_workspaces set commit_id = %s", head(town))


def another_role(town: Town) -> None:
    town.sql("update fleet_links set role = 'brand'")


def head(town: Town) -> str:
    return (town.repository / ".git/refs/heads/main").read_text().strip()


@pytest.mark.parametrize(
    ("happens", "status", "said"),
    [
        (expired, 410, "This link has expired."),
        (replanned, 410, "This link is for another plan"),
        (moved_on, 410, "This link is for another plan"),
        (left, 410, "This link is for another plan"),
        (dismissed, 403, f"{CY} may not speak for legal"),
        (signing, 403, "is not signed, and does not count"),
        (unreachable, 503, "The link was not used."),
        (another_role, 403, f"{CY} may not speak for brand"),
    ],
)
def test_a_link_that_holds_no_more_is_refused_with_words(
    town: Town, visitor: Visitor, happens: Callable[[Town], None], status: int, said: str
) -> None:
    town.planned()
    link = town.link()
    proof = visitor.form(link)
    happens(town)
    for answer in (visitor.get(link), visitor.send(link, proof | fields({0: "yes"}))):
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert town.approvals() == []


@pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc/passwd", "%00" * 43, "é" * 43])
def test_no_page_tells_which_links_there_are(town: Town, visitor: Visitor, token: str) -> None:
    pages = {(one.status_code, one.text) for one in (visitor.get(f"/r/{token}"), visitor.get("/nothing"))}
    assert [status for status, _ in pages] == [404]


def test_the_database_has_no_token(town: Town) -> None:
    town.planned()
    token = town.link().removeprefix("/r/")
    assert len(token) == 43
    assert token not in json.dumps(town.sql("select * from fleet_links"), default=str)
    assert town.link() != town.link()


def test_an_author_says_no_yes_to_their_own_and_the_link_can_still_be_used(
    town: Town, visitor: Visitor
) -> None:
    town.planned()
    link = town.link("legal", ANN)
    refused = visitor.answers(link, {0: "yes"})
    assert (refused.status_code, f"{ANN} wrote it" in refused.text) == (403, True)
    assert town.approvals() == []
    assert visitor.answers(link, {0: "no"}, {0: "A slip."}).status_code == 200
    assert town.approvals() == [("rejection", ANN, ["messaging.gentle"], "A slip.")]


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({}, 400, "Nothing was said yet"),
        (fields({0: ""}, {0: "Well."}), 400, "Nothing was said yet"),
        (fields({0: "no"}), 400, "A no needs a note"),
        (fields({0: "no"}, {0: "  "}), 400, "A no needs a note"),
        (fields({0: "yes"}, {0: "x" * 2001}), 400, "A note may have 2000 characters"),
        (fields({2: "yes"}), 403, "This link is for legal, and no other role."),
        (fields({0: "yes"}, {0: "a\0b"}), 400, "characters in it that nobody can see"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_uses_nothing_up(
    town: Town, visitor: Visitor, form: dict[str, str], status: int, said: str
) -> None:
    town.planned()
    link = town.link()
    answer = visitor.send(link, visitor.form(link) | form)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert town.approvals() == []
    assert visitor.get(link).status_code == 200


def test_what_was_typed_stands_there_again(town: Town, visitor: Visitor) -> None:
    town.planned()
    again = visitor.answers(town.link(), {0: "no", 1: "no"}, {1: "<b>No</b>"}).text
    assert "&lt;b&gt;No&lt;/b&gt;</textarea>" in again
    assert again.count('value="no" checked') == 2


@pytest.mark.parametrize("how", ["no proof", "no cookie", "another cookie", "another link", "another site"])
def test_a_form_counts_in_the_browser_that_has_the_page_open(town: Town, visitor: Visitor, how: str) -> None:
    town.planned()
    link, other = town.link(), town.link()
    form, headers = visitor.form(link) | fields({0: "yes"}), {}
    if how == "no proof":
        form.pop("proof")
    elif how == "no cookie":
        visitor.client.cookies.clear()
    elif how == "another cookie":
        visitor.client.cookies.set("rawugc-link", "a" * 32)
    elif how == "another link":
        form["proof"] = visitor.form(other)["proof"]
    else:
        headers = {"sec_fetch_site": "cross-site"}
    answer = visitor.send(link, form, **headers)
    assert (answer.status_code, "Nothing was recorded" in answer.text) == (403, True)
    assert town.approvals() == []


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("--role", "legal", "--person", "eve"), 3, "eve may not speak for legal"),
        (("--role", "lega", "--person", CY), 3, "there is no role lega"),
        (("--role", "legal", "--person", CY, "--run", "x"), 1, "has no run x"),
    ],
)
def test_a_link_that_could_not_count_is_not_made(
    town: Town, command: tuple[str, ...], code: int, said: str
) -> None:
    town.planned()
    made = town("link", "brands/b01", *command)
    assert (made.code, made.out, said in made.err) == (code, "", True)
    assert town.sql("select * from fleet_links") == []


def test_without_a_plan_the_way_out_leads_to_a_link(town: Town) -> None:
    town.survey()
    made = town("link", "brands/b01", "--role", "legal", "--person", CY)
    assert (made.code, "fleet enqueue WORKSPACE --kind plan" in made.err) == (1, True)
    assert town("enqueue", "brands/b01", "--kind", "plan").code == 0
    town.work()
    made = town("link", "brands/b01", "--role", "legal", "--person", CY)
    assert made.code == 0
    assert made.out.startswith(f"{ADDRESS}/r/")


def test_whoever_asks_too_often_has_to_wait(town: Town, visitor: Visitor) -> None:
    found = [visitor.get("/r/x").status_code for _ in range(61)]
    assert found == [404] * 60 + [429]
    town.rawugc.clock.sleep(60)
    assert visitor.get("/r/x").status_code == 404


def test_what_was_recorded_is_told_so_though_nothing_can_be_asked_for(town: Town, visitor: Visitor) -> None:
    town.planned()
    link = town.link()
    proof = visitor.form(link)
    town.sql("alter table procrastinate_jobs rename to gone")
    answer = visitor.send(link, proof | fields({0: "yes", 1: "no"}, {1: "Not loud."}))
    assert (answer.status_code, "Recorded" in answer.text) == (200, True)
    assert [kind for kind, *_ in town.approvals()] == ["approval", "rejection"]
    assert visitor.get(link).status_code == 410
    assert [row["note"] for row in town.sql("select note from fleet_links")] == ["messaging.loud: Not loud."]


def test_a_link_that_cannot_be_given_back_says_that_it_is_used_up(town: Town, visitor: Visitor) -> None:
    town.planned()
    link = town.link("legal", ANN)
    proof = visitor.form(link)
    town.sql(
        "create function no() returns trigger as $$ begin raise 'away'; end $$ language plpgsql;"
        "create trigger no before update on fleet_links for each row when (new.used_at is null)"
        " execute function no()"
    )
    answer = visitor.send(link, proof | fields({0: "yes"}))
    assert (answer.status_code, "This link cannot be used again" in answer.text) == (503, True)
    assert town.approvals() == []
    assert visitor.get(link).status_code == 410
