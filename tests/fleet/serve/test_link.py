"""A reviewer without an account says yes or no at a link, and it counts as if the command line had said it."""

from __future__ import annotations

from tests.fleet.serve.town import CY, Town, Visitor


def test_a_yes_on_a_link_is_an_approval(town: Town, visitor: Visitor) -> None:
    town.planned()
    print(town("runs").out, town("status").out)
    link = town.link()
    page = visitor.get(link)
    print(page.text[:3000])
    answer = visitor.answers(link, {0: "yes", 1: "no"}, {1: "Not loud."})
    print(answer.text)
    assert answer.status_code == 200
    assert town.approvals() == [
        ("approval", CY, ["messaging.gentle"], ""),
        ("rejection", CY, ["messaging.loud"], "Not loud."),
    ]
