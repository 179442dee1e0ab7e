"""Checks of applications an appeal has had, and the refusal that still stands."""

from dataclasses import dataclass

from catalogue.models import ServiceDocument
from catalogue.selectors.checks import documents_of
from tickets.models import ApplicationCheck, Attachment, Ticket


@dataclass(frozen=True, slots=True)
class Hold:
    """A refusal until supplied, with the papers it waits for."""

    check: ApplicationCheck
    papers: list[ServiceDocument]


def open_hold(ticket: Ticket) -> ApplicationCheck | None:
    """Return the refusal that stands; at most one (a database constraint)."""
    rows = ApplicationCheck.objects.filter(
        ticket=ticket, outcome=ApplicationCheck.Outcome.HELD, supplied_at=None
    )
    return rows.select_related("service").first()


def hold_of(ticket: Ticket) -> Hold | None:
    check = open_hold(ticket)
    return Hold(check, documents_of(check.service, check.missing)) if check else None


def clean_files(ticket: Ticket) -> list[Attachment]:
    """Return the appeal's files that passed the scan, oldest first."""
    rows = Attachment.objects.filter(ticket=ticket).exclude(state=Attachment.State.INFECTED)
    return list(rows.order_by("uploaded_at", "pk"))
