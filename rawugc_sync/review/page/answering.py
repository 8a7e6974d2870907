"""The cards of a plan with a form for each, on which somebody says yes or no for one role; no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.review.media.origins import origins
from rawugc_sync.review.media.shown import Gallery
from rawugc_sync.review.page.approvals import PolicyView, Yes
from rawugc_sync.review.page.card import Card
from rawugc_sync.review.page.page import page_templates
from rawugc_sync.review.page.view import View, view_of
from rawugc_sync.review.standalone import policy, source
from rawugc_sync.words.approvals import POLICY
from rawugc_sync.words.planned import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Who is asked for which role, at which addresses, and what the form has to bring back.

    `typed` is what was filled in before, by the name of its field; `wrong` says why that will not do.
    """

    role: str
    person: str
    addresses: Sequence[str]
    proof: str
    until: str
    typed: Mapping[str, str]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to say yes or no to; its fields end in `number`. No card where no change has this address."""

    number: int
    address: str
    cards: tuple[Card, ...]
    policy: PolicyView | None
    yeses: tuple[Yes, ...]
    said: str
    note: str


def answering(plan: Plan, kinds: KindOf, gallery: Gallery, now: int, form: Form) -> tuple[str, Markup]:
    """The page as it is shown at `now` (Unix ms), and its Content-Security-Policy."""
    made = page_templates()
    view = view_of(plan, kinds, gallery, now)
    questions = [_question(view, form, number, one) for number, one in enumerate(form.addresses)]
    rest = [one for part in view.parts for one in part.cards if one.address not in form.addresses]
    style = source(made, "page.css") + source(made, "answering.css")
    named = origins(plan, gallery)
    text = made.get_template("answering.html").render(
        view=view,
        form=form,
        questions=questions,
        rest=rest,
        style=style,
        hosts=sorted({*named.images, *named.media}),
    )
    images, media = [*named.images, "data:"], [*named.media, "data:"]
    return text, policy(style, forms="'self'", img=images, media=media)


def _question(view: View, form: Form, number: int, address: str) -> Question:
    yeses = view.asking.at.get(address, ())
    return Question(
        number=number,
        address=address,
        cards=tuple(one for part in view.parts for one in part.cards if one.address == address),
        policy=view.policy if address == POLICY else None,
        yeses=tuple(one for one in yeses if one.role == form.role),
        said=form.typed.get(f"say-{number}", ""),
        note=form.typed.get(f"note-{number}", ""),
    )
