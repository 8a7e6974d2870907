"""What was asked for on the command line and in `rawugc.yaml`, as planning takes it."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.targeting import select, unknown
from rawugc_sync.reconciling.request import Request, caps_of
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace


def options_of(
    workspace: Workspace,
    request: Request,
    desired: Mapping[Address, Desired],
    state: State | None,
    about: frozenset[Address],
) -> Options:
    """What was asked for, with what it is about; `about` are addresses that may be asked for beside.

    Raises InvalidInput for an address that nothing has.
    """
    records = state.records if state else {}
    held = state.held if state else {}
    known = {*desired, *records, *held, *about}
    config = workspace.config
    return Options(
        scope=frozenset(held) if request.mode == "resume" else _scope(request, desired, known),
        replace=_addresses("--replace", request.replace, known),
        recreate=_addresses("--recreate", request.recreate, known),
        retry_failed=request.retry_failed,
        revert_drift=_addresses("--revert-drift", request.revert_drift, known),
        adopt=request.adopt,
        delete=request.delete,
        destroy=request.mode == "destroy",
        resume=request.mode == "resume",
        allow_late=request.allow_late,
        max_deletes=config.limits.maxDeletes if request.max_deletes is None else request.max_deletes,
        caps=caps_of(workspace, request),
        prices=config.prices,
        ai_words=tuple(config.disclosure.ai),
        drift={name: Drift(policy) for name, policy in config.drift.items()},
    )


def _scope(
    request: Request, desired: Mapping[Address, Desired], known: set[Address]
) -> frozenset[Address] | None:
    """What a request is about; None for everything. What was recorded refers to nothing."""
    if not request.targets:
        return None
    referring = {} if request.mode == "drift" else desired
    return select(request.targets, referring, known)


def _addresses(option: str, texts: tuple[str, ...], known: set[Address]) -> frozenset[Address]:
    by_name = {str(address): address for address in known}
    wrong: list[Diagnostic] = [unknown(option, text, known) for text in texts if text not in by_name]
    if wrong:
        raise InvalidInput(wrong)
    return frozenset(by_name[text] for text in texts)
