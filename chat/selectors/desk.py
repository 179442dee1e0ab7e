"""What an operator sees of dialogs: their own with unread words and waiting, those that wait, one open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from accounts.models import Assurance, User
from chat.models import Dialog, Message
from chat.models.messages import Kind, Side
from chat.selectors.dialogs import visible_to
from chat.selectors.people import languages, name_of
from chat.states import DialogState
from common.masking import mask_text
from tickets.models import AnswerTemplate, Ticket
from tickets.selectors.articles import Insertion, articles_for
from tickets.selectors.desk_ticket import templates_for
from topics.selectors import active_topics

MOST_WAITING, MOST_RECENT = 30, 5
MOST_LETTERS = 90
LAST = 12  # rows of a dialog among which its last words are looked for
SURE = 0.6
NUMBER = "{номер}"


@dataclass(frozen=True, slots=True)
class Chat:
    """One dialog in a list. `waits_since`: the citizen's last words that nobody has answered."""

    dialog: Dialog
    name: str
    last_words: str
    unread: int
    waits_since: datetime | None
    amber_at: datetime | None

    @property
    def key(self) -> str:
        return str(self.dialog.pk)

    @property
    def is_guest(self) -> bool:
        return self.dialog.citizen_id is None


@dataclass(frozen=True, slots=True)
class MyChats:
    """Dialogs of one operator, those of their teams that wait for somebody, the operator's last ones."""

    mine: list[Chat]
    waiting: list[Chat]
    recent: list[Chat]

    @property
    def unread(self) -> int:
        return sum(chat.unread for chat in self.mine)


def my_chats(by: User) -> MyChats:
    """Return the dialogs of a list; five statements however many there are."""
    related = ("topic", "citizen")
    rows = Dialog.objects.select_related(*related)
    led = Q(operator=by, state__in=[DialogState.ACTIVE, DialogState.WRAP_UP])
    mine = list(rows.filter(led).order_by("taken_at", "pk"))
    waits = rows.filter(state=DialogState.WAITING, team__in=sorted(by.team_ids()))
    waiting = list(waits.order_by("asked_at", "pk")[:MOST_WAITING])
    over = rows.filter(operator=by, state=DialogState.ENDED)
    recent = list(over.order_by("-ended_at", "-pk")[:MOST_RECENT])
    last = _last_rows([dialog.pk for dialog in [*mine, *waiting, *recent]])

    def drawn(dialogs: list[Dialog]) -> list[Chat]:
        return [_chat(dialog, last.get(dialog.pk, [])) for dialog in dialogs]

    return MyChats(drawn(mine), drawn(waiting), drawn(recent))


def unread_of(by: User) -> tuple[int, int]:
    """Return how many of one's dialogs have new words, and how many wait for somebody; two statements."""
    led = Dialog.objects.filter(operator=by, state=DialogState.ACTIVE)
    unanswered = Q(operator_wrote_at=None) | Q(citizen_wrote_at__gt=F("operator_wrote_at"))
    waiting = Dialog.objects.filter(state=DialogState.WAITING, team__in=sorted(by.team_ids()))
    return led.filter(unanswered).count(), waiting.count()


def earlier_of(by: User, dialog: Dialog, *, most: int = 5) -> list[Dialog]:
    """Return earlier dialogs of the same person that this colleague may see."""
    same = Q(citizen=dialog.citizen_id) if dialog.citizen_id else Q(pk=None)
    if dialog.guest_digest:
        same |= Q(guest_digest=dialog.guest_digest)
    if dialog.phone and dialog.is_phone_proved:
        same |= Q(phone_index=dialog.phone, is_phone_proved=True)
    rows = visible_to(by).filter(same).exclude(pk=dialog.pk).select_related("topic", "operator")
    return list(rows.order_by("-opened_at")[:most])


def topic_context(dialog: Dialog) -> dict[str, Any]:
    """Return the guess and whether one key may confirm it."""
    return {
        "topics": active_topics(),
        "is_sure": dialog.topic is not None and dialog.confidence >= SURE,
        "is_named": dialog.confidence == 1,
    }


def level_of(dialog: Dialog) -> str:
    """Return how sure we are who writes, in words."""
    contact = dialog.contact
    return str(Assurance(contact.assurance).label if contact else Assurance.NONE.label)


def language_of(dialog: Dialog) -> str:
    return languages().get(dialog.language, dialog.language)


# --- ready words
def templates_of(dialog: Dialog, words: str) -> list[tuple[AnswerTemplate, str]]:
    """Return prepared answers for a dialog; those that name an appeal's number need an appeal."""
    rows = templates_for(as_ticket(dialog), words)
    return [row for row in rows if dialog.ticket_id or NUMBER not in row[0].body]


def articles_of(by: User, dialog: Dialog, words: str) -> list[Insertion]:
    """Return help articles by words, without words those of the topic."""
    ticket = as_ticket(dialog)
    return articles_for(by, ticket, words) if dialog.topic or words.strip() else []


def as_ticket(dialog: Dialog) -> Ticket:
    """Return what templates and articles ask of an appeal: who, about what, the number."""
    number = dialog.ticket.number if dialog.ticket else 0
    return Ticket(topic=dialog.topic, citizen=dialog.citizen, number=number)


# --- rows of a list
def _chat(dialog: Dialog, rows: list[Message]) -> Chat:
    said = [row for row in rows if row.kind in {Kind.TEXT, Kind.FILE, Kind.ARTICLE}]
    people = [row for row in said if row.side != Side.BOT] or said
    words = next((row.text or "Файл" for row in people), "")
    unread = sum(
        row.side == Side.CITIZEN and row.seq > dialog.operator_seen_seq and not row.is_inner
        for row in said
    )
    unread = unread if dialog.state == DialogState.ACTIVE else 0
    since = _waits_since(dialog)
    amber = since + timedelta(seconds=settings.CHAT_AMBER_S) if since else None
    return Chat(dialog, name_of(dialog), _short(words), unread, since, amber)


def _waits_since(dialog: Dialog) -> datetime | None:
    if dialog.state == DialogState.WAITING:
        return dialog.asked_at
    if dialog.state != DialogState.ACTIVE:
        return None
    wrote, answered = dialog.citizen_wrote_at, dialog.operator_wrote_at
    return wrote if wrote and (answered is None or wrote > answered) else None


def _short(words: str) -> str:
    shown = " ".join(mask_text(words).text.split())
    return shown if len(shown) <= MOST_LETTERS else shown[:MOST_LETTERS] + "…"


def _last_rows(dialogs: list[UUID]) -> dict[UUID, list[Message]]:
    """Return the newest rows of each dialog, newest first; one statement."""
    place = Window(RowNumber(), partition_by=F("dialog"), order_by=F("seq").desc())
    rows = Message.objects.filter(dialog__in=dialogs, is_inner=False).annotate(place=place)
    found: dict[UUID, list[Message]] = {}
    for row in rows.filter(place__lte=LAST).order_by("dialog", "-seq"):
        found.setdefault(row.dialog_id, []).append(row)
    return found
