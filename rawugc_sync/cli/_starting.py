"""What `init` wants to know of a brand: as options, or asked for on a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._plan_options import all_of
from rawugc_sync.cli._scaffold import Start

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App

CI = ("github", "gitlab")
"""The places whose CI `init` writes a file for."""
_NONE = "none"


def workspace_name(brand: str) -> str:
    """`Glow Lab` → `glow-lab`; empty where nothing of it can stand in the name of a workspace."""
    return re.sub(r"[^a-z0-9._]+", "-", brand.lower()).strip("-._")


class Brand(click.ParamType):  # type: ignore[type-arg]
    """A brand's name → the name of its workspace: `Glow Lab` → `glow-lab`."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        named = workspace_name(str(value))
        if not named:
            self.fail(
                f"{value!r} has neither a letter from a to z nor a digit for a name in files", param, ctx
            )
        return named


class Zone(click.ParamType):  # type: ignore[type-arg]
    """An IANA time zone; nothing is none."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rawugc_sync.resources.times import zone
        from rawugc_sync.resources.zones import hint

        if not (written := str(value).strip()):
            return ""
        try:
            zone(written)
        except ValueError:
            self.fail(f"{written} is not an IANA time zone{hint(written)}", param, ctx)
        return written


class Handle(click.ParamType):  # type: ignore[type-arg]
    """A social account, `platform/username`; nothing is none."""

    name = "account"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rawugc_sync.resources.accounts import canonical_handle

        if not str(value).strip():
            return ""
        try:
            return canonical_handle(str(value))
        except ValueError:
            self.fail(f"{value} is no account: platform/username, such as tiktok/glowlab", param, ctx)


class Place(click.ParamType):  # type: ignore[type-arg]
    """A place of states, as `rawugc.yaml` takes it; nothing is a file in this folder."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rawugc_sync.state.places import MODULES, is_local

        written = str(value).strip()
        if not is_local(written) and written.partition("://")[0] not in MODULES:
            known = ", ".join(f"{scheme}://" for scheme in MODULES)
            self.fail(f"{written} is no place for a state: a path, or one of {known}", param, ctx)
        return written


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: `name` is that of the option, `type_` says what an answer is."""

    name: str
    text: str
    type_: click.ParamType  # type: ignore[type-arg]


_QUESTIONS = (
    _Question("timezone", "Time zone of its posts, such as Europe/Berlin [none yet]", Zone()),
    _Question("account", "Its first account, such as tiktok/glowlab [none yet]", Handle()),
    _Question(
        "state", "Where to note what is live, such as git+branch://rawugc-state [a file here]", Place()
    ),
)

start_options = all_of(
    click.option("--brand", type=Brand(), metavar="NAME", help="The brand; else named as the folder."),
    click.option("--timezone", type=Zone(), metavar="ZONE", help="The time zone of its posts."),
    click.option("--account", type=Handle(), metavar="HANDLE", help="The account that its posts go to."),
    click.option("--state", type=Place(), metavar="PLACE", help="Where the state is kept; else a file here."),
)


def asked(app: App) -> tuple[str | None, dict[str, Any]]:
    """Whose CI it is, and the options, from answers; each has one that Enter stands for."""
    name = workspace_name(app.root.resolve().name) or "brand"
    app.console.say("A few questions; Enter takes the answer in brackets. Nothing is sent anywhere.")
    answers = {"brand": click.prompt("The brand's name", default=name, type=Brand(), err=True)}
    for one in _QUESTIONS:
        answers[one.name] = click.prompt(one.text, default="", show_default=False, type=one.type_, err=True)
    choice = click.Choice([_NONE, *CI])
    ci = click.prompt("CI to write a file for", default=_NONE, type=choice, err=True)
    return None if ci == _NONE else ci, answers


def start_of(options: Mapping[str, Any]) -> Start:
    """What is known of the brand, from options or answers."""
    zone, account, state = (options[one.name] or None for one in _QUESTIONS)
    return Start(workspace=options["brand"], zone=zone, account=account, state=state)
