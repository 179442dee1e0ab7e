"""The journal's part: who looked at a person's data. Facts hold pseudonyms, so nothing is erased."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from accounts.selectors.lookers import looks_at
from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile

LABELS = {"at": "когда", "who": "кто", "what": "что", "about": "о чём", "why": "зачем"}


class JournalPart:
    """«Кто смотрел мои данные», as in the cabinet, from the first day."""

    name = "journal"
    covers: ClassVar[Mapping[str, str]] = {
        "journal.Entry": "остаётся: в записях только псевдонимы, цепочка не рвётся"
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        def rows() -> Iterator[dict[str, str]]:
            for look in looks_at(subject):
                yield {
                    "at": look.at.isoformat(),
                    "who": look.who,
                    "what": look.what,
                    "about": look.about,
                    "why": look.why,
                }

        return [Section("who_looked", "Кто смотрел мои данные", LABELS, rows)]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        return iter(())

    def held(self, subject: Subject) -> list[Held]:
        return []

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        return []

    def looked(self, subject: Subject) -> Looked:
        return Looked()

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        return {}


PART = JournalPart()
