"""The options that several commands share, those of plans first, and the request that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rawugc_sync.cli._app import App
from rawugc_sync.cli._completing import either

if TYPE_CHECKING:
    from rawugc_sync.reconciling.request import Mode, Request

F = TypeVar("F", bound=Callable[..., Any])


class _Amount(click.ParamType):  # type: ignore[type-arg]
    """A number of credits."""

    name = "credits"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rawugc_sync.words.credits import written

        if (amount := written(str(value))) is None:
            self.fail(f"{value} is no number of credits, from 0 on", param, ctx)
        return amount


def all_of(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which --help has them."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _addresses(name: str, text: str) -> Callable[[F], F]:
    return click.option(
        name, multiple=True, metavar="ADDRESS", shell_complete=either, help=f"{text}; repeatable."
    )


def _speak(ctx: click.Context, _param: click.Parameter, given: bool) -> None:
    if given:
        ctx.ensure_object(App).console.speak()


plain_option = click.option(
    "--plain",
    is_flag=True,
    expose_value=False,
    callback=_speak,
    help="Print for a screen reader: words for signs, no boxes, no colour.",
)
"""Of commands that show a plan; before the command, it is an option of all."""
target_option = click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=either,
    help="Only this address, collection or glob, and what it references; repeatable.",
)
limit_options = all_of(
    click.option("--no-delete", is_flag=True, help="Leave out deletes."),
    click.option(
        "--max-deletes",
        type=click.IntRange(min=0),
        metavar="N",
        help="The most deletes; else as configured, else 5.",
    ),
    click.option(
        "--max-credits",
        type=_Amount(),
        metavar="N",
        help="The most credits; else as configured, else any.",
    ),
)
older_option = click.option(
    "--allow-older", is_flag=True, help="Even from a checkout without the commit that was applied last."
)
late_option = click.option(
    "--allow-late", is_flag=True, help="Leave out what would be due before its call can leave."
)
first_option = click.option(
    "--first-run", is_flag=True, help="In CI: without a state, because nothing was applied yet."
)
changed_option = click.option(
    "--changed",
    is_flag=True,
    help="Read only the collections that the manifests change, and what that takes.",
)
plan_options = all_of(
    target_option,
    changed_option,
    click.option("--destroy", is_flag=True, help="Delete everything that the state holds."),
    _addresses("--replace", "Replace this resource"),
    _addresses("--recreate", "Create this resource again, though it was deleted outside git"),
    _addresses("--revert-drift", "Undo what was changed outside git in this resource"),
    click.option("--retry-failed", is_flag=True, help="Generate once more what failed, for its price."),
    click.option(
        "--no-adopt", is_flag=True, help="Create, even where a live object has the same natural key."
    ),
    limit_options,
    older_option,
    late_option,
    first_option,
)
lock_option = click.option(
    "--lock-timeout",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=0,
    help="Wait for another run to end; else fail at once.",
)
max_wait_option = click.option(
    "--max-wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=900,
    show_default=True,
    help="Give up when the rate limit let nothing through for so long.",
)
run_options = all_of(
    click.option("--auto-approve", is_flag=True, help="Do not ask."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON event a line."),
    max_wait_option,
    lock_option,
)
strict_option = click.option("--strict", is_flag=True, help="Fail on warnings, too.")


def request_of(options: dict[str, Any], mode: Mode = "plan") -> Request:
    """The request that parsed options stand for."""
    from rawugc_sync.reconciling.request import Request

    return Request(
        mode="destroy" if options.get("destroy") else mode,
        targets=tuple(options.get("targets", ())),
        replace=tuple(options.get("replace", ())),
        recreate=tuple(options.get("recreate", ())),
        revert_drift=tuple(options.get("revert_drift", ())),
        adopt=not options.get("no_adopt", False),
        delete=not options.get("no_delete", False),
        max_deletes=options.get("max_deletes"),
        max_credits=options.get("max_credits"),
        allow_older=options.get("allow_older", False),
        first_run=options.get("first_run", False),
        allow_late=options.get("allow_late", False),
        retry_failed=options.get("retry_failed", False),
        changed=_is_changed(options),
    )


def _is_changed(options: dict[str, Any]) -> bool:
    """Whether `--changed` is given; UsageError beside what says itself which resources a plan is about."""
    given = bool(options.get("changed"))
    if given and (options.get("targets") or options.get("destroy")):
        raise click.UsageError("--changed finds out itself what to read: leave out --target and --destroy.")
    return given
