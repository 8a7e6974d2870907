"""The house: what may import what. Section 9 of the design."""

from __future__ import annotations

import ast
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import rawugc_sync
from rawugc_sync.resources import registered
from scripts import house

ROOT = Path(rawugc_sync.__file__).parent
MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}

MAY_IMPORT: dict[str, set[str]] = {
    "words": set(),
    "help": {"manifest", "resources", "words"},
    "files": {"words"},
    "sandbox": set(),
    "api": {"words"},
    "resources": {"words"},
    "git": {"words"},
    "signing": {"files", "git", "words"},
    "policy": {"resources", "words"},
    "manifest": {"files", "policy", "resources", "words"},
    "planning": {"policy", "resources", "words"},
    "approving": {"planning", "resources", "words"},
    "reading": {"api", "resources", "words"},
    "state": {"api", "files", "git", "words"},
    "direct": {"reading", "api", "resources", "files", "words"},
    "writing": {"files", "manifest", "resources", "words"},
    "applying": {"api", "planning", "reading", "resources", "state", "words"},
    "recording": {"applying", "resources", "words"},
    "workspace": {"api", "files", "git", "manifest", "resources", "sandbox", "state", "words"},
    "forge": {"api", "words"},
    "repository": {"files", "git", "manifest", "resources", "state", "workspace", "words"},
    "reconciling": {
        *(
            "workspace",
            "recording",
            "applying",
            "approving",
            "reading",
            "api",
            "planning",
            "policy",
            "signing",
        ),
        *("manifest", "resources", "words"),
    },
    "surgery": {
        *("reconciling", "workspace", "reading", "state", "api", "planning", "manifest", "files", "words"),
    },
    "pulling": {
        *("reconciling", "workspace", "applying", "reading", "state", "api", "planning", "writing"),
        *("manifest", "resources", "files", "words"),
    },
    "undoing": {
        *("pulling", "reconciling", "recording", "workspace", "applying", "reading", "api", "planning"),
        *("writing", "manifest", "resources", "files", "words"),
    },
    "render": {"help", "undoing", "pulling", "recording", "applying", "resources", "words"},
    "review": {"render", "recording", "applying", "resources", "files", "words"},
    "planfile": {
        *("render", "recording", "reconciling", "workspace", "approving", "state", "planning", "manifest"),
        "words",
    },
    "fleet": {
        *("review", "planfile", "render", "reconciling", "repository", "workspace", "applying", "state"),
        *("api", "planning", "manifest", "recording", "approving", "forge", "git", "words"),
    },
    "cli": {
        *(
            "fleet",
            "review",
            "planfile",
            "render",
            "undoing",
            "pulling",
            "surgery",
            "reconciling",
            "repository",
            "workspace",
            "applying",
        ),
        *("direct", "reading", "state", "api", "planning", "policy", "writing", "manifest", "resources"),
        *("approving", "signing", "recording", "forge", "git", "help"),
        *("files", "sandbox", "words"),
    },
    "__init__": set(),
    "__main__": {"cli"},
}
"""Part → the parts below it. None is above the rules, and none reaches itself."""


def part(name: str) -> str:
    """The part that a module of the package belongs to: `manifest/load` and `manifest.load` → `manifest`."""
    return name.replace(".", "/").partition("/")[0]


@cache
def imports(tree: ast.Module) -> list[str]:
    """The absolute names of everything that a module imports, wherever it does."""
    return [name for node in ast.walk(tree) for name in imported(node)]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names]
    return []


def libraries(tree: ast.Module) -> set[str]:
    return {name.partition(".")[0] for name in imports(tree)}


def parts_imported(tree: ast.Module) -> set[str]:
    own = (name.removeprefix("rawugc_sync.") for name in imports(tree) if name.startswith("rawugc_sync."))
    return {part(name) for name in own} - {"__version__"}


def texts(tree: ast.Module) -> set[str]:
    """The string literals of a module, without those that are only there to be read."""
    read = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in read)
    return {node.value for node in constants if isinstance(node.value, str)}


def test_imports_are_absolute() -> None:
    assert [name for name, tree in MODULES.items() if "" in libraries(tree)] == []


@pytest.mark.parametrize("folder", list(MAY_IMPORT))
def test_imports_go_down_never_up(folder: str) -> None:
    allowed = MAY_IMPORT[folder] | {folder}
    mine = {name: parts_imported(tree) for name, tree in MODULES.items() if part(name) == folder}
    assert mine
    assert {name: found - allowed for name, found in mine.items() if found - allowed} == {}


def test_every_part_has_a_row() -> None:
    assert {part(name) for name in MODULES} == MAY_IMPORT.keys()


def test_no_part_reaches_itself() -> None:
    assert house.circles(MAY_IMPORT) == []


def test_no_part_holds_a_circle() -> None:
    """Modules that import each other in a loop are one module in several files."""
    assert house.inside_a_part(house.graph_of(house.modules(ROOT))) == []


def test_no_arrow_runs_back() -> None:
    assert house.running_back(house.between_parts(house.graph_of(house.modules(ROOT)))) == []


WALK = re.compile(r"^( *)((?:[a-z_]+\.)+[A-Za-z_.]+)$", re.MULTILINE)


def test_the_walk_of_one_change_is_as_told_and_never_climbs() -> None:
    told = (ROOT.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = told.partition("### The walk of one change")[2].partition("```\n")[2].partition("```")[0]
    callers: list[str] = []
    for indent, name in WALK.findall(block):
        del callers[len(indent) // 2 :]
        assert callable(pkgutil.resolve_name(_as_import(name)))
        if callers:
            caller = part(callers[-1])
            assert part(name) in {caller, *MAY_IMPORT[caller]} or (caller, part(name)) in HANDED_IN
        callers.append(name)
    assert len(WALK.findall(block)) == len(block.splitlines()) > 10


HANDED_IN = {("applying", "state"), ("applying", "api")}
"""What a part calls through a protocol of its own."""


def _as_import(name: str) -> str:
    """`planning.order.Queue.take` → `rawugc_sync.planning.order:Queue.take`."""
    words = name.split(".")
    begin = next((at for at, word in enumerate(words) if word[0].isupper()), len(words) - 1)
    return f"rawugc_sync.{'.'.join(words[:begin])}:{'.'.join(words[begin:])}"


def test_next_to_nothing_lies_at_the_root() -> None:
    assert house.at_the_root(ROOT) < 100


def test_no_file_is_over_400_lines_long() -> None:
    assert house.above(house.LONG_FILE, house.files(ROOT)) == []


def test_no_class_has_more_than_20_methods() -> None:
    assert house.above(house.WIDE_CLASS, house.classes(house.modules(ROOT))) == []


def test_applying_writes_states_down_and_leaves_their_keeping_to_others() -> None:
    """What it takes from `state` is how records are written, never where, nor the lock."""
    known = {name for name, tree in MODULES.items() if part(name) == "applying" for name in imports(tree)}
    assert {name.rpartition(".")[0] for name in known if name.startswith("rawugc_sync.state.")} == {
        "rawugc_sync.state.document",
        "rawugc_sync.state.spending",
    }


def test_a_state_on_a_server_takes_sockets_from_the_client_and_nothing_else() -> None:
    """One total deadline for each request, and the proxy: what the client knows of sockets, not of RawUGC."""
    known = {name for module, tree in MODULES.items() if part(module) == "state" for name in imports(tree)}
    assert {name.rpartition(".")[0] for name in known if name.startswith("rawugc_sync.api.")} == {
        "rawugc_sync.api.lean_httpx",
        "rawugc_sync.api.tls",
        "rawugc_sync.api.transport",
    }


def test_only_the_command_line_imports_the_command_line() -> None:
    users = {part(name) for name, tree in MODULES.items() if "cli" in parts_imported(tree)}
    assert users == {"cli", "__main__"}


def test_nothing_below_the_command_line_knows_a_terminal_or_signals_or_ends_the_process() -> None:
    """What is to run in a thread beside others."""
    theirs = {"sys.stdin", "sys.stdout", "sys.stderr", "sys.exit", "os._exit", "os.chdir", "signal.signal"}
    below = {name: tree for name, tree in MODULES.items() if part(name) not in ("cli", "__main__")}
    used = {
        name: {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for name, tree in below.items()
    }
    assert {name: found & theirs for name, found in used.items() if found & theirs} == {}


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("httpx", {"api", "sandbox"}),
        ("httpcore", {"api"}),
        ("click", {"cli"}),
        ("ruamel", {"manifest", "writing"}),
        ("deepdiff", {"planning"}),
        ("sqlite3", {"sandbox"}),
        ("obstore", {"state"}),
        ("psycopg", {"fleet", "state"}),
        ("psycopg_pool", {"fleet"}),
        ("procrastinate", {"fleet"}),
        ("PIL", {"review"}),
        ("re2", {"policy"}),
    ],
)
def test_a_library_stays_where_it_belongs(library: str, homes: set[str]) -> None:
    assert [n for n, tree in MODULES.items() if library in libraries(tree) and part(n) not in homes] == []


def test_deepdiff_serves_in_one_module() -> None:
    assert sum("deepdiff" in libraries(tree) for tree in MODULES.values()) == 1


def test_no_collection_has_its_name_outside_of_its_module() -> None:
    others = {name: tree for name, tree in MODULES.items() if part(name) not in ("resources", "sandbox")}
    assert {name for name, tree in others.items() if texts(tree) & set(registered())} == set()


@pytest.mark.parametrize("folder", ["approving", "planning", "policy", "resources"])
def test_what_only_computes_looks_at_no_clock_and_no_file(folder: str) -> None:
    world = {"time", "os", "pathlib", "io", "socket", "random", "uuid", "subprocess", "threading", "tempfile"}
    assert [n for n, tree in MODULES.items() if part(n) == folder and world & libraries(tree)] == []


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    first = {name: (ast.get_docstring(tree) or "").partition("\n")[0] for name, tree in MODULES.items()}
    assert [name for name, line in first.items() if not line.endswith(".") and name != "__init__"] == []
