"""House rules that ruff cannot hold, each with the sentence that says what to do instead (Z-13)."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

READS_AND_WRITES = {
    "all", "bulk_create", "bulk_update", "create", "delete", "exclude", "filter", "first", "get",
    "get_or_create", "last", "update", "update_or_create", "values", "values_list",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file as the rules see it."""

    path: str
    text: str
    interface: bool = False

    @property
    def app(self) -> str:
        return self.path.split("/")[0]


Found = Iterator[tuple[int, str]]


def unscoped_queries(source: Source, tree: ast.Module) -> Found:
    """Queries in interfaces bypass visibility."""
    if not source.interface:
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in READS_AND_WRITES
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in {"objects", "_default_manager"}
        ):
            yield node.lineno, "ask a selector (visible_to, *_for), not .objects"


def raw_sql(source: Source, tree: ast.Module) -> Found:
    """The ORM's back doors."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_back_door = node.func.attr in {"raw", "extra"}
            if is_back_door and "objects" in ast.unparse(node.func.value):
                yield node.lineno, "write it with the ORM: raw() and extra() take text"
        if isinstance(node, ast.Name) and node.id == "RawSQL":
            yield node.lineno, "write it with the ORM: RawSQL takes text"


def request_splats(source: Source, tree: ast.Module) -> Found:
    """A request's fields as keyword arguments choose columns and lookups."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg is None and ast.unparse(keyword.value).startswith("request."):
                    yield node.lineno, "name each parameter: **request lets the client choose"


def trusted_html(source: Source, tree: ast.Module) -> Found:
    """Text declared safe."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in {"mark_safe", "SafeString"}:
            yield node.lineno, "use format_html(): it escapes its arguments"


def activity(source: Source, tree: ast.Module) -> Found:
    """Switching people off ends sessions, sockets and keys: one door does all of it (A-06)."""
    if source.path.startswith("accounts/actions/"):
        return
    for target, line in _assigned(tree):
        if target == "is_active":
            yield line, "call the door in accounts.actions that ends sessions too"


def ticket_status(source: Source, tree: ast.Module) -> Found:
    """The move table is asked in one place."""
    if source.app != "tickets" or source.path == "tickets/actions/_move.py":
        return
    for target, line in _assigned(tree):
        if target == "status":
            yield line, "move an appeal by tickets.actions._move"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "update" and "status" in names and "Ticket" in ast.unparse(node):
                yield node.lineno, "move an appeal by tickets.actions._move"


def signals(source: Source, tree: ast.Module) -> Found:
    """Nobody finds who reacts to a signal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
            yield node.lineno, "record an event and react in wiring.py"
        if isinstance(node, ast.FunctionDef) and node.name == "save" and _in_model(tree, node):
            yield node.lineno, "write in an action, not in save()"


PYTHON_RULES: tuple[Callable[[Source, ast.Module], Found], ...] = (
    unscoped_queries, raw_sql, request_splats, trusted_html, activity, ticket_status, signals,
)  # fmt: skip
TEXT_RULES = {
    r"\|\s*safe\b": "let Django escape it",
    r"\{%-?\s*autoescape\s+off": "let Django escape it",
    r"\bon(click|change|submit|load|input)\s*=\s*[\"']": "no inline handlers: the policy blocks them",
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>": "no inline script",
    r"\sstyle\s*=\s*[\"']": "no inline style: the policy blocks it",
}
SCRIPT_RULES = {
    r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write\b": "build nodes, or use a <template>",
    r"\beval\(|new Function\(": "no code from text",
}


def findings(source: Source) -> list[str]:
    """Return `path:line: what to do instead` for each place that breaks a rule."""
    if source.path.endswith(".py"):
        tree = ast.parse(source.text)
        found = [hit for rule in PYTHON_RULES for hit in rule(source, tree)]
    else:
        rules = SCRIPT_RULES if source.path.endswith(".js") else TEXT_RULES
        found = [
            (number, advice)
            for pattern, advice in rules.items()
            for number, line in enumerate(source.text.splitlines(), 1)
            if re.search(pattern, line)
        ]
    return [f"{source.path}:{line}: {advice}" for line, advice in sorted(set(found))]


def _assigned(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute):
                yield target.attr, node.lineno


def _in_model(tree: ast.Module, method: ast.FunctionDef) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and method in node.body:
            return any("Model" in ast.unparse(base) for base in node.bases)
    return False
