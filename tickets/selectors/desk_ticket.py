"""What an operator sees of one open appeal, in as few reads as can be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import User
from common.masking import MaskedText
from routing.models import OperatorSettings
from tickets.models import AnswerTemplate, Clock, PendingAnswer, Rating, Ticket, TicketLink
from tickets.models.ticket import DelayReason, Kind, Priority
from tickets.models.timeline import TimelineItem
from tickets.policies import can_reveal_text
from tickets.selectors.clocks import clocks_of
from tickets.selectors.directory import Directory, directory
from tickets.selectors.labels import label_by_id
from tickets.selectors.timeline import WITH_NUMBER, Entry, timeline_for
from tickets.snoozing import moment_words
from topics.selectors import topic_of

WAITS_FOR_CITIZEN = "ждём заявителя"
MOST_TEMPLATES = 8
# What a person's word in an appeal is: the rest are changes.
TALK = frozenset({TimelineItem.Kind.MESSAGE, TimelineItem.Kind.REPLY, TimelineItem.Kind.CALL})


@dataclass(frozen=True, slots=True)
class ClockFace:
    """One clock as it is shown; `late` is a broken promise that counts no more."""

    title: str
    due_at: datetime
    warn_at: datetime
    paused: str
    is_done: bool
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the stream with the words a colleague needs: whom, where to, what changed.

    `may_reveal`: something is hidden in the text that this colleague may see with a reason.
    """

    entry: Entry
    detail: str
    is_talk: bool
    may_reveal: bool = False


def clock_faces(ticket: Ticket) -> list[ClockFace]:
    """Return the appeal's clocks, the service's first; one query."""
    return faces_of(clocks_of([ticket.pk])[ticket.pk])


def faces_of(clocks: Iterable[Clock]) -> list[ClockFace]:
    """Return how clocks of one appeal are shown, the service's first."""
    titles = {Clock.Kind.SERVICE: "Ответ", Clock.Kind.LAW: "По закону"}
    rows = sorted(clocks, key=lambda clock: clock.kind != Clock.Kind.SERVICE)
    return [
        ClockFace(
            title=titles[Clock.Kind(clock.kind)],
            due_at=clock.due_at,
            warn_at=clock.warn_at,
            paused=WAITS_FOR_CITIZEN if clock.paused_at and not clock.stopped_at else "",
            is_done=clock.stopped_at is not None,
            is_broken=clock.stopped_at is not None and clock.stopped_at > clock.due_at,
        )
        for clock in rows
    ]


def lines_of(user: User, ticket: Ticket) -> list[Line]:
    """Return the stream for a colleague; two queries however long it is."""
    book, may = directory(), can_reveal_text(user, ticket)
    return [
        Line(
            entry,
            _detail(entry, book),
            entry.kind in TALK or bool(entry.attachments),
            may and entry.may_reveal,
        )
        for entry in timeline_for(user, ticket)
    ]


def with_shown(line: Line, text: MaskedText) -> Line:
    """Return a line that shows what was revealed of its text."""
    return replace(line, entry=replace(line.entry, shown=text), may_reveal=False)


def answers_since(user: User, ticket: Ticket, seen: int) -> list[Line]:
    """Return what other colleagues have answered after the `seen` lines this person has read."""
    return [
        line
        for line in lines_of(user, ticket)
        if line.entry.seq > seen
        and not line.entry.origin
        and line.entry.kind == TimelineItem.Kind.REPLY
        and not line.entry.is_own
    ]


def new_number_of(ticket: Ticket) -> int:
    """Return the number under which an appeal was registered again, else its own."""
    links = ticket.links_out.filter(relation=TicketLink.Relation.RECLASSIFIED)
    link = links.select_related("target").first()
    return int(link.target.number if link else ticket.number)


def last_rating(ticket: Ticket) -> Rating | None:
    """Return the citizen's latest mark of an answer."""
    return ticket.ratings.order_by("-answer_seq").first()


def waiting_answer(ticket: Ticket) -> PendingAnswer | None:
    """Return the answer that waits for its second person."""
    rows = PendingAnswer.objects.select_related("author", "ticket")
    return rows.filter(ticket=ticket, decided_at=None).first()


def templates_for(ticket: Ticket, text: str = "") -> list[tuple[AnswerTemplate, str]]:
    """Return prepared answers with the names filled in: by words of title or code, own topic first."""
    wanted = text.strip().lower().split()
    rows = AnswerTemplate.objects.filter(is_active=True).select_related("topic")
    fitting = [
        row
        for row in rows
        if all(word in f"{row.title} {row.code} {row.topic or ''}".lower() for word in wanted)
    ]
    fitting.sort(key=lambda row: (row.topic_id != ticket.topic_id, row.title))
    return [(row, filled(row.body, ticket)) for row in fitting[:MOST_TEMPLATES]]


def filled(body: str, ticket: Ticket) -> str:
    """Replace {имя} and {номер}; nothing is evaluated (U-16)."""
    name = ticket.citizen.greeting if ticket.citizen else ""
    if not name:
        body = body.replace(", {имя}", "").replace("{имя}, ", "").replace("{имя}", "")
    return body.replace("{имя}", name).replace("{номер}", str(ticket.number))


def _detail(entry: Entry, book: Directory) -> str:
    data = entry.data
    names = [book.name(data[key]) for key in ("assignee", "team", "senior") if data.get(key)]
    if "number" in data and data.get("verb") not in WITH_NUMBER:
        names.append(f"№ {data['number']}")
    if "due_date" in data:
        names.append(f"до {_day(data['due_date'])}")
    if "tier" in data:
        names.append(f"нужен {OperatorSettings.Tier(data['tier']).label.lower()}")
    if "label" in data:
        label = label_by_id(data["label"])
        names.append(f"«{label.title}»" if label else "снята")
    if "until" in data:
        names.append(moment_words(data["until"]))
    changed = data.get("changed", {})
    names += [_change(name, value) for name, value in changed.items()]
    return ", ".join(name for name in names if name and name != entry.author)


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}.{month}.{year}"


def _change(name: str, value: Any) -> str:
    if name == "topic":
        topic = topic_of(str(value))
        return f"тема «{topic.title if topic else value}»"
    if name == "priority":
        return f"приоритет «{Priority(value).label}»"
    if name == "kind":
        return f"вид «{Kind(value).label}»"
    if name == "is_official":
        return "официальное по 59-ФЗ" if value else "не официальное"
    if name == "delay_reason":
        return f"причина задержки «{DelayReason(value).label}»" if value else "задержки нет"
    return f"ожидаемая дата {_day(str(value))}"
