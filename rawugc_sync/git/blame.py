"""Whose lines: the newest commit among lines of files, by git's own blame, which is asked once a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rawugc_sync.git.checkout import edges_of, git, git_bytes, lies_in_one, top_of
from rawugc_sync.words.provenance import NOBODY, Written

_MOST = 5000
"""Among so many commits it is looked which of two of one second came later."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A commit that lines come from, and when that was (Unix s).

    Without one they are not committed yet, or older than a shallow clone: then they came before `at`, and
    `edge` is the commit with which that clone begins.
    """

    folder: Path
    written: Written
    at: float = float("inf")
    edge: str | None = None


@dataclass(frozen=True, slots=True)
class Blame:
    """What git says of the lines of files, committed or not; nothing of what lies in no checkout."""

    variables: Mapping[str, str]
    _files: dict[Path, tuple[Hand, ...]] = field(default_factory=dict)
    _whole: dict[Path, set[Hand]] = field(default_factory=dict)
    _users: dict[Path, Written | None] = field(default_factory=dict)
    _read_in: dict[Path, bool] = field(default_factory=dict)
    _ranks: dict[tuple[Path, float], Mapping[str, int]] = field(default_factory=dict)
    _ends: dict[Path, frozenset[str]] = field(default_factory=dict)

    def hands(self, file: Path, first: int = 1, last: int | None = None) -> set[Hand]:
        """Those of some lines, from 1; without a `last` of all. A line that is not there adds nothing."""
        if file not in self._files:
            self._files[file] = tuple(self._blamed(file))
        return set(self._files[file][first - 1 : last])

    def last_hand(self, file: Path) -> set[Hand]:
        """That of a file as a whole, which need not be a text."""
        if file not in self._whole:
            self._whole[file] = self._last_hand(file)
        return self._whole[file]

    def newest(self, hands: Iterable[Hand]) -> Written | None:
        """Whose are the newest of them; None without any."""
        among = list(hands)
        if not among:
            return None
        at = max(one.at for one in among)
        last = sorted({one for one in among if one.at == at}, key=lambda one: one.written.commit or "")
        if len(last) == 1 or at == float("inf"):
            return last[0].written
        ranks = self._order(last[0].folder, at)
        return min(last, key=lambda one: ranks.get(one.written.commit or "", _MOST)).written

    def user(self, folder: Path) -> Written | None:
        """Who works in a checkout; None outside of git."""
        if folder not in self._users:
            top = top_of(folder)
            inside = self._git(top, "rev-parse", "--is-inside-work-tree") == "true"
            self._users[folder] = Written(self._configured(top)) if inside else None
        return self._users[folder]

    def _configured(self, folder: Path) -> str | None:
        name, email = (self._git(folder, "config", f"user.{one}") or "" for one in ("name", "email"))
        return f"{name} <{email}>" if name or email else None

    def _uncommitted(self, folder: Path) -> set[Hand]:
        if not lies_in_one(folder):
            return set()
        user = self.user(folder) if self._is_read(folder) else None  # else nobody can tell
        return {Hand(folder, user or NOBODY)}

    def _is_read(self, folder: Path) -> bool:
        """Whether git reads in this very folder, and be it below one in which it does."""
        if folder not in self._read_in:
            self._read_in[folder] = self._git(folder, "rev-parse", "--is-inside-work-tree") == "true"
        return self._read_in[folder]

    def _last_hand(self, file: Path) -> set[Hand]:
        folder, path = file.parent, f":(literal){file.name}"
        changed = self._git(folder, "status", "--porcelain", "--", path)
        form = ("--no-show-signature", "--format=%H %ct %aN <%aE>")
        committed = self._git(folder, "log", "-1", *form, "--", path)
        if changed or not committed:
            return self._uncommitted(folder)
        commit, at, author = committed.split(" ", 2)
        return {self._known(folder, Written(author, commit), float(at))}

    def _blamed(self, file: Path) -> list[Hand]:
        """The hand of each line."""
        how = ("-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--encoding=UTF-8", "--no-textconv")
        said = git_bytes(file.parent, self.variables, *how, "--", file.name)
        if said is None:
            lines = file.read_bytes().count(b"\n") + 1 if file.is_file() else 0
            return [*self._uncommitted(file.parent)] * lines
        return self._read(file.parent, said)

    def _read(self, folder: Path, said: bytes) -> list[Hand]:
        known: dict[str, Hand] = {}
        told: dict[bytes, bytes] = {}
        hands: list[Hand] = []
        commit = ""
        for line in said.split(b"\n"):
            name, _, value = line.partition(b" ")
            if line.startswith(b"\t"):
                if commit not in known:
                    known[commit] = self._hand(folder, commit, told)
                hands.append(known[commit])
                commit, told = "", {}
            elif not commit:
                commit = name.decode("ascii")
            else:
                told[name] = value
        return hands

    def _hand(self, folder: Path, commit: str, told: Mapping[bytes, bytes]) -> Hand:
        if not commit.strip("0"):
            return Hand(folder, self.user(folder) or NOBODY)
        name, email = (told.get(key, b"").decode("utf-8", "replace") for key in (b"author", b"author-mail"))
        written = Written(f"{name} {email}".strip(), commit)
        return self._known(folder, written, float(told[b"committer-time"]))

    def _known(self, folder: Path, written: Written, at: float) -> Hand:
        """At the end of a shallow clone git gives a commit all lines that are older, whoever wrote them."""
        if written.commit in self._cut(folder):
            return Hand(folder, NOBODY, at, written.commit)
        return Hand(folder, written, at)

    def _cut(self, folder: Path) -> frozenset[str]:
        if folder not in self._ends:
            self._ends[folder] = edges_of(folder, self.variables)
        return self._ends[folder]

    def _order(self, folder: Path, at: float) -> Mapping[str, int]:
        """Commit → how many came later, among those of the second `at` and later."""
        if (folder, at) not in self._ranks:
            reached = ("rev-list", "--topo-order", f"--max-count={_MOST}", f"--max-age={int(at)}", "HEAD")
            listed = (self._git(folder, *reached) or "").split()
            self._ranks[folder, at] = {commit: rank for rank, commit in enumerate(listed)}
        return self._ranks[folder, at]

    def _git(self, folder: Path, *arguments: str) -> str | None:
        return git(folder, self.variables, *arguments)
