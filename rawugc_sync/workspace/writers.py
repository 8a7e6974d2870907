"""All who have written in the checkout around the workspace since a commit, by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rawugc_sync.git.blame import Blame, Hand
from rawugc_sync.git.checkout import git, lies_in_one, literally, top_of
from rawugc_sync.git.later import Later
from rawugc_sync.words.pull_request import opener
from rawugc_sync.workspace.event import event_of
from rawugc_sync.workspace.workspace import Workspace

Names = tuple[str, ...] | None
"""`NAME <EMAIL>` and logins, the newest first, each once; None where nobody can tell."""


class Writers:
    """Who has written since the commit `since`; without one, who ever has.

    Outside of any checkout that is nobody.
    """

    def __init__(self, workspace: Workspace, since: str | None, blame: Blame) -> None:
        self._workspace = workspace
        self._since = since
        self._tops: dict[Path, Path] = {}
        self.later = Later(workspace.root, workspace.around.variables, since)
        self._laters = {self._top(workspace.root): self.later}
        self._opener = opener(workspace.around.variables, event_of(workspace.around.variables))
        self.user = blame.user(workspace.root)

    @property
    def unreadable(self) -> bool:
        """Whether there is a checkout that git is missing for, or refuses to read."""
        return self.user is None and lies_in_one(self._workspace.root)

    def among(self, hands: Iterable[Hand]) -> Names:
        """Those among some hands."""
        uncommitted, committed = set[str | None](), dict[Later, set[str]]()
        for hand in hands:
            later, commit = self._later(hand.folder), hand.edge or hand.written.commit
            if later.ranks is None:
                return None
            if commit is None:
                uncommitted.add(hand.written.author)
            else:
                committed.setdefault(later, set()).add(commit)
        if None in uncommitted or any(later.edges & some for later, some in committed.items()):
            return None
        written = (name for later, some in committed.items() for name in later.writers(some))
        return tuple(dict.fromkeys([*(one for one in uncommitted if one), *written]))

    def of_files(self, paths: Sequence[str]) -> Names:
        """Those who have touched files or anything in folders, which are seen from the workspace."""
        if self.user is None:
            return None if self.unreadable else ()
        later = self.later
        commits = None if later.ranks is None else later.touching(paths)
        if commits is None or commits & later.edges:
            return None
        changed = self._git(self._workspace.root, "status", "--porcelain", *literally(paths))
        if changed and self.user.author is None:
            return None
        own = [self.user.author] if changed and self.user.author else []
        return tuple(dict.fromkeys([*own, *later.writers(commits)]))

    def with_opener(self, names: Names) -> Names:
        """The same, and last whoever has opened the pull request, by login."""
        if names is None or self.user is None or self._opener is None:
            return names
        return tuple(dict.fromkeys([*names, self._opener]))

    def _later(self, folder: Path) -> Later:
        """That of the checkout around a folder."""
        top = self._top(folder)
        if top not in self._laters:
            self._laters[top] = Later(folder, self._workspace.around.variables, self._since)
        return self._laters[top]

    def _top(self, folder: Path) -> Path:
        if folder not in self._tops:
            self._tops[folder] = Path(self._git(top_of(folder), "rev-parse", "--show-toplevel") or folder)
        return self._tops[folder]

    def _git(self, folder: Path, *arguments: str) -> str | None:
        return git(folder, self._workspace.around.variables, *arguments)
