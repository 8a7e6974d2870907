"""What of a comment is a command: one that is alone in it, not quoted, no code, and not half of one."""

from __future__ import annotations

import pytest

from rawugc_sync.forge.command import Command, as_typed, command_in
from rawugc_sync.words.errors import InvalidInput

NAME = "4d3d-3583-d919-0a1b-77c2"
YES = Command("legal", NAME)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (f"/approve legal {NAME}", YES),
        (f"\r\n/approve legal {NAME}  \r\n", YES),
        (f"   /approve  legal   plan {NAME.upper()}", YES),
        (f"/approve legal {NAME.replace('-', '')}", YES),
        (f"/rawugc approve legal {NAME}", YES),
        (f"/reject legal {NAME} It is a claim.", Command("legal", NAME, "It is a claim.")),
        (f"/reject legal {NAME}\r\n\r\nA claim,\n  unproved.", Command("legal", NAME, "A claim, unproved.")),
        (f"/rawugc reject legal plan {NAME} No", Command("legal", NAME, "No")),
        (
            f"/reject legal {NAME} as /approve would be wrong",
            Command("legal", NAME, "as /approve would be wrong"),
        ),
    ],
)
def test_a_comment_that_is_a_command_and_nothing_else(body: str, command: Command) -> None:
    assert command_in(body) == command


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Looks good",
        f"I would /approve legal {NAME}",
        "/approved",
        "/shrug",
        "//approve legal",
        f"> /approve legal {NAME}",
        f"> /approve legal {NAME}\n\nI would not.",
        f"`/approve legal {NAME}`",
        f"    /approve legal {NAME}",
        f"\t/approve legal {NAME}",
        f"```\n/approve legal {NAME}\n```",
        f"```sh\n/approve legal {NAME}\n~~~\n/approve legal {NAME}\n```",
        f"~~~~\n/approve legal {NAME}\n~~~\n/reject legal {NAME} x\n~~~~",
        f"```\n/approve legal {NAME}",
        f"- /approve legal {NAME}",
        f"/Approve legal {NAME}",
    ],
)
def test_what_is_quoted_code_or_no_command_is_none(body: str) -> None:
    assert command_in(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "/approve",
        "/approve legal",
        f"/approve {NAME}",
        "/approve legal latest",
        f"/approve legal {NAME[:-1]}",
        f"/approve legal {NAME} if the price is right",
        f"/approve legal {NAME}\nPlease.",
        f"Looks good.\n\n/approve legal {NAME}",
        f"/approve legal {NAME}\n/approve sales {NAME}",
        f"/approve legal {NAME}\n/reject legal {NAME} x",
        f"/reject legal {NAME} It is a claim.\n/approve legal {NAME}",
        f"/reject legal {NAME}",
        f"/reject legal {NAME}\n\n",
        f"/approve\u00a0legal {NAME}",
        f"/approve legal {NAME}\u200b",
        f"/approve legal {NAME}\n\n> /approve sales {NAME}",
        f"```\nx\n```\n/approve legal {NAME}",
        f"<!--\n/approve legal {NAME}\n-->",
        f"/approve legal {NAME}\n<!-- hidden -->",
    ],
)
def test_half_a_command_two_and_one_beside_other_words_are_refused(body: str) -> None:
    with pytest.raises(InvalidInput, match="no command that can be understood"):
        command_in(body)


@pytest.mark.parametrize("on_gitlab", [False, True])
def test_what_a_comment_tells_people_to_write_is_understood(on_gitlab: bool) -> None:
    assert command_in(as_typed("legal", NAME, on_gitlab=on_gitlab)) == YES
