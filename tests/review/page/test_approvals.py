"""A page says at first sight whose yes is missing, and what becomes of the policy."""

from __future__ import annotations

import re

import pytest

from rawugc_sync.words.approvals import Standing
from tests.render.conftest import NINE_IN_NEW_YORK
from tests.review.approving import (
    DAY,
    GENTLE,
    LAUNCH,
    LINK,
    NAME,
    POLICY_CHANGE,
    TEASER,
    UNTIL,
    all_of_it,
    approval,
    asking,
    waiver,
)
from tests.review.page.conftest import NOW, Show
from tests.review.page.reading import Node, read


def card(html: str, id: str) -> Node:
    return read(html).one("article", id=id)


def badges(node: Node) -> list[str]:
    [found] = node.all("ul", lambda one: one.attributes.get("class") == "badges")
    return [one.text() for one in found.all("li")]


def lines(node: Node) -> list[str]:
    [found] = node.all("dl", lambda one: one.attributes.get("class") == "yeses")
    return [one.text() for one in found.all("div")]


@pytest.mark.parametrize(
    ("one", "badge", "line"),
    [
        (approval("legal", LAUNCH), "! legal: missing", "missing"),
        (
            approval("legal", LAUNCH, Standing.GIVEN, by=("ana", "bo"), until=UNTIL),
            "✓ legal: given",
            "given by ana, bo, until Thu 2026-12-31 14:00 UTC in 39 days",
        ),
        (approval("legal", LAUNCH, Standing.GIVEN, by=("ana",)), "✓ legal: given", "given by ana"),
        (
            approval("legal", LAUNCH, Standing.LAPSED, by=("ana",), until=NOW - 2 * DAY),
            "! legal: lapsed",
            "lapsed: given by ana, until Fri 2026-11-20 14:00 UTC 2 days ago",
        ),
        (
            approval("legal", LAUNCH, Standing.REJECTED, by=("ana",), note="We are a <b>cosmetic</b>."),
            "! legal: refused",
            "refused by ana: We are a <b>cosmetic</b>.",
        ),
        (
            approval("legal", LAUNCH, why="it is not signed"),
            "! legal: missing",
            "missing; one does not count, for it is not signed",
        ),
    ],
)
def test_a_card_says_where_each_yes_stands(one: object, badge: str, line: str, show: Show) -> None:
    node = card(show(asking(one)), LAUNCH)  # type: ignore[arg-type]
    assert badges(node) == [badge]
    assert lines(node) == [f"Approval of legal: {line}"]


def test_what_counts_from_now_stands_in_a_time(show: Show) -> None:
    plan = asking(approval("legal", LAUNCH, Standing.GIVEN, by=("ana",), until=UNTIL))
    early, late = (re.sub("<time[^>]*>.*?</time>", "", show(plan, at)) for at in (NOW, NINE_IN_NEW_YORK))
    assert early == late
    [away] = [one for one in card(show(plan), LAUNCH).all("time") if one.text() == "in 39 days"]
    assert away["datetime"] == "2026-12-31T14:00:00Z"


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        (LINK, [LINK]),
        ("javascript:alert(1)", []),
        ("http://chat.example/1", []),
        ("https://x.example/ y", []),
    ],
)
def test_where_it_was_said_is_a_link_if_it_may_be_followed(link: str, leads: list[str], show: Show) -> None:
    node = card(show(asking(approval("legal", LAUNCH, Standing.GIVEN, by=("ana",), link=link))), LAUNCH)
    assert [one["href"] for one in node.all("a") if not one["href"].startswith("#")] == leads
    assert link in lines(node)[0]


def test_a_card_that_nobody_is_asked_about_says_nothing_of_it(show: Show) -> None:
    html = show(asking(approval("legal", LAUNCH)))
    assert "Approval" not in card(html, TEASER).text()
    assert "Approval" not in read(show(asking())).one("main").text()


def test_the_top_counts_what_is_missing_and_leads_to_it(show: Show) -> None:
    page = read(show(all_of_it()))
    [top] = [one for one in page.one("header").all("a") if one["href"] == "#approvals"]
    assert top.text() == "6 of 7 approvals missing: brand, legal"
    section = page.one("section", id="approvals")
    leads = {one["href"][1:] for one in section.all("a") if one["href"].startswith("#")}
    assert leads == {LAUNCH, TEASER, GENTLE, "policy"}
    assert leads <= {one["id"] for one in page.all(fits=lambda one: "id" in one.attributes)}


def test_each_role_that_lacks_something_has_the_command_that_says_yes(show: Show) -> None:
    page = read(show(all_of_it()))
    assert [one.text() for one in page.all("code")] == [
        f"rawugc-sync approve --role {role} --plan {NAME}" for role in ("brand", "legal")
    ]
    given = read(show(asking(approval("legal", LAUNCH, Standing.GIVEN, by=("ana",)))))
    assert list(given.all("code")) == []
    assert "1 approval, none missing" in given.one("header").text()


@pytest.mark.parametrize("address", [LAUNCH, "posts.other"])
def test_a_waiver_says_what_it_lets_pass_at_its_resource_or_in_the_list(address: str, show: Show) -> None:
    html = show(asking(waiver("legal", address)))
    about = f"{address} (breaking no-cure until 2027-01-31)"
    assert f"{about}: missing" in read(html).one("section", id="approvals").text()
    if address == LAUNCH:
        assert lines(card(html, LAUNCH)) == [f"Approval of legal, {about}: missing"]


def test_a_change_of_the_policy_is_a_section_with_what_is_written_and_no_card(show: Show) -> None:
    page = read(show(all_of_it()))
    section = page.one("section", id="policy")
    assert [one.text() for one in section.all("summary")] == [
        "roles: brand new",
        "roles: old gone",
        "roles: legal changed",
        "signers: .signers changed",
    ]
    assert badges(section) == ["! legal: missing"]
    assert "It counts once this is applied." in section.text()
    brand, old, legal, signers = ("".join(one.text().split()) for one in section.all("details"))
    assert brand.endswith('Afterwards{"of":["posts"]}')
    assert old.endswith('Before{"of":["styles"]}')
    before, _, after = legal.partition("Afterwards")
    assert ('"eve"' in before, '"eve"' in after) == (False, True)
    assert signers.endswith("anassh-ed25519AAAAevessh-ed25519BBBB")
    assert len(list(page.all("article"))) == 3


def test_a_policy_without_roles_changes_without_a_badge(show: Show) -> None:
    section = read(show(asking(policy=POLICY_CHANGE))).one("section", id="policy")
    assert list(section.all("ul")) == []


def test_nobody_reads_when_it_would_be_done_while_something_is_missing(show: Show) -> None:
    said = "Applied now, it is done"
    assert said not in show(asking(approval("legal", LAUNCH)))
    assert said in show(asking(approval("legal", LAUNCH, Standing.GIVEN, by=("ana",))))
