"""Where the demo keeps its data, and small files that are written whole or not at all."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Trouble(Exception):
    """Something the person at the terminal has to put right; `str()` says what and how."""


def var_dir() -> Path:
    """Return the data folder (VAR_DIR or <root>/var), made if it is missing."""
    path = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def sub_dir(name: str) -> Path:
    """Return var/<name>, made if it is missing."""
    path = var_dir() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in the file, or an empty one when it is missing or torn."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def write_private(path: Path, text: str) -> None:
    """Write the file by rename, readable by its owner only."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write the object by rename, readable by its owner only."""
    write_private(path, json.dumps(data, indent=2) + "\n")
