"""Hard limits of size: what grows past them is split by subject."""

import ast
from pathlib import Path

from tests.architecture.house import ROOT, python_files, shown, templates, tree

MODULE, VIEWS, FUNCTION, PARAMETERS = 400, 300, 40, 6
TEMPLATE, ELEMENT, COMPONENT, TEST_FILE = 150, 120, 250, 500


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{shown(path)}: {lines(path)} lines" for path in paths if lines(path) > limit]


def test_modules() -> None:
    assert too_long(list(python_files()), MODULE) == []


def test_views() -> None:
    views = [p for p in python_files() if p.stem == "views" or p.parent.name == "views"]
    assert too_long(views, VIEWS) == []


def test_functions() -> None:
    long = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION:
                    long.append(f"{shown(path)}::{node.name}: {length} lines")
    assert not long, "\n".join(["", *long])


def test_parameters() -> None:
    many = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
                count = len([name for name in names if name not in {"self", "cls"}])
                if count > PARAMETERS:
                    many.append(f"{shown(path)}::{node.name}: {count} parameters")
    assert not many, "\n".join(["", *many])


def test_templates() -> None:
    assert too_long([p for p in templates() if p.suffix == ".html"], TEMPLATE) == []


def test_elements_and_components() -> None:
    assert too_long(sorted((ROOT / "static" / "js").rglob("*.js")), ELEMENT) == []
    assert too_long(sorted((ROOT / "static" / "css").rglob("*.css")), COMPONENT) == []


def test_test_files() -> None:
    assert too_long(list(python_files("tests")), TEST_FILE) == []
