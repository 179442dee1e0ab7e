"""Whether something has changed since the last time, told by names, sizes and times of files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from gosuslugi_support.embedded.paths import ROOT

LOCKS = ("package-lock.json", "requirements/base.lock")
NOT_OURS = {".venv", "node_modules", "static_collected", "var", "tests", "__pycache__"}


def of_static() -> str:
    """Return the digest of everything static files are made from."""
    roots = [ROOT / "static", *ROOT.glob("*/static"), ROOT / "gosuslugi_support"]
    roots.append(ROOT / "templates" / "errors")
    return _digest(path for root in roots for path in root.rglob("*") if path.suffix != ".pyc")


def of_house() -> str:
    """Return the digest of all code, templates, fixtures and static files."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in NOT_OURS]
    ours = [path for path in folders if not path.name.startswith(".")]
    return _digest(p for folder in ours for p in folder.rglob("*") if p.suffix != ".pyc")


def _digest(paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in sorted([*paths, *(ROOT / name for name in LOCKS)]):
        if path.is_file():
            about = path.stat()
            seen.update(f"{path.relative_to(ROOT)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return seen.hexdigest()
