"""Measures how the package is built: parts, floors, arrows, circles, and what is largest.

Usage: python scripts/house.py [FOLDER]. A part is a folder or a module right below the package; an arrow
leads from a part to one that it imports, wherever in a module it does; a part stands a floor above the
highest one that it imports. An arrow runs back when it leads to a part that, in some way, imports the first.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LONG_FUNCTION = 40
WIDE_CLASS = 20
LONG_FILE = 400

Graph = Mapping[str, set[str]]


def modules(root: Path) -> dict[str, ast.Module]:
    """Dotted name → its syntax tree."""
    return {
        ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(root.rglob("*.py"))
    }


def imported(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[str]:
    """The modules of the package that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in known else str(node.module) for name in names)


def graph_of(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    return {name: set(imported(tree, trees)) - {name} for name, tree in trees.items()}


def part(module: str) -> str:
    return module.partition(".")[2].partition(".")[0] or "__init__"


def between_parts(graph: Graph) -> dict[str, set[str]]:
    parts: dict[str, set[str]] = defaultdict(set)
    for module, others in graph.items():
        parts[part(module)] |= {part(other) for other in others} - {part(module)}
    parts.pop("__init__", None)  # it holds the version, which everybody may know
    return {name: others - {"__init__"} for name, others in parts.items()}


def reachable(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(graph.get(start, ()))
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            todo += graph.get(name, ())
    return seen


def circles(graph: Graph) -> list[set[str]]:
    """Groups in which each reaches each other."""
    far = {name: reachable(graph, name) for name in graph}
    groups = {
        frozenset(o for o in far[name] if name in far.get(o, ())) for name in graph if name in far[name]
    }
    return [set(group) for group in sorted(groups, key=sorted)]


def floors(graph: Graph) -> int:
    """How many floors there are where no circle is."""
    height: dict[str, int] = {}

    def of(name: str, above: frozenset[str] = frozenset()) -> int:
        if name not in height:
            below = [of(other, above | {name}) for other in graph[name] if other not in above]
            height[name] = 1 + max(below, default=0)
        return height[name]

    return max(of(name) for name in graph)


def functions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    """How many lines each function has."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{module}.{node.name}"


def classes(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    """How many methods each class has, properties included."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = sum(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in node.body)
                yield methods, f"{module}.{node.name}"


def files(root: Path) -> Iterator[tuple[int, str]]:
    """How many lines each file has."""
    for path in sorted(root.rglob("*.py")):
        yield len(path.read_text(encoding="utf-8").splitlines()), path.relative_to(root).as_posix()


def at_the_root(root: Path) -> int:
    """How many lines lie in no part's folder."""
    return sum(lines for lines, path in files(root) if "/" not in path)


def running_back(parts: Graph) -> list[str]:
    """The arrows to a part that, in some way, imports the first."""
    return sorted(f"{a} → {b}" for group in circles(parts) for a in group for b in parts[a] & group)


def inside_a_part(graph: Graph) -> list[set[str]]:
    """The circles of modules that are all of one part."""
    return [circle for circle in circles(graph) if len({part(module) for module in circle}) == 1]


def above(most: int, sizes: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The largest first."""
    return sorted((one for one in sizes if one[0] > most), reverse=True)


def measured(root: Path) -> Iterator[tuple[str, str]]:
    """Each figure with its name."""
    trees = modules(root)
    graph = graph_of(trees)
    parts = between_parts(graph)
    yield "parts", str(len(parts))
    yield "floors", str(floors(parts))
    yield "arrows", str(sum(map(len, parts.values())))
    yield "arrows that run back", ", ".join(running_back(parts)) or "0"
    yield "circles of parts", _named(circles(parts))
    yield "circles inside a part", _named(inside_a_part(graph))
    yield "lines at the root", str(at_the_root(root))
    yield "largest file", "{} lines ({})".format(*max(files(root)))
    yield f"files over {LONG_FILE} lines", _listed(above(LONG_FILE, files(root)))
    yield "largest class", "{} methods ({})".format(*max(classes(trees)))
    yield f"classes over {WIDE_CLASS} methods", _listed(above(WIDE_CLASS, classes(trees)))
    yield f"functions over {LONG_FUNCTION} lines", _listed(above(LONG_FUNCTION, functions(trees)))


def _named(groups: Iterable[set[str]]) -> str:
    return "; ".join(" ".join(sorted(group)) for group in groups) or "0"


def _listed(sizes: list[tuple[int, str]]) -> str:
    return str(len(sizes)) + "".join(f"\n  {size} {name}" for size, name in sizes)


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "rawugc_sync")
    for name, figure in measured(root):
        sys.stdout.write(f"{name}: {figure}\n")


if __name__ == "__main__":
    main()
