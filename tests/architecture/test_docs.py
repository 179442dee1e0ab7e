"""Documents point at things that exist: `path/to/file.py::symbol` and `path/to/file` in backticks."""

import re
from pathlib import Path

from tests.architecture.house import ROOT, shown

POINTER = re.compile(r"`([\w./-]+\.(?:py|html|js|css|toml|yml|yaml|md))(?:::([\w.]+))?`")
TARGETS = "help setup run seed test check bench chaos demo-reset states shell docs clean".split()
TOP = {path.name for path in ROOT.iterdir()}


def documents() -> list[Path]:
    paths = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in paths if path.name != "CHANGELOG.md"]


def exists(file: str, symbol: str) -> bool:
    path = ROOT / file
    if not path.exists():
        return False
    text = path.read_text(encoding="utf-8")
    name = re.escape(symbol.split(".")[-1])
    return not symbol or bool(
        re.search(rf"\b(def|class) {name}\b|^\s*{name}\b", text, re.MULTILINE)
    )


def test_pointers_lead_to_real_places() -> None:
    wrong = []
    for document in documents():
        for file, symbol in POINTER.findall(document.read_text(encoding="utf-8")):
            # A bare name, or a path with a placeholder, is a word and not a pointer.
            word = "/" not in file or re.search(r"\b[A-Z]{3,}\b", file)
            if not word and file.split("/")[0] in TOP and not exists(file, symbol):
                wrong.append(f"{shown(document)}: {file}{'::' if symbol else ''}{symbol}")
    assert not wrong, "\n".join(["", *wrong])


def test_make_explains_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE)
    assert [target for target in TARGETS if target not in explained] == []
