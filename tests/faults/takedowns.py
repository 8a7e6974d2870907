"""Posts that somebody deletes in the dashboard: what the tool knew of them, and what people answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from rawugc_sync.words.recorded import State

Fields = dict[str, Any]


@dataclass
class Takedowns:
    """What was taken down: id → the fields that the tool had recorded. `blocks` are people's answers."""

    known: dict[str, Fields] = field(default_factory=dict)
    blocks: dict[str, list[Fields]] = field(default_factory=lambda: {"moved": [], "imports": []})
    answers: int = 0
    _recorded: frozenset[str] = frozenset()
    _staying: frozenset[str] = frozenset()
    _allowed: frozenset[str] = frozenset()

    def removed(self, id: str, state: State | None) -> None:
        """Somebody deletes a post in the dashboard; what no state knows of, nobody can remember."""
        for address, record in state.records.items() if state else ():
            if address.collection == "posts" and record.id == id:
                self.known[id] = dict(record.fields)

    def deleted(self, id: str) -> None:
        """A run deletes what has left the manifests, too: whoever came first, git has it gone."""
        if id not in self._staying:
            self.known.pop(id, None)

    def run_begins(self, state: State | None, wanted: dict[str, Fields], command: tuple[str, ...]) -> None:
        """A run knows what was recorded, what of that stays in the manifests, and what people say."""
        records = {a.key: r.id for a, r in state.records.items() if a.collection == "posts"} if state else {}
        self._recorded = frozenset(records)
        self._staying = frozenset(id for key, id in records.items() if key in wanted)
        recreated = {address for flag, address in pairwise(command) if flag == "--recreate"}
        not_it = {block["to"] for block in self.blocks["imports"]}
        self._allowed = frozenset(recreated | not_it)

    def check_new(self, address: str, body: Fields) -> None:
        """I11: what was deleted in the dashboard is never live again, unless somebody says so."""
        if address in self._allowed or address.partition(".")[2] in self._recorded:
            return
        for id, gone in self.known.items():
            shown = [name for name in ("videoUrl", "content") if gone.get(name)]
            alike = [name for name in shown if gone[name] == body.get(name)]
            again = alike == shown and gone.get("scheduledFor") == body.get("scheduledFor")
            assert not (again if id in self._staying else alike), (address, id, alike)

    # -- people

    def answer(self, manifests: dict[str, dict[str, Fields]], said: Fields) -> tuple[str, ...]:
        """Answer one question in one of the ways that it names, in turn; the flags of the next run."""
        address, key = said["address"], said["address"].partition(".")[2]
        self.answers += 1
        if self.answers % 3 == 0 or not {"moved:", "imports:"}.intersection(said["detail"].splitlines()):
            manifests["posts"].pop(key)
            return ()
        if self.answers % 3 == 1 and "--recreate" in said["detail"]:
            return ("--recreate", address)
        kind, blocks = _written_blocks(said["detail"])
        self.blocks[kind] += [block for block in blocks if block not in self.blocks[kind]]
        return ()

    def written(self, manifests: dict[str, dict[str, Fields]]) -> dict[str, list[Fields]]:
        """The blocks that still have a meaning."""
        there = {f"posts.{key}" for key in manifests["posts"]}
        for kind, blocks in self.blocks.items():
            made = {b["to"] for b in blocks}
            self.blocks[kind] = [
                b for b in blocks if b["to"] in there and (b.get("from") not in there or b["from"] in made)
            ]
        return {kind: blocks for kind, blocks in self.blocks.items() if blocks}


def _written_blocks(detail: str) -> tuple[str, list[Fields]]:
    """The blocks that a hint says to write, as they stand in it."""
    lines = detail.splitlines()
    at = next(n for n, line in enumerate(lines) if line.strip() in ("moved:", "imports:"))
    written = [
        line.strip().removeprefix("- {").removesuffix("}") for line in lines[at + 1 :] if "- {" in line
    ]
    if lines[at].strip() == "moved:":
        return "moved", [dict(pair.split(": ") for pair in pairs.split(", ")) for pairs in written]
    to, _, ids = written[0].partition(", not: ")
    return "imports", [{"to": to.removeprefix("to: "), "not": ids.strip("[]").split(", ")}]


def questions(out: str) -> list[Fields]:
    """What an apply has refused for the sake of a takedown or a rename."""
    try:
        event = json.loads(out.splitlines()[-1])
    except (ValueError, IndexError):
        return []
    return [d for d in event.get("diagnostics", ()) if d["code"] in ("rename", "taken-down")]
