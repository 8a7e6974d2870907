"""Buys what the API shows only once: asks, sends, keeps the answer, and only then shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rawugc_sync.cli._direct import agreed, check_askable, writing

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.direct.once import Answers, Wanted
    from rawugc_sync.direct.whole import Object

_DEADLINE = 600.0
"""Seconds for a call that does its work before it answers."""


def buy(
    app: App, wanted: Wanted, what: str, show: Callable[[App, Object], None], *, yes: bool, as_json: bool
) -> tuple[Object, str] | None:
    """Ask whether to do `what`, do it, and `show` the answer.

    Returns that, and the file that keeps it; None when it is not wanted after all.
    """
    from rawugc_sync.render.safe import safe
    from rawugc_sync.words.count import count

    check_askable(yes=yes)
    question = f"Do you want to {what}, for {count(wanted.call.credits or 0, 'credit')}?"
    done = _bought(app, wanted, question, yes=yes)
    if done is None:
        return None
    answer, kept = done
    if as_json:
        app.console.json(answer)
    else:
        show(app, answer)
    app.console.say(safe(f"Kept in {kept}."))
    return done


def _bought(app: App, wanted: Wanted, question: str, *, yes: bool) -> tuple[Object, str] | None:
    """As `buy`, with nothing shown."""
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.direct.once import MAYBE, Answers
    from rawugc_sync.direct.research import bought
    from rawugc_sync.words.errors import Interrupted

    private = app.workspace.private
    answers = Answers(private.path, private.folder)
    stopper = Stopper(app.around.clock)

    def keep_raw(raw: bytes) -> str:
        return answers.keep_raw(raw, stopper.now())

    with writing(app, stopper, _DEADLINE) as writer:
        answers.prepare()
        if not agreed(app, question, yes=yes):
            return None
        try:
            with listening(stopper, hangup=True):
                answer = bought(writer, wanted, keep_raw, stopper.check)
                return answer, _kept(app, answers, wanted.named(answer, stopper.now()), answer)
        except Interrupted:
            summary = f"interrupted before {wanted.call.method} {wanted.call.path} was sent"
            raise Interrupted.of("interrupted", summary, "Nothing was paid.") from None
        except KeyboardInterrupt:
            raise Interrupted.of("interrupted", "stopped at once", MAYBE) from None


def _kept(app: App, answers: Answers, name: str, answer: Object) -> str:
    from rawugc_sync.words.errors import StateError

    try:
        return answers.keep(name, answer)
    except StateError:
        app.console.json(answer)  # it is paid for, and nobody shows it again
        raise
