"""Pages that stand alone: one file each, with a style and a script of our own inside, and a strict policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rawugc_sync.review.visible import marked, visible


def templates(package: str, finalize: Callable[[Any], Any] | None = None) -> Environment:
    """The templates of a package, in its `templates`; texts are escaped, and a wrong name raises."""
    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"visible": visible, "marked": marked}
    return found


def finalized(value: Any) -> Any:
    """What stands in braces in a template: markup as it is, texts with all that hides in them visible."""
    if isinstance(value, int) or hasattr(value, "__html__"):
        return value
    if not isinstance(value, str):
        raise TypeError(f"a template shows {value!r}")
    return visible(value)


def source(environment: Environment, name: str) -> Markup:
    """A file beside the templates, as it is: our own style or script."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704


def policy(style: str, script: str | None = None, *, forms: str = "'none'", **loads: Sequence[str]) -> Markup:
    """A Content-Security-Policy (W3C, level 3) for an attribute in double quotes.

    It lets a page look like this, run this, send `forms` there, and load from nowhere but where `loads`
    (`img`, `media`) says.
    """
    rules = {
        "default-src": ["'none'"],
        "style-src": [_hash(style)],
        **({"script-src": [_hash(script)]} if script is not None else {}),
        **{f"{kind}-src": sources for kind, sources in loads.items()},
        "base-uri": ["'none'"],
        "form-action": [forms],
    }
    told = "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
    assert not set(told) & set('<>&"')
    return Markup(told)  # noqa: S704 - quotes of its own stay as every reader of a policy knows them


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
