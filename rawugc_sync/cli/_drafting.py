"""Manifests from a content plan: the file is looked at before anything is paid, and written at the end."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rawugc_sync.cli._direct import reading

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.direct.whole import Object
    from rawugc_sync.manifest.load import Manifests
    from rawugc_sync.words.addresses import Fields


@dataclass(frozen=True, slots=True)
class Sheet:
    """A manifest that is not there yet: the keys that it must not use, and where its posts go."""

    file: str
    taken: frozenset[str]
    account: Fields


def blank(app: App, name: str) -> Sheet:
    """The sheet for a file; InvalidInput unless it can be made, would be read, and there is an account."""
    from rawugc_sync.words.errors import InvalidInput
    from rawugc_sync.writing.formatting.files import within
    from rawugc_sync.writing.new_files import check_new

    workspace = app.workspace
    file = within(app.root, name)
    check_new(app.root, file, workspace.config, workspace.selected)
    manifests = workspace.manifests()
    if wrong := [one for one in manifests.errors if one.code != "no-manifests"]:
        raise InvalidInput(wrong)
    return Sheet(file, _taken(app, manifests), _account(app, file, manifests))


def _taken(app: App, manifests: Manifests) -> frozenset[str]:
    """The keys that something in one of the collections has, or that the state or a block knows."""
    from rawugc_sync.resources.drafts import POST, VIDEO

    state, blocks = app.workspace.keeper.read(), manifests.blocks
    known = {
        *manifests.desired,
        *(one.previous for one in blocks.moved),
        *(one.address for one in blocks.removed),
    }
    if state is not None:
        known |= {*state.records, *state.unresolved}
    return frozenset(address.key for address in known if address.collection in (VIDEO, POST))


def _account(app: App, file: str, manifests: Manifests) -> Fields:
    """What a post has to say of where it goes: nothing, where the defaults of its folder do."""
    from rawugc_sync.reading.lookups import look_up
    from rawugc_sync.resources.drafts import POST, WHERE_TO, account_of
    from rawugc_sync.resources.lookups import ACCOUNTS
    from rawugc_sync.words.errors import InvalidInput

    defaults = manifests.sources.defaults(posixpath.dirname(file), POST) if manifests.sources else {}
    if any(name in defaults for name in WHERE_TO):
        return {}
    with reading(app) as reader:
        found = account_of(look_up(reader, ACCOUNTS))
    if found is None:
        detail = f"Connect one in the RawUGC dashboard, or write {WHERE_TO[0]} into the defaults of {POST}."
        raise InvalidInput.of(
            "no-account", "no connected account is active, so the posts could go nowhere", detail
        )
    return found


def fill(app: App, sheet: Sheet, answer: Object, kept: str) -> None:
    """Write what the ideas of a content plan become; InvalidInput says where the plan is kept."""
    from rawugc_sync.direct.research import ideas
    from rawugc_sync.render.safe import safe
    from rawugc_sync.words.count import count
    from rawugc_sync.words.errors import InvalidInput
    from rawugc_sync.writing.drafts import drafts_of
    from rawugc_sync.writing.new_files import make

    drafts = drafts_of(ideas(answer), sheet.account, sheet.taken, app.workspace.types, sheet.file)
    if not drafts.keys:
        summary = f"the plan holds no idea that a video could be made from, so {sheet.file} was not written"
        raise InvalidInput.of("no-ideas", summary, f"All that came is kept in {kept}.")
    try:
        make(app.root, sheet.file, drafts.data)
    except InvalidInput as failed:
        detail = f"The plan is paid for, and kept in {kept}."
        raise InvalidInput([replace(one, detail=detail) for one in failed.diagnostics]) from None
    app.console.report(drafts.notes)
    app.console.say(
        safe(f"Wrote {sheet.file}: {count(len(drafts.keys), 'video')}, and a draft of a post for each.")
    )
