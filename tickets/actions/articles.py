"""Sending a help article to the citizen of an appeal: by e-mail or SMS, a link to our own page only (R-140)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.errors import InvalidInput
from faq.models import Article, Audience
from journal.facts import record
from tickets.actions._timeline import locked
from tickets.events import ArticleSent
from tickets.models import Ticket
from tickets.policies import can_reply


@transaction.atomic
def send_article(*, ticket: Ticket, article: Article, by: User, now: datetime) -> Ticket:
    """Have the link of a public article sent; the worker does it. Inner articles are refused."""
    ticket = locked(ticket)
    policies.require(can_reply, by, ticket, message="Отправляет тот, кто отвечает по обращению.")
    if article.audience != Audience.PUBLIC:
        raise InvalidInput("Эта статья только для сотрудников: ссылку на неё не отправляют.")
    citizen = ticket.citizen
    if citizen is None or not (citizen.phone or citizen.email):
        raise InvalidInput("У заявителя нет ни телефона, ни почты: вставьте ответ в письмо.")
    record(ArticleSent(ticket.pk, article.code), by=by, at=now)
    return ticket
