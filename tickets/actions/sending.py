"""The one way an answer gets into the stream: whatever it does to the appeal afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from common.actors import Acts, actor_of
from common.errors import DomainError
from tickets.actions._timeline import Kind, answer_line, find_sent, locked
from tickets.actions.attachments import NO_FILES, Files, bind
from tickets.models import Ticket, TimelineItem


class AnsweredMeanwhile(DomainError):
    """A colleague answered after the author had last looked; nothing was sent."""

    code = "answered_meanwhile"


@dataclass(frozen=True, slots=True)
class Sending:
    """How an answer came: its form's key against a double press, its files, and how many lines of
    the stream its author had `seen` (None: not asked).
    """

    client_key: str = ""
    files: Files = NO_FILES
    seen: int | None = None


PLAIN = Sending()


@dataclass(frozen=True, slots=True)
class Written:
    """The locked appeal and the answer; `is_new` is False for a repeated press."""

    ticket: Ticket
    item: TimelineItem
    is_new: bool = True


def write_answer(
    ticket: Ticket,
    *,
    body: str,
    by: Acts,
    now: datetime,
    sending: Sending,
    require: Callable[[Ticket], None],
) -> Written:
    """Write an answer with its files under the row lock; `require` raises what forbids it."""
    ticket = locked(ticket)
    if sent := find_sent(ticket, sending.client_key, by=by):
        return Written(ticket, sent, is_new=False)
    require(ticket)
    require_seen(ticket, sending.seen, by=by)
    item = answer_line(ticket, body=body, by=by, now=now, client_key=sending.client_key)
    bind(ticket, item, sending.files.ids, draft_key=sending.files.draft_key, by=by)
    return Written(ticket, item)


def require_seen(ticket: Ticket, seen: int | None, *, by: Acts) -> None:
    """Raise AnsweredMeanwhile when a colleague has answered beyond what the author has read."""
    if seen is None or ticket.items_count <= seen:
        return
    author = actor_of(by)
    newer = ticket.items.filter(kind=Kind.REPLY, seq__gt=seen)
    if newer.exclude(actor_kind=author.kind, actor_id=author.id).exists():
        raise AnsweredMeanwhile(
            "Пока вы писали, коллега уже ответил. Прочитайте и решите, нужен ли ваш ответ."
        )
