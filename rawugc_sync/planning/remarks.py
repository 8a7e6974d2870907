"""What a plan says about fields that it does not write."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rawugc_sync.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.model import Address
from rawugc_sync.planning.differences import Delta
from rawugc_sync.planning.draft import Draft


def remark(draft: Draft, address: Address, delta: Delta) -> None:
    """Add the drift that is kept or stops the plan, and what cannot be compared, to the draft."""

    def say(
        make: Callable[..., Diagnostic], code: str, names: Sequence[str], summary: str, detail: str
    ) -> None:
        if not names:
            return
        said = make(code, f"{', '.join(names)}: {summary}", detail, address=str(address), field=names[0])
        (draft.refusals if make is error else draft.diagnostics).append(said)

    say(
        warning,
        "drift-kept",
        [c.path for c in delta.kept],
        "changed outside git and left as it is",
        f"Take it over into the manifest, or undo it with --revert-drift {address}.",
    )
    say(
        error,
        "drift-stop",
        [c.path for c in delta.stopped],
        "changed outside git, and drift stops the plan for this collection",
        f"Take it over into the manifest, or undo it with --revert-drift {address}.",
    )
    say(
        warning,
        "comes-back",
        delta.returning,
        "reads back differently each time it is written, so it is not written again",
        "RawUGC may rewrite it. lifecycle: {ignoreChanges: […]} silences this; --revert-drift writes it once more.",
    )
    say(
        note,
        "unverified",
        delta.unverified,
        "cannot be read back and was never applied from here, so it is taken as it stands",
        "Use --replace to send it again." if delta.unverified else "",
    )
    say(
        note,
        "unmanaged",
        delta.released,
        "left the manifest and is no longer managed; its live value stays",
        "",
    )
