"""Appeals brought by other systems: a repeated request is one appeal, also when it comes 50 times at once."""

from datetime import datetime

from django.db import transaction

from accounts.actions.profiles import Caller
from common.actors import Acts
from tickets.actions.registration import NewTicket, register_for_caller, register_ticket
from tickets.models import Ticket


@transaction.atomic
def register_from_system(
    *, caller: Caller | None, new: NewTicket, by: Acts, now: datetime
) -> Ticket:
    """Register what another system sent; `caller` None is an appeal without a name (P-04).

    A repeated `client_key` returns the first appeal; raises KeyReused for another request.
    """
    if caller is None:
        return register_ticket(new=new, by=by, now=now)
    return register_for_caller(caller=caller, new=new, by=by, now=now)
