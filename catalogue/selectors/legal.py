"""Legal areas, and protocols for those entitled to read them."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from catalogue.legal_area import Legal, legal_area_of
from catalogue.models import Consultation, LegalArea
from catalogue.policies import can_consult
from schedules.hours import WorkingHours
from schedules.selectors import all_hours

MOST = 50
SCHEDULE = "legal_advice"
# What the line never does, whatever the area.
LIMITS = (
    "Личное юридическое заключение не готовится.",
    "Представительство в суде невозможно.",
)


def areas() -> list[LegalArea]:
    return list(LegalArea.objects.filter(is_active=True).prefetch_related("services"))


def legal_guess(text: str) -> Legal | None:
    """Return which area a text speaks of (R-180); None when it is not a legal question. One query."""
    return legal_area_of(text, LegalArea.objects.filter(is_active=True))


def legal_hours() -> WorkingHours | None:
    """Return when the line answers; None while the schedule is not there."""
    return all_hours().get(SCHEDULE)


def visible_consultations(user: User) -> QuerySet[Consultation]:
    """Return the protocols a person may read: lawyers all of them, nobody else any (R-182)."""
    rows = Consultation.objects.select_related("area", "service", "lawyer", "citizen")
    return rows if can_consult(user) else rows.none()


def latest_consultations(user: User, *, number: str = "") -> list[Consultation]:
    """Return the latest protocols, or the one with this number."""
    rows = visible_consultations(user)
    if number:
        rows = rows.filter(number=number.strip().upper())
    return list(rows[:MOST])


def consultations_about(user: User, matter: UUID) -> list[Consultation]:
    return list(visible_consultations(user).filter(matter=matter))


def consultation_for(user: User, consultation_id: UUID) -> Consultation:
    """Return a protocol this person may read; Http404 otherwise."""
    rows = visible_consultations(user).select_related("corrects", "corrected_by")
    found = rows.filter(pk=consultation_id).first()
    if found is None:
        raise Http404("Протокол не найден")
    return found
