"""Texts that try to be more than text in Markdown, in every place of a plan that a text can be in."""

from __future__ import annotations

from hypothesis import strategies as st

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.calendar import Fate as Fortune
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, error, note, warning
from rawugc_sync.words.planned import (
    Call,
    Change,
    FieldChange,
    LeftOut,
    NextPublic,
    Origin,
    Plan,
    StateInfo,
    Step,
    StillPublic,
    uploading,
)
from rawugc_sync.words.provenance import Made, Written
from rawugc_sync.words.uploads import Upload
from tests.render.conftest import plan_of, update_of
from tests.render.test_safe import NASTY
from tests.review.approving import asked_everywhere, policy_with

SEAL = "Ж"
"""Begins and ends every hostile text; no word of ours has it."""

_TRICKS = [
    *("`", "``", "```", "````", "~~~", "~~~~", "```diff", "\\", "\\`", "\n", "\n\n", "\r", "\t", "    ", " "),
    *(
        "<script>",
        "<img src=x>",
        "</summary>",
        "</details>",
        "<details open>",
        "<br>",
        "<!--",
        "-->",
        "--",
        ">",
    ),
    *(
        "[x](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "[x]: https://evil.example",
        "<https://e.x>",
    ),
    *("https://evil.example", "www.evil.example", "evil.com", "a@evil.example", "@everyone", "@org/team"),
    *(
        "#1",
        "GH-1",
        "org/repo#1",
        "deadbeef1234567",
        ":tada:",
        "$x$",
        "$$",
        "&lt;b&gt;",
        "&#64;",
        "|",
        "\n|-|\n",
    ),
    *(
        "\n# x",
        "\n- x",
        "\n1. x",
        "\n> x",
        "\n---\n",
        "\n***\n",
        "**",
        "__x__",
        "~~x~~",
        "[^1]",
        "[ ] ",
        "{{x}}",
    ),
    *NASTY,
]


def hostile() -> st.SearchStrategy[str]:
    """Any text, with a liking for what Markdown acts on."""
    pieces = st.sampled_from(_TRICKS) | st.characters(codec=None) | st.just("calm words ")
    return st.lists(pieces, max_size=14).map(lambda parts: f"{SEAL}{''.join(parts)}{SEAL}")


def plan_with(text: str) -> Plan:
    """The text wherever a plan can have one."""
    odd, place = Address(text, text), Source(text, 1, 1)
    problem = error(text, text, text, address=text, field=text, source=place)
    everywhere = FieldChange(path=text, before=text, after=[text, {text: text}], origin=Origin.BOTH)
    return plan_of(
        update_of(
            "posts.x",
            everywhere,
            FieldChange(path="content", before=f"one {text} two", after=f"one two {text}"),
            FieldChange(path="photos", before=[text], after=[text, text]),
            id=text,
            note=text,
            action_reason=text,
            used_by=(odd, odd),
            next_public=NextPublic(address=odd, at=0, timezone=text),
            still_public=(StillPublic(odd, text, 0), StillPublic(None, text, None)),
            written=Written(text, text),
            decide_by=0,
            due=Due(odd, 0, text, Otherwise.OLD_TEXT),
            source=place,
        ),
        Change(
            address=odd,
            action=Action.CREATE,
            after={"content": text, text: text, "scheduledFor": 0, "timezone": text, "videoUrl": text},
            steps=(Step(call=uploading(Upload(text, text, 1, text))),),
            previous_address=odd,
        ),
        Change(address=odd, action=Action.MOVE, previous_address=odd),
        Change(
            address=Address("styles", "x"),
            action=Action.DELETE,
            before={"promptTemplate": text, text: text},
            steps=(Step(call=Call(method="DELETE", path=f"/styles/{text}")),),
        ),
        workspace=text,
        environment=text,
        organization_id=text,
        server=text,
        digest=text,
        state=StateInfo(place=text, lineage=text),
        made=Made(0, text, text, text),
        diagnostics=(warning(text, text, text, address=text, source=place), note(text, text, text)),
        errors=(problem,),
        refusals=(problem,),
        calendar=(Entry(address=odd, id=text, fate=Fortune.NEW, at=0, timezone=text, text=text),),
        approvals=tuple(asked_everywhere(text)),
        policy=policy_with(text),
    )


def outcome_with(text: str) -> Outcome:
    """The text wherever a result can have one."""
    odd = Address(text, text)
    problem = error(text, text, text, field=text, source=Source(text, 1, 1))
    results = [
        Result(Change(address=odd, action=Action.CREATE), fate, text, diagnostics=(problem, problem))
        for fate in Fate
    ]
    return Outcome(
        results=results,
        trouble=(problem,),
        left_out=(LeftOut(address=odd, waits_for=(Address("a", text),)),),
        unapproved=(note("unapproved", text, text, address=text),),
    )
