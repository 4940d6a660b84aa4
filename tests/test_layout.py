"""The house: imports run one way, packages are all listed, and nothing is left lying about."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {"ontology": 0, "queries": 0, "graph": 1, "api": 2}
"""A folder may import from its own floor and from those below."""

COME_ALONG = ("werkzeug", "compression")
"""Flask's own foundation, and what only later Pythons have in their library."""

CODE = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def module(path: Path) -> tuple[str, ...]:
    """A file's name as Python imports it, below ``caregraph``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imported(path: Path) -> Iterator[tuple[ast.stmt, tuple[str, ...]]]:
    """Each import of a module of ours, wherever it stands in the file, and what is imported."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            below = tuple((node.module or "").split(".")) if node.module else ()
            whole = (*start, *below) if node.level else below[1:]
            if node.level or below[:1] == ("caregraph",):
                yield from ((node, (*whole, alias.name)) for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("caregraph."):
                    yield node, tuple(alias.name.split(".")[1:])


def test_imports_run_from_api_to_graph_to_ontology_and_queries() -> None:
    upwards = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {'.'.join(name)}"
        for path in CODE
        for node, name in imported(path)
        if FLOORS[name[0]] > FLOORS[path.relative_to(ROOT).parts[0]]
    ]
    assert upwards == []


def test_no_two_modules_need_each_other_to_be_imported() -> None:
    """Only imports that run when the module is loaded count; types and late imports don't."""
    modules = {module(path): path for path in CODE}
    needs: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for name, path in modules.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        at_once = {node.lineno for node in tree.body}
        targets = {target for node, target in imported(path) if node.lineno in at_once}
        found = {each if each in modules else each[:-1] for each in targets}
        needs[name] = {each for each in found if each in modules and each != name}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail("a circle of imports: " + " ← ".join(".".join(each) for each in error.args[1]))


def test_every_package_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    declared = {re.split(r"[^\w-]", each)[0].lower().replace("-", "_") for each in wanted}
    declared |= set(COME_ALONG)
    used = {
        name.partition(".")[0]: f"{path.relative_to(ROOT)} imports {name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in outside(node)
    }
    missing = [used[name] for name in used.keys() - sys.stdlib_module_names - declared]
    assert sorted(missing) == []


def outside(node: ast.AST) -> list[str]:
    """What an import names that isn't part of ours."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if not alias.name.startswith("caregraph")]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def test_every_folder_with_code_or_data_ships() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["setuptools"]["packages"]
    folders = {
        path.parent
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {f"caregraph.{'.'.join(folder.relative_to(ROOT).parts)}" for folder in folders}
    assert sorted(listed) == sorted(found)
