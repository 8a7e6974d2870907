"""Every code that a diagnostic can have, read from the source: from where one goes in, back to who says it.

A code goes into `error`, `warning`, `note`, `Diagnostic`, `of` of an error, and an error of pydantic's. Where
it is a parameter of the function around it, each caller says it; where it is a field, its makers do.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import rawugc_sync

ROOT = Path(rawugc_sync.__file__).parent
PACKAGE = "rawugc_sync"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORDS = "words.diagnostics"
_ERRORS = "words.errors"


ERRORS = {"kind", "RawugcError"}
"""What `of` is called on: the errors, and a variable that is one of them."""


def _errors(read: Iterable[Module]) -> None:
    """Add whatever comes from an error, directly or not."""
    classes = [node for module in read for node in module.classes]
    more = True
    while more:
        found = {node.name for node in classes if ERRORS & {ast.unparse(base) for base in node.bases}}
        more = bool(found - ERRORS)
        ERRORS.update(found)


@dataclass(frozen=True)
class Sink:
    """A callable that takes a code: where it is defined, how it is called, and which argument that is."""

    module: str
    name: str
    at: int
    keyword: str = "code"
    method: bool = False


@dataclass
class Module:
    """One module: what its names stand for (`module.name`), its constants, calls, classes and functions."""

    name: str
    tree: ast.Module
    calls: list[ast.Call] = field(default_factory=list)
    classes: list[ast.ClassDef] = field(default_factory=list)
    functions: list[ast.FunctionDef] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    around: dict[ast.AST, ast.AST] = field(default_factory=dict)


def modules() -> dict[str, Module]:
    """Dotted name below the package → module, without the sandbox, which is RawUGC, and the catalogue."""
    found: dict[str, Module] = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if name.partition(".")[0] not in ("sandbox", "help"):
            found[name] = _read(name, ast.parse(path.read_text(encoding="utf-8")))
    return found


def _read(name: str, tree: ast.Module) -> Module:
    read = Module(name, tree)
    for node in ast.walk(tree):
        read.around.update(dict.fromkeys(ast.iter_child_nodes(node), node))
        if isinstance(node, ast.Call):
            read.calls.append(node)
        if isinstance(node, ast.ClassDef):
            read.classes.append(node)
        if isinstance(node, ast.FunctionDef):
            read.functions.append(node)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            below = (node.module or "").removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                read.names[alias.asname or alias.name] = f"{below}.{alias.name}".removeprefix(".")
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            read.names[statement.name] = f"{name}.{statement.name}"
        elif isinstance(statement, ast.AnnAssign | ast.Assign) and statement.value is not None:
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            read.constants.update(_assigned(target, statement.value))
    return read


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(map(ast.unparse, target.elts), value.elts, strict=True)
    else:
        yield ast.unparse(target), value


class Reading:
    """Follows codes back; `said` has each with where, `unread` what it could not follow."""

    def __init__(self) -> None:
        self.modules = modules()
        _errors(self.modules.values())
        self.said: dict[str, set[str]] = defaultdict(set)
        self.unread: set[str] = set()
        self._seen: set[Sink] = set()
        for name in ("error", "warning", "note"):
            self.follow(Sink(_WORDS, name, 0))
        self.follow(Sink(_WORDS, "Diagnostic", 99))
        self.follow(Sink(_ERRORS, "of", 0))
        self.follow(Sink("", "PydanticCustomError", 0))
        self._follow_values()

    def _follow_values(self) -> None:
        """Whatever has a field `code` was made with it."""
        for module in self.modules.values():
            for function in module.functions:
                if function.name == "__init__":
                    self._follow_init(function, module)
            for node in module.classes:
                if node.name not in ("Diagnostic", "DiagnosticJson"):
                    self._follow_fields(node, module)

    def _follow_fields(self, node: ast.ClassDef, module: Module) -> None:
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        names = [ast.unparse(one.target) for one in fields]
        if "code" in names and ast.unparse(fields[names.index("code")].annotation) == "str":
            self.follow(Sink(module.name, node.name, names.index("code")))
            default = fields[names.index("code")].value
            if default is not None:
                self._resolve(default, node, module)

    def _follow_init(self, init: ast.FunctionDef, module: Module) -> None:
        names = [one.arg for one in init.args.args]
        if "code" in names:
            self.follow(_sink_of(init, names.index("code"), "code", module))

    def follow(self, sink: Sink) -> None:
        if sink in self._seen or (sink.module == _ERRORS and sink.method):
            return
        self._seen.add(sink)
        for module in self.modules.values():
            for node in module.calls:
                if _calls(node, sink, module):
                    for said in _argument(node, sink):
                        self._resolve(said, node, module)

    def _resolve(self, said: ast.expr, at: ast.AST, module: Module) -> None:
        match said:
            case ast.Constant(value=str(word)):
                code = word.replace("_", "-")
                if CODE.fullmatch(code):
                    self.said[code].add(f"{module.name}:{at.lineno}")  # type: ignore[attr-defined]
            case ast.IfExp():
                self._resolve(said.body, at, module)
                self._resolve(said.orelse, at, module)
            case ast.Name(id=name):
                self._name(name, at, module)
            case ast.Attribute(attr="code"):
                pass  # whoever made that value has said it
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in module.names:
                self._constant(f"{module.names[owner]}.{name}", at, module)
            case _:
                self.unread.add(f"{module.name}: {ast.unparse(said)}")

    def _name(self, name: str, at: ast.AST, module: Module) -> None:
        for function in _functions(at, module):
            arguments = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
            every = [*arguments, *(one.arg for one in function.args.kwonlyargs)]
            if name in every:
                place = arguments.index(name) if name in arguments else 99
                return self.follow(_sink_of(function, place, name, module))
        if name in module.constants:
            return self._resolve(module.constants[name], at, module)
        if name in module.names:
            return self._constant(module.names[name], at, module)
        self.unread.add(f"{module.name}: {name}")
        return None

    def _constant(self, dotted: str, at: ast.AST, module: Module) -> None:
        owner, _, name = dotted.rpartition(".")
        if owner in self.modules and name in self.modules[owner].constants:
            self._resolve(self.modules[owner].constants[name], at, module)
        else:
            self.unread.add(f"{module.name}: {dotted}")


def _calls(call: ast.Call, sink: Sink, module: Module) -> bool:
    """Whether a call is of this sink: by its name as it was imported, or on whatever has such a method."""
    function = call.func
    own = f"{sink.module}.{sink.name}"
    if isinstance(function, ast.Name):
        if not sink.module:
            return function.id == sink.name
        return not sink.method and module.names.get(function.id) == own
    if not isinstance(function, ast.Attribute):
        return False
    if sink.method:
        return function.attr == sink.name and sink.module in (
            module.name,
            *map(_owner, module.names.values()),
        )
    if isinstance(function.value, ast.Name):
        owner = function.value.id
        if sink.module == _ERRORS and sink.name == "of":
            return function.attr == "of" and owner in ERRORS
        return f"{module.names.get(owner)}.{function.attr}" == own
    return False


def _owner(dotted: str) -> str:
    return dotted.rpartition(".")[0]


def _argument(call: ast.Call, sink: Sink) -> Iterator[ast.expr]:
    named = [one.value for one in call.keywords if one.arg == sink.keyword]
    starred = [one for one in call.args[: sink.at + 1] if isinstance(one, ast.Starred)]
    yield from named or starred or call.args[sink.at : sink.at + 1]


def _functions(at: ast.AST, module: Module) -> Iterator[ast.FunctionDef]:
    """The functions around a node, from the inside."""
    node = module.around.get(at)
    while node is not None:
        if isinstance(node, ast.FunctionDef):
            yield node
        node = module.around.get(node)


def _sink_of(function: ast.FunctionDef, place: int, keyword: str, module: Module) -> Sink:
    owner = module.around.get(function)
    if not isinstance(owner, ast.ClassDef):
        return Sink(module.name, function.name, place, keyword)
    if function.name == "__init__":
        return Sink(module.name, owner.name, place - 1, keyword)
    return Sink(module.name, function.name, place - 1, keyword, method=True)
