"""What a plan says beside its changes: fields that it does not write, and why it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rawugc_sync.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.model import Action, Address, Desired
from rawugc_sync.planning.differences import Delta
from rawugc_sync.planning.draft import Draft
from rawugc_sync.resources._accounts import UnknownAccount
from rawugc_sync.resources._base import ResourceType
from rawugc_sync.resources._traits import Kind


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
        "RawUGC may rewrite it. List it in lifecycle: {ignoreChanges: […]} to silence this.",
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


def unknown_account(
    type_: ResourceType, address: Address, desired: Desired | None, unknown: UnknownAccount
) -> Diagnostic:
    """The error for an account that is not connected, at the field that names it."""
    fields = desired.fields if desired else ()
    field = next((name for name in fields if type_.traits[name].kind is Kind.ACCOUNTS), None)
    return error("unknown-account", str(unknown), address=str(address), field=field)


def ambiguous(address: Address, ids: Sequence[str]) -> Diagnostic:
    """The refusal where more than one live object, or more than one resource, could be meant."""
    lines = "\n".join(f"  - {{to: {address}, id: {id}}}" for id in ids)
    return error(
        "ambiguous",
        f"could be {' or '.join(ids)}: more than one object matches, or several resources match one",
        f"Rename one of them, or say which it is with one of these lines:\nimports:\n{lines}",
        address=str(address),
    )


def possible_duplicate(address: Address, ids: Sequence[str]) -> Diagnostic:
    """The refusal of a new object that may be out already."""
    return error(
        "possible-duplicate",
        f"may be out already as {' or '.join(ids)}, which shares its video or caption on a platform",
        "Look at it in the dashboard. If it is the same, delete one of the two; if not, say so:\n"
        f"imports:\n  - {{to: {address}, not: [{', '.join(ids)}]}}",
        address=str(address),
    )


def protected(address: Address, action: Action) -> Diagnostic:
    """The refusal to delete or replace what is protected."""
    return error(
        "prevent-destroy",
        f"would be {action}d, and preventDestroy forbids it",
        "Write lifecycle: {preventDestroy: false} for it, if it may really go.",
        address=str(address),
    )
