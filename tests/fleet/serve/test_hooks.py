"""Webhooks: whoever knows the secret has the repository looked at, once; nobody else is told anything."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tests.fleet.serve.town import SECRET, Town, Visitor

PATH = "/hooks/agency/agency"
BODY = b'{"ref": "refs/heads/main"}'


def signed(body: bytes = BODY, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def github(event: str = "push", signature: str | None = None) -> dict[str, str]:
    return {"X-GitHub-Event": event, "X-Hub-Signature-256": signature or signed()}


def gitlab(event: str = "Push Hook", token: str = SECRET) -> dict[str, str]:
    return {"X-Gitlab-Event": event, "X-Gitlab-Token": token}


@pytest.mark.parametrize(
    "headers",
    [github(), github("pull_request"), gitlab(), gitlab("Merge Request Hook")],
    ids=lambda one: next(iter(one.values())),
)
def test_a_webhook_has_the_repository_looked_at_once(
    town: Town, visitor: Visitor, headers: dict[str, str]
) -> None:
    for _ in range(2):
        answer = visitor.client.post(PATH, content=BODY, headers=headers)
        assert (answer.status_code, answer.content) == (202, b"")
    assert [job["args"] for job in town.waiting("fleet.survey")] == [{"repository": "agency"}]


@pytest.mark.parametrize("headers", [github("ping"), github("issues"), gitlab("Note Hook")])
def test_what_is_of_no_interest_makes_no_work(town: Town, visitor: Visitor, headers: dict[str, str]) -> None:
    assert visitor.client.post(PATH, content=BODY, headers=headers).status_code == 204
    assert town.waiting("fleet.survey") == []


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PATH, {"X-GitHub-Event": "push"}),
        (PATH, github(signature="sha256=" + "0" * 64)),
        (PATH, github(signature=signed(BODY, "other"))),
        (PATH, github(signature=signed(BODY + b" "))),
        (PATH, github(signature=signed().removeprefix("sha256="))),
        (PATH, github(signature=signed().upper())),
        (PATH, github() | gitlab(token="other") | {"X-Hub-Signature-256": ""}),
        (PATH, gitlab(token="other")),
        (PATH, gitlab(token="")),
        (PATH, gitlab(token=SECRET + " x")),
        ("/hooks/agency/other", github()),
        ("/hooks/other/agency", github()),
    ],
)
def test_whoever_does_not_know_the_secret_is_told_nothing(
    town: Town, visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    answer = visitor.client.post(path, content=BODY, headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert town.waiting("fleet.survey") == []


def test_a_body_without_end_is_not_read_to_its_end(visitor: Visitor) -> None:
    body = bytes(25 * 1024 * 1024 + 1)
    answer = visitor.client.post(PATH, content=body, headers=github(signature=signed(body)))
    assert answer.status_code == 413


def test_a_secret_that_is_not_set_is_an_error_at_the_start(town: Town) -> None:
    path = town.folder / "fleet.yaml"
    path.write_text(path.read_text().replace("HOOK_SECRET", "NOT_SET"))
    ran = town("serve", "--port", "0")
    assert (ran.code, "the variable NOT_SET is not set" in ran.err) == (1, True)
