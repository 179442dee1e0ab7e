"""Appeals brought by other systems: a repeated request is one appeal, also when it comes 50 times at once."""

from datetime import datetime

from django.db import connection, transaction

from accounts.actions.profiles import Caller
from common.actors import Acts, actor_of
from tickets.actions.registration import NewTicket, register_for_caller, register_ticket
from tickets.models import Ticket


@transaction.atomic
def register_from_system(
    *, caller: Caller | None, new: NewTicket, by: Acts, now: datetime
) -> Ticket:
    """Register what another system sent; `caller` None is an appeal without a name (P-04).

    Requests under one `client_key` go one by one, so that a repeated one finds the profile the
    first has written and not a second of its own. Raises KeyReused for another request.
    """
    if new.client_key:
        actor = actor_of(by)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"register:{actor.kind}:{actor.id}:{new.client_key}"],
            )
    if caller is None:
        return register_ticket(new=new, by=by, now=now)
    return register_for_caller(caller=caller, new=new, by=by, now=now)
