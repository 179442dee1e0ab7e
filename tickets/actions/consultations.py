"""A legal consultation given in an appeal: the protocol is the catalogue's, the appeal remembers that there is one."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalogue.actions.legal import NewConsultation, record_consultation
from catalogue.models import Consultation
from common import policies
from tickets.actions._timeline import change_line, locked
from tickets.models import Ticket
from tickets.policies import can_consult_in


@transaction.atomic
def consult_in_ticket(
    *, ticket: Ticket, new: NewConsultation, by: User, now: datetime
) -> Consultation:
    """Write the protocol of a consultation about this appeal; its words stay out of the stream."""
    ticket = locked(ticket)
    policies.require(can_consult_in, by, ticket)
    is_known = Consultation.objects.filter(pk=new.id).exists()
    whose = replace(new, citizen=ticket.citizen, matter=ticket.pk)
    made = record_consultation(new=whose, by=by, now=now)
    if not is_known:
        change_line(ticket, "consulted", by=by, now=now)
    return made
