"""What must be done before an appeal is answered: required fields, lines of the checklist, an open refusal."""

from common.actors import Acts, actor_of
from common.errors import DomainError
from tickets.models import Ticket
from tickets.selectors.application_checks import open_hold
from tickets.selectors.checklists import missing_lines
from tickets.selectors.custom_fields import missing_fields


class NotReady(DomainError):
    """Something the topic requires is not filled in or not done yet."""

    code = "not_ready"


def require_ready(ticket: Ticket, by: Acts) -> None:
    """Raise NotReady unless all that the topic requires is there; the system is not held up."""
    if actor_of(by).is_system:
        return
    if fields := missing_fields(ticket):
        raise NotReady(f"Прежде чем решить обращение, заполните поля: {', '.join(fields)}.")
    if lines := missing_lines(ticket):
        raise NotReady(f"Прежде чем решить обращение, отметьте в чек-листе: {', '.join(lines)}.")
    if (hold := open_hold(ticket)) is not None:
        raise NotReady(
            f"Стоит отказ до предоставления документов ({hold.service.title}). Отметьте «Документы "
            "получены» в подсказках разговора, потом решайте. Документов не будет — откажите."
        )
