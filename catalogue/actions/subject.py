"""The part of the catalogue in what is known about a person: protocols of legal consultations."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile, section
from catalogue.models import Consultation

LOOKS = {
    "catalogue.ConsultationRecorded": "Записал протокол вашей правовой консультации",
    "catalogue.ConsultationOpened": "Открыл протокол вашей правовой консультации",
}
NAMES = "number at question explanation".split()


class CataloguePart:
    """Words of protocols go; number, area and day stay for statistics."""

    name = "catalogue"
    covers: ClassVar[Mapping[str, str]] = {
        "catalogue.Consultation": "вопрос и разъяснение стираются; номер, направление и день остаются",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        rows = _consultations(subject).select_related("area").order_by("at")
        area = ("направление", lambda row: row.area.title)
        return [section("consultations", "Правовые консультации", rows, NAMES, area=area)]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        return iter(())

    def held(self, subject: Subject) -> list[Held]:
        return [Held("Протоколы правовых консультаций", _consultations(subject).count())]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        return []

    def looked(self, subject: Subject) -> Looked:
        rows = _consultations(subject).values_list("pk", "number")
        return Looked({f"consultation:{pk}": f"протокол {number}" for pk, number in rows}, LOOKS)

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        done = 0
        for row in _consultations(subject).select_for_update(of=("self",)):
            row.question = row.explanation = ""
            row.citizen = None
            row.save()
            done += 1
        return {"Тексты протоколов правовых консультаций": done}


PART = CataloguePart()


def _consultations(subject: Subject) -> Any:
    return Consultation.objects.filter(citizen__in=subject.profile_ids)
