"""Walk the whole chain and name the first row that is not as it was sealed (L-04).

Four questions: is every seal there and does it follow from the one before; is every fact below the
settled id sealed; do the hashes agree with the signed heads; are the heads themselves genuine and
without gaps. Nothing is written, no long transaction is held.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from journal.chain import COLUMNS, GENESIS, link
from journal.heads import TRAIL_BYTES, SignedHead
from journal.models import Entry, Head, Seal

CHUNK = 10_000
# Where a fact that changed its place is looked for.
NEIGHBOURS = 5_000
# The second place may be this many heads behind: the sealer writes there a moment later.
BEHIND = 3
_CHAIN = f"""
SELECT s.seq, s.entry_id, s.hash, (extract(epoch FROM s.sealed_at) * 1000000)::bigint, {COLUMNS}
FROM journal_seal s LEFT JOIN journal_entry e ON e.id = s.entry_id
WHERE s.seq > %s ORDER BY s.seq LIMIT %s
"""  # noqa: S608  constants
_UNSEALED = """
SELECT min(e.id) FROM journal_entry e LEFT JOIN journal_seal s ON s.entry_id = e.id
WHERE e.id > %s AND e.id <= %s AND s.entry_id IS NULL
"""
_SENTENCES = {
    "edited": "Запись изменили после того, как она была запечатана.",
    "swapped": "Запись поменяли местами с другой записью.",
    "deleted": "Запись удалили: печать есть, записи нет.",
    "unsealed": "Печать записи удалили из середины цепочки вместе с записью или без неё.",
    "inserted": "Запись вписали задним числом: когда её место запечатывали, её не было.",
    "cut": "Хвост журнала отрезан: подписано больше записей, чем осталось.",
    "rewritten": "С этого места цепочку пересчитали заново: она не та, что была подписана.",
    "forged": "Подпись головы не сходится или сделана неизвестным ключом.",
    "gap": "Не хватает подписанной головы: её удалили и из базы, и из второго места.",
    "lonely": "Во втором месте нет подписанных голов: отрезанный хвост остался бы незамеченным.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `seq` is the seal, `entry_id` the fact, when they are known."""

    code: str
    seq: int | None = None
    entry_id: int | None = None
    other_id: int | None = None

    def __str__(self) -> str:
        place = f"печать {self.seq}" if self.seq else ""
        if self.entry_id is not None:
            place += f"{', ' if place else ''}запись {self.entry_id}"
        if self.other_id is not None:
            place += f", другая запись {self.other_id}"
        return f"{place}: {_SENTENCES[self.code]}" if place else _SENTENCES[self.code]


@dataclass
class Report:
    """What was read, and what is wrong; `findings[0]` is the first bad row."""

    seals: int = 0
    heads: int = 0
    settled_id: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings


Tell = Callable[[int], None]


def verify(copies: Iterable[SignedHead], *, tell: Tell = lambda seq: None) -> Report:
    """Check everything; `copies` are the heads of the second place, `tell` hears how far it got."""
    report = Report()
    heads, trouble = _trusted_heads(copies)
    report.heads = len(heads)
    report.settled_id = max((head.settled_id for head in heads), default=0)
    walk = _Walk(heads)
    broken = walk.to_the_end(tell)
    report.seals = walk.seq
    inserted = _first_unsealed(report.settled_id)
    found = [broken] if broken else []
    if inserted is not None:
        place = Finding("inserted", entry_id=inserted)
        # The one with the smaller id comes first; a chain that ends has no id to compare.
        first = broken is None or (broken.entry_id is not None and inserted < broken.entry_id)
        found.insert(0 if first else 1, place)
    report.findings = found + trouble
    return report


class _Walk:
    """Goes along the seals, with the heads in step."""

    def __init__(self, heads: list[SignedHead]) -> None:
        self.seq = 0
        self._before = GENESIS
        self._heads = heads
        self._ahead = iter(heads)
        self._head = next(self._ahead, None)
        self._settled = 0

    def to_the_end(self, tell: Tell) -> Finding | None:
        """Return the first bad row of the chain, None when there is none."""
        while rows := _rows(_CHAIN, self.seq, CHUNK):
            for row in rows:
                if (found := self._step(row)) is not None:
                    return found
            tell(self.seq)
        signed = self._heads[-1].seq if self._heads else 0
        return Finding("cut", seq=self.seq + 1) if self.seq < signed else None

    def _step(self, row: Sequence[Any]) -> Finding | None:
        seq, entry_id, kept, sealed_us, *fact = row
        expected = self.seq + 1
        if seq != expected:
            return Finding("unsealed", seq=expected)
        if fact[0] is None:
            return Finding("deleted", seq=seq, entry_id=entry_id)
        kept = bytes(kept)
        if link(seq, self._before, sealed_us, fact) != kept:
            return self._explained(row)
        if self._disagrees(seq, kept):
            return Finding("rewritten", seq=seq, entry_id=entry_id)
        if entry_id <= self._settled:
            return Finding("inserted", seq=seq, entry_id=entry_id)
        if self._head is not None and seq == self._head.seq:
            self._settled = max(self._settled, self._head.settled_id)
            self._head = next(self._ahead, None)
        self.seq, self._before = seq, kept
        return None

    def _disagrees(self, seq: int, kept: bytes) -> bool:
        """Whether the head that covers this seal says another hash."""
        head = self._head
        if head is None:
            return False
        if head.trail:
            at = (seq - head.first) * TRAIL_BYTES
            if at >= 0 and head.trail[at : at + TRAIL_BYTES] != kept[:TRAIL_BYTES]:
                return True
        return seq == head.seq and kept != head.hash

    def _explained(self, row: Sequence[Any]) -> Finding:
        """Say whether the row was edited or changed places with one of the next."""
        seq, entry_id, kept, sealed_us, *_ = row
        for other in _rows(_CHAIN, seq, NEIGHBOURS):
            fact = list(other[4:])
            if fact[0] is None:
                continue
            # Two facts exchanged, their contents exchanged, their seals exchanged.
            if bytes(kept) in (
                link(seq, self._before, sealed_us, fact),
                link(seq, self._before, sealed_us, [entry_id, *fact[1:]]),
            ) or bytes(other[2]) == link(seq, self._before, other[3], fact):
                return Finding("swapped", seq=seq, entry_id=entry_id, other_id=fact[0])
        return Finding("edited", seq=seq, entry_id=entry_id)


def _trusted_heads(copies: Iterable[SignedHead]) -> tuple[list[SignedHead], list[Finding]]:
    """Return the genuine heads in order, and what is wrong with the others."""
    table = {row.seq: SignedHead.of_row(row) for row in Head.objects.order_by("seq").iterator()}
    away: dict[int, SignedHead] = {}
    trouble = []
    for head in copies:
        if head.is_genuine():
            away[head.seq] = head
        else:
            trouble.append(Finding("forged", seq=head.seq))
    for seq, head in table.items():
        copy = away.get(seq)
        # A copy was checked already: the same signature needs no second look.
        if copy.message() != head.message() if copy else not head.is_genuine():
            trouble.append(Finding("forged", seq=seq))
        elif copy is None:
            away[seq] = head
    heads = [away[seq] for seq in sorted(away)]
    known = 0
    for head in heads:
        if head.first != known + 1:
            trouble.append(Finding("gap", seq=known + 1))
        known = head.seq
    if len([head for head in heads if not head.trail]) > (BEHIND if len(heads) > BEHIND else 0):
        trouble.append(Finding("lonely"))
    return heads, trouble


def _first_unsealed(settled_id: int) -> int | None:
    """Return the first fact without a seal where every fact is settled, in pieces of ids."""
    first = Entry.objects.order_by("pk").values_list("pk", flat=True).first()
    after = (first or 0) - 1
    while after < settled_id:
        upto = min(after + 20 * CHUNK, settled_id)
        if (found := _rows(_UNSEALED, after, upto)[0][0]) is not None:
            return int(found)
        after = upto
    return None


def _rows(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def newest_seq() -> int:
    """Return the last seal's number: what progress is measured against."""
    return Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
