"""Protocols of legal consultations: written once, numbered without gaps, every look written down (R-181, R-182)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from sequences import get_next_value

from accounts.models import Citizen, User
from catalogue.events import ConsultationOpened, ConsultationRecorded
from catalogue.models import Consultation, LegalArea, Service
from catalogue.policies import can_consult, can_read_consultation
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record
from schedules.deadlines import local_date

LONGEST = 10_000


class CorrectedAlready(DomainError):
    """The protocol has a correction: that one is corrected, not this."""

    code = "corrected_already"


@dataclass(frozen=True, slots=True)
class NewConsultation:
    """What was asked and explained. `id` comes from the form: pressed twice, it is one protocol."""

    id: UUID
    area: LegalArea
    question: str
    explanation: str
    service: Service | None = None
    citizen: Citizen | None = None
    matter: UUID | None = None
    corrects: Consultation | None = None


@transaction.atomic
def record_consultation(*, new: NewConsultation, by: User, now: datetime) -> Consultation:
    """Write a protocol with the next number of the year. Raises InvalidInput, CorrectedAlready."""
    require(can_consult, by)
    if (known := Consultation.objects.filter(pk=new.id, lawyer=by).first()) is not None:
        return known
    question = _checked(new.question, "question", "Запишите, о чём спросили.")
    explanation = _checked(new.explanation, "explanation", "Запишите, что разъяснили.")
    if new.corrects and Consultation.objects.filter(corrects=new.corrects).exists():
        raise CorrectedAlready("Этот протокол уже исправлен. Исправляйте последний.")
    made = Consultation(
        id=new.id,
        number=_next_number(now),
        matter=new.matter,
        citizen=new.citizen,
        area=new.area,
        question=question,
        explanation=explanation,
        service=new.service,
        lawyer=by,
        corrects=new.corrects,
        at=now,
    )
    made.save(force_insert=True)
    record(ConsultationRecorded(made.pk, new.area.code, new.matter), by=by, at=now)
    return made


@transaction.atomic
def open_consultation(
    *, consultation: Consultation, by: User, now: datetime, as_file: bool = False
) -> Consultation:
    """Write down that a protocol was read or taken as a file (D-11)."""
    require(can_read_consultation, by, consultation)
    record(ConsultationOpened(consultation.pk, consultation.citizen_id, as_file), by=by, at=now)
    return consultation


def _next_number(now: datetime) -> str:
    """Take «ПК-2026-00001»; a rollback gives the number back."""
    year = local_date(now).year
    return f"ПК-{year}-{get_next_value(f'catalogue.consultation.{year}'):05}"


def _checked(text: str, field: str, empty: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise InvalidInput(empty, field=field)
    if len(text) > LONGEST:
        raise InvalidInput(f"Текст длиннее {LONGEST} знаков. Сократите его.", field=field)
    return text
