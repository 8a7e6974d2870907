"""A plan → one page of HTML that stands alone: it runs its own script, and loads from named hosts."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from rawugc_sync.recording.run import Run
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.resources.networks.counting import UNITS
from rawugc_sync.review.media.origins import origins
from rawugc_sync.review.media.shown import Gallery
from rawugc_sync.review.page.ran import done
from rawugc_sync.review.page.view import View, view_of
from rawugc_sync.review.standalone import finalized, policy, source, templates
from rawugc_sync.review.visible import visible
from rawugc_sync.words.planned import Plan


def page(plan: Plan, kinds: KindOf, gallery: Gallery, now: int) -> str:
    """The page of a plan as it is shown at `now` (Unix ms); only what is in a `<time>` depends on that."""
    return _rendered(view_of(plan, kinds, gallery, now), plan, gallery)


def run_page(run: Run, plan: Plan, kinds: KindOf, gallery: Gallery, now: int) -> str:
    """The page of what a run changed, which is this `plan`, as it is shown at `now` (Unix ms)."""
    return _rendered(done(view_of(plan, kinds, gallery, now), run), plan, gallery)


def _rendered(view: View, plan: Plan, gallery: Gallery) -> str:
    style, script = (source(page_templates(), name) for name in ("page.css", "page.js"))
    named = origins(plan, gallery)
    images, media = [*named.images, "data:"], [*named.media, "data:"]
    return (
        page_templates()
        .get_template("page.html")
        .render(
            view=view,
            style=style,
            script=script,
            policy=policy(style, script, img=images, media=media),
            hosts=sorted({*named.images, *named.media}),
        )
    )


@cache
def page_templates() -> Environment:
    """The templates of what people say yes or no to."""
    made = templates("rawugc_sync.review.page", finalized)
    made.globals["units"] = UNITS
    made.tests["https"] = _is_https
    return made


def _is_https(link: str) -> bool:
    """Whether a link may be followed."""
    return link.startswith("https://") and visible(link) == link and not any(map(str.isspace, link))
