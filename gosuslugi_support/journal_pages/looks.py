"""Who saw a person's data or a file (D-11): the facts that are looks, and how they name the seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import Citizen
from accounts.selectors import profile_ids
from journal.models import Entry
from tickets.selectors.numbers import files_of, ids_of_citizens

# Facts that say «this was looked at». A new one gets its line here; its subject, `citizen_id` or
# `citizen_ids` says whose data it was.
LOOKS = (
    "accounts.ContactOpened",
    "accounts.ContactTakenOver",
    "accounts.IdentityAnswered",
    "accounts.IdentityConfirmedInPerson",
    "accounts.PersonalDataRevealed",
    "accounts.CitizensLookedUp",
    "accounts.OwnDocumentsShown",
    "accounts.SubjectHeldShown",
    "accounts.SubjectExportDownloaded",
    "catalogue.ConsultationOpened",
    "tickets.CardOpened",
    "tickets.FileDownloaded",
    "tickets.TextRevealed",
)
# Facts that took many at once: whom they held is not written, so they are told apart.
MASS = ("tickets.TicketsExported", "tickets.ExportFileTaken")


@dataclass(frozen=True, slots=True)
class Looks:
    """What was seen by whom, oldest first; `mass` may have held it too."""

    entries: Sequence[Entry]
    mass: Sequence[Entry]


def looks_at_person(citizen_id: UUID, *, since: datetime) -> Looks:
    """Return who looked at a person: all their joined profiles, appeals and files."""
    citizen = Citizen.objects.filter(pk=citizen_id).first()
    people = profile_ids(citizen) if citizen else [citizen_id]
    tickets = ids_of_citizens(people)
    subjects = [
        *(f"citizen:{key}" for key in people),
        *(f"ticket:{key}" for key in tickets),
        *(f"attachment:{key}" for key in files_of(tickets)),
    ]
    inside = Q()
    for key in people:
        inside |= Q(data__contains={"citizen_id": str(key)})
        inside |= Q(data__contains={"citizen_ids": [str(key)]})
    return Looks(_looks(subjects, inside, since), _mass(since))


def looks_at_file(file_id: UUID, *, since: datetime) -> Looks:
    """Return who took a file."""
    return Looks(_looks([f"attachment:{file_id}"], None, since), ())


def _looks(subjects: list[str], inside: Q | None, since: datetime) -> list[Entry]:
    """Return looks by subject (its index) and by what the data name (the index of events)."""
    looks = Entry.objects.filter(event__in=LOOKS, at__gte=since)
    found = {entry.pk: entry for entry in looks.filter(subject__in=subjects)}
    if inside is not None:
        found |= {entry.pk: entry for entry in looks.filter(inside)}
    return [found[key] for key in sorted(found)]


def _mass(since: datetime) -> list[Entry]:
    return list(Entry.objects.filter(event__in=MASS, at__gte=since).order_by("pk"))
