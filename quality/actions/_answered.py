"""Which article a contact had, and why we say so: read before, offered by the helper, or by its words."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from chat.models import Dialog
from chat.models.messages import Kind, Message, Side
from faq.models import Article
from faq.selectors.articles import visible_to
from faq.selectors.search import search_articles
from quality.models import AnsweredContact
from quality.selectors.texts import asked_in, read_before
from tickets.models import Ticket

Way = AnsweredContact.Way
# How sure the search must be that an article of the same topic answers the words of an appeal.
SURE = 0.3
SEARCHED = 300
LOOKED_AT = 3


def answered_tickets(
    tickets: Sequence[UUID], public: Mapping[str, Article]
) -> list[AnsweredContact]:
    """Return those of the appeals that an article answers, not saved."""
    texts, read = asked_in(tickets), read_before(tickets)
    rows = Ticket.objects.filter(pk__in=tickets).only("topic_id", "registered_at")
    found = []
    for row in rows:
        code, way = read.get(row.pk, ""), Way.READ
        if code not in public:
            code, way = _answering(texts.get(row.pk, ""), row.topic_id, public), Way.ANSWERS
        if article := public.get(code):
            found.append(
                AnsweredContact(
                    ticket_id=row.pk,
                    article=article,
                    way=way,
                    topic_id=row.topic_id,
                    at=row.registered_at,
                )
            )
    return found


def answered_dialogs(
    dialogs: Sequence[UUID], public: Mapping[str, Article]
) -> list[AnsweredContact]:
    """Return those of the dialogs in which the helper named an article or one answers, not saved."""
    offered, asked = _offered(dialogs), _first_words(dialogs)
    found = []
    for row in Dialog.objects.filter(pk__in=dialogs).only("topic_id", "asked_at"):
        code, way = offered.get(row.pk, ""), Way.OFFERED
        if code not in public:
            code, way = _answering(asked.get(row.pk, ""), row.topic_id, public), Way.ANSWERS
        article = public.get(code)
        if article and row.topic_id and row.asked_at:
            found.append(
                AnsweredContact(
                    dialog_id=row.pk,
                    article=article,
                    way=way,
                    topic_id=row.topic_id,
                    at=row.asked_at,
                )
            )
    return found


def _answering(text: str, topic: int | None, public: Mapping[str, Article]) -> str:
    """Return the code of the article of the contact's topic that surely answers it, else ""."""
    hits = search_articles(text[:SEARCHED], user=None, limit=LOOKED_AT).hits if text.strip() else []
    sure = (hit.code for hit in hits if hit.score >= SURE and hit.code in public)
    return next((code for code in sure if public[code].topic_id == topic), "")


def public_articles() -> dict[str, Article]:
    """Return what everybody may read, by code; asked once a counting."""
    return {row.code: row for row in visible_to(None)}


def _offered(dialogs: Iterable[UUID]) -> dict[UUID, str]:
    """Return the first article the helper named in each dialog."""
    rows = Message.objects.filter(dialog__in=dialogs, kind=Kind.ARTICLE, side=Side.BOT)
    codes = rows.order_by("-seq").values_list("dialog", "payload")
    return {key: (payload.get("articles") or [""])[0] for key, payload in codes}


def _first_words(dialogs: Iterable[UUID]) -> dict[UUID, str]:
    rows = Message.objects.filter(dialog__in=dialogs, kind=Kind.TEXT, side=Side.CITIZEN)
    return {row.dialog_id: row.text for row in rows.only("dialog_id", "text").order_by("-seq")}
