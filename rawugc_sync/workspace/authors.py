"""All who have written what a yes is asked for since the last apply, by the history around the workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from rawugc_sync.git.blame import Blame, Hand
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.stretches import Stretch, Stretches
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.planned import Change, Origin
from rawugc_sync.words.provenance import NOBODY, Written
from rawugc_sync.workspace.edited import Edited, read_by
from rawugc_sync.workspace.lines import Lines
from rawugc_sync.workspace.workspace import Workspace
from rawugc_sync.workspace.writers import Names, Writers

_FROM_GIT = (Origin.GIT, Origin.BOTH)


class Authors:
    """Who has written what changes rest on. What left the manifests is looked for once, for all changes."""

    def __init__(self, lines: Lines | None, writers: Writers, changes: Collection[Change]) -> None:
        self._lines = lines
        self._writers = writers
        self._changes = changes

    def of(self, change: Change, fields: Collection[str] | None = None) -> Names:
        """All who wrote since the last apply what some fields of a change rest on; without any, all of it.

        That is also whoever wrote what others have written over since, or took something out.
        Nobody outside of a checkout. None where it cannot be told: `since` is no part of the history, or
        that ends before it.
        """
        if self._writers.user is None:
            return None if self._writers.unreadable else ()
        if self._lines is None:
            return None
        hands = self._lines.hands(change, fields)
        if gone := self._removed.get(str(change.address)):
            hands.add(Hand(self._lines.workspace.root, gone))
        if self._lines.stands(change):
            about = [one.path for one in change.fields] if fields is None else fields
            hands |= self._edited.hands(self._lines.basis(change, about), self._writers.user)
        names = self._writers.among(hands)
        if names == () and self._left_no_line(change, fields):
            names = self._everyone
        return self._writers.with_opener(names)

    def of_line(self, source: Source) -> Names:
        """All who wrote a line of a manifest since the last apply, as `of`."""
        if self._writers.user is None:
            return None if self._writers.unreadable else ()
        if self._lines is None:
            return None
        stretch = Stretch(source.file, source.line, source.line)
        return self._writers.with_opener(self._writers.among(self._lines.hands_in(stretch)))

    def written(self, change: Change) -> Written:
        """Who wrote the newest line of all that a change rests on, in which commit, and all authors of it."""
        if self._lines is None or self._writers.user is None:
            return replace(NOBODY, authors=self.of(change))
        newest = self._lines.blame.newest(self._lines.hands(change, None)) or NOBODY
        if newest is NOBODY:
            newest = self._removed.get(str(change.address), NOBODY)
        return replace(newest, authors=self.of(change))

    def _left_no_line(self, change: Change, fields: Collection[str] | None) -> bool:
        """Whether something was changed in git by taking lines out: a value, a part, a whole folder."""
        assert self._lines is not None
        if not self._lines.has(change.address):
            return str(change.address) not in self._removed
        touched = (one for one in change.fields if fields is None or one.path in fields)
        return not change.action.leaves and any(one.origin in _FROM_GIT for one in touched)

    @cached_property
    def _removed(self) -> Mapping[str, Written]:
        """Address → who took it out."""
        assert self._lines is not None
        assert self._writers.user is not None
        return self._lines.removed([one.address for one in self._changes], self._writers.user)

    @cached_property
    def _edited(self) -> Edited:
        assert self._lines is not None
        return Edited(self._lines.workspace, self._writers.later)

    @cached_property
    def _everyone(self) -> Names:
        """Whoever has touched anything that the workspace reads."""
        assert self._lines is not None
        return self._writers.of_files(read_by(self._lines.workspace))


def authors_of(
    workspace: Workspace, manifests: Manifests, since: str | None, changes: Iterable[Change]
) -> Authors:
    """The authors of the changes of a plan; `since` is the commit of the last apply, if there was one."""
    blame = Blame(workspace.around.variables)
    sources = manifests.sources
    lines = Lines(workspace, manifests, sources, Stretches(sources), blame) if sources else None
    return Authors(lines, Writers(workspace, since, blame), tuple(changes))


def policy_authors(workspace: Workspace, since: str | None, signers: Iterable[str] = ()) -> Names:
    """All who have touched `rawugc.yaml` or a file of signers, as it is seen from the workspace, since."""
    writers = Writers(workspace, since, Blame(workspace.around.variables))
    return writers.with_opener(writers.of_files([CONFIG_NAME, *signers]))
