"""Contacts that an article should have prevented: by topic, by article, week by week, and the rows behind."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek

from chat.models import Dialog
from chat.selectors.dialogs import visible_to as dialogs_visible_to
from faq.models import Article
from faq.selectors.articles import visible_to as articles_visible_to
from quality.models import AnsweredContact
from tickets.models import Ticket
from tickets.selectors.visibility import visible_to as tickets_visible_to
from topics.models import Topic

Way = AnsweredContact.Way
WEEKS = 8
MOST_ARTICLES = 30
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class OfTopic:
    """Contacts of a topic, and how many of them had an article."""

    topic: Topic
    contacts: int
    answered: int

    @property
    def share(self) -> int:
        return _percent(self.answered, self.contacts)


@dataclass(frozen=True, slots=True)
class OfArticle:
    """Contacts an article should have prevented, by reason; `before` in the span of days before."""

    article: Article
    total: int
    read: int
    offered: int
    answers: int
    before: int

    @property
    def change(self) -> int:
        return self.total - self.before


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the trend."""

    starts: datetime
    contacts: int
    answered: int

    @property
    def share(self) -> int:
        return _percent(self.answered, self.contacts)


@dataclass(frozen=True, slots=True)
class Row:
    """One contact behind a figure: an appeal (`number`) or a dialog (`dialog_id`)."""

    at: datetime
    why: str
    topic: str
    number: int | None = None
    subject: str = ""
    dialog_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The newest rows of an article that the reader sees; `hidden` are in others' appeals."""

    article: Article
    rows: list[Row]
    total: int
    hidden: int


def by_topic(since: datetime, until: datetime) -> list[OfTopic]:
    """Return every topic with contacts, where most could have been spared first."""
    total, answered = _per_topic(_contacts(since, until)), _per_topic([_answered(since, until)])
    topics = Topic.objects.in_bulk(list(total))
    found = [OfTopic(topics[key], number, answered[key]) for key, number in total.items()]
    return sorted(found, key=lambda row: (-row.answered, -row.contacts, row.topic.code))


def by_article(user: Any, since: datetime, until: datetime) -> list[OfArticle]:
    """Return the articles the reader sees by how many contacts each should have prevented."""
    ways: dict[UUID, Counter[str]] = defaultdict(Counter)
    counted = _answered(since, until).values_list("article", "way").annotate(number=Count("pk"))
    for key, way, number in counted:
        ways[key][way] = number
    earlier = _answered(since - (until - since), since).values_list("article")
    before = dict(earlier.annotate(number=Count("pk")))
    found = [
        OfArticle(
            article=one,
            total=ways[one.pk].total(),
            read=ways[one.pk][Way.READ],
            offered=ways[one.pk][Way.OFFERED],
            answers=ways[one.pk][Way.ANSWERS],
            before=before.get(one.pk, 0),
        )
        for one in articles_visible_to(user).filter(pk__in=ways)
    ]
    return sorted(found, key=lambda row: (-row.total, row.article.code))[:MOST_ARTICLES]


def by_week(until: datetime) -> list[Week]:
    """Return the last weeks, the oldest first."""
    since = until - timedelta(weeks=WEEKS)
    contacts: Counter[datetime] = Counter()
    for rows, field in zip(_contacts(since, until), ("registered_at", "asked_at"), strict=True):
        contacts.update(_per_week(rows, field))
    answered = _per_week(_answered(since, until), "at")
    return [Week(one, contacts[one], answered.get(one, 0)) for one in sorted(contacts)][-WEEKS:]


def rows_of(user: Any, article: Article, since: datetime, until: datetime) -> Rows:
    """Return the contacts behind an article's figure that the reader may open."""
    found = _answered(since, until).filter(article=article).select_related("topic")
    total = found.count()
    tickets = found.filter(ticket__in=tickets_visible_to(user)).select_related("ticket")
    dialogs = found.filter(dialog__in=dialogs_visible_to(user))
    shown = [_ticket_row(one) for one in tickets.order_by("-at")[:MOST_ROWS]]
    shown += [_dialog_row(one) for one in dialogs.order_by("-at")[:MOST_ROWS]]
    newest = sorted(shown, key=lambda row: row.at, reverse=True)[:MOST_ROWS]
    return Rows(article, newest, total, total - tickets.count() - dialogs.count())


def _ticket_row(one: AnsweredContact) -> Row:
    ticket = one.ticket
    assert ticket is not None
    why = str(one.get_way_display())
    return Row(one.at, why, one.topic.title, number=ticket.number, subject=ticket.subject)


def _dialog_row(one: AnsweredContact) -> Row:
    return Row(one.at, str(one.get_way_display()), one.topic.title, dialog_id=one.dialog_id)


def _contacts(since: datetime, until: datetime) -> list[QuerySet[Any]]:
    """Return appeals and those dialogs with a person that became no appeal."""
    tickets = Ticket.objects.filter(registered_at__gte=since, registered_at__lt=until)
    dialogs = Dialog.objects.filter(asked_at__gte=since, asked_at__lt=until, ticket=None)
    return [tickets.order_by(), dialogs.filter(topic__isnull=False).order_by()]


def _answered(since: datetime, until: datetime) -> QuerySet[AnsweredContact]:
    return AnsweredContact.objects.filter(at__gte=since, at__lt=until).order_by()


def _per_topic(found: list[QuerySet[Any]]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for rows in found:
        counts.update(dict(rows.values_list("topic").annotate(number=Count("pk"))))
    return counts


def _per_week(rows: QuerySet[Any], field: str) -> dict[datetime, int]:
    weeks = rows.annotate(week=TruncWeek(field)).values_list("week")
    return dict(weeks.annotate(number=Count("pk")))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
