"""What changed between two versions, readable: words that came and went, block by block. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Protocol

from faq.blocks import KINDS, plain_lines

SAME, ADDED, REMOVED = "same", "added", "removed"
# Blocks of one kind this alike are one block that was edited, not one removed and one added.
ALIKE = 0.35


class Reads(Protocol):
    """Anything with the texts of a version."""

    question: str
    solution: str
    blocks: list[Any]
    also_asked: list[str]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row: `op` is same, added or removed."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One field or block. `op` says whether the whole part came or went; same: look at the runs."""

    title: str
    op: str
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return self.op != SAME or any(run.op != SAME for run in self.runs)


def difference(old: Reads, new: Reads) -> list[Part]:
    """Return every part of two versions with what was inserted and deleted, in the new one's order."""
    parts = [
        Part("Вопрос", SAME, _runs(old.question, new.question)),
        Part("Короткое решение", SAME, _runs(old.solution, new.solution)),
        *_block_parts(old.blocks, new.blocks),
    ]
    asked = _runs("\n".join(old.also_asked), "\n".join(new.also_asked))
    return [*parts, Part("Как ещё спрашивают", SAME, asked)]


def changed_parts(old: Reads, new: Reads) -> list[Part]:
    """Return only the parts that changed; empty for two equal versions."""
    return [part for part in difference(old, new) if part.is_changed]


def _block_parts(old: Sequence[Any], new: Sequence[Any]) -> list[Part]:
    pairs = _paired(old, new)
    partner = {b: a for a, b in pairs}
    kept = {a for a, _ in pairs}
    parts: list[Part] = []
    at = 0
    for number, block in enumerate(new):
        title = KINDS[block["kind"]]
        a = partner.get(number)
        if a is None:
            parts.append(Part(title, ADDED, (Run(ADDED, _text(block)),)))
            continue
        while at < a:
            if at not in kept:
                parts.append(_gone(old[at]))
            at += 1
        at = a + 1
        parts.append(Part(title, SAME, _runs(_text(old[a]), _text(block))))
    return parts + [_gone(old[i]) for i in range(at, len(old)) if i not in kept]


def _gone(block: Any) -> Part:
    return Part(KINDS[block["kind"]], REMOVED, (Run(REMOVED, _text(block)),))


def _paired(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Return which block became which, in order: the pairing with the most in common."""
    n, m = len(old), len(new)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    alike = [[_alike(a, b) for b in new] for a in old]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < n and j < m:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _alike(a: Any, b: Any) -> float:
    if a["kind"] != b["kind"]:
        return 0.0
    return SequenceMatcher(None, _tokens(_text(a)), _tokens(_text(b)), autojunk=False).ratio()


def _text(block: Any) -> str:
    return "\n".join(plain_lines(block))


def _tokens(text: str) -> list[str]:
    """Return words with what follows them up to the next word, so that joining gives the text back."""
    return re.findall(r"\w+[^\w\s]*\s*|[^\w\s]+\s*|\s+", text)


def _runs(old: str, new: str) -> tuple[Run, ...]:
    a, b = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [t.strip() for t in a], [t.strip() for t in b], autojunk=False)
    runs: list[Run] = []
    for op, a1, a2, b1, b2 in matcher.get_opcodes():
        if op == "equal":
            runs.append(Run(SAME, "".join(b[b1:b2])))
            continue
        if a2 > a1:
            runs.append(Run(REMOVED, "".join(a[a1:a2])))
        if b2 > b1:
            runs.append(Run(ADDED, "".join(b[b1:b2])))
    return tuple(runs)
