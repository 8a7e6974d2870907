"""The sandbox shares no code with the client, and is light to import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import rawugc_sync.sandbox

ROOT = Path(rawugc_sync.sandbox.__file__).parent
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
THIRD_PARTY = {"transport.py": {"httpx"}, "asgi.py": {"starlette"}, "serve.py": {"uvicorn"}}


def imported(module: str) -> set[str]:
    """The absolute names of the modules that a module imports."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    sources = [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {*names, *sources}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_the_sandbox_the_standard_library_and_its_adapter(module: str) -> None:
    others = {name for name in imported(module) if not name.startswith("rawugc_sync.sandbox")}
    packages = {name.partition(".")[0] for name in others} - sys.stdlib_module_names
    assert packages <= THIRD_PARTY.get(module, set())


def test_importing_the_sandbox_loads_no_http_library() -> None:
    heavy = ("httpx", "starlette", "uvicorn", "pydantic")
    code = f"import sys, rawugc_sync.sandbox; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
