"""A plan → one page of HTML that stands alone: it runs its own script, and loads from named hosts."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.resources.networks.counting import UNITS
from rawugc_sync.review.media.origins import Origins, origins
from rawugc_sync.review.media.shown import Gallery
from rawugc_sync.review.page.view import view_of
from rawugc_sync.review.page.visible import marked, visible
from rawugc_sync.words.planned import Plan


def page(plan: Plan, kinds: KindOf, gallery: Gallery, now: int) -> str:
    """The page of a plan as it is shown at `now` (Unix ms); only what is in a `<time>` depends on that."""
    templates = _templates()
    style, script = (_source(name) for name in ("page.css", "page.js"))
    named = origins(plan, gallery)
    return templates.get_template("page.html").render(
        view=view_of(plan, kinds, gallery, now),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=Markup(_policy(style, script, named)),  # noqa: S704 - see there
        hosts=sorted({*named.images, *named.media}),
    )


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("rawugc_sync.review.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["marked"] = marked
    templates.globals["units"] = UNITS
    templates.tests["https"] = _is_https
    return templates


def _finalized(value: Any) -> Any:
    """What stands in braces in a template: markup as it is, texts with all that hides in them visible."""
    if isinstance(value, int) or hasattr(value, "__html__"):
        return value
    if not isinstance(value, str):
        raise TypeError(f"a template shows {value!r}")
    return visible(value)


def _is_https(link: str) -> bool:
    """Whether a link may be followed."""
    return link.startswith("https://") and visible(link) == link and not any(map(str.isspace, link))


def _source(name: str) -> str:
    templates = _templates()
    assert templates.loader is not None
    return templates.loader.get_source(templates, name)[0]


def _policy(style: str, script: str, named: Origins) -> str:
    """What the page may do: look like this, run this, and load media from the origins that the plan names.

    It holds neither `"` nor `&`: quotes stand raw in the attribute, where any program finds the policy.
    """
    rules = {
        "default-src": ["'none'"],
        "style-src": [_hash(style)],
        "script-src": [_hash(script)],
        "img-src": [*named.images, "data:"],
        "media-src": [*named.media, "data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
