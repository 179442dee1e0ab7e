"""What appeals show on pages of the floors below; wiring puts these into slots."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import Citizen
from accounts.policies import can_open_desk
from catalogue.models import Consultation, Service
from common.slots import Panel
from tickets.selectors.citizen_history import counts_of
from tickets.selectors.desk_news import mark_of
from tickets.selectors.numbers import numbers_of


def _counts(_request: Any, citizen: Citizen) -> dict[str, int]:
    return counts_of(citizen)


PERSON_HISTORY = Panel("Обращения", "tickets/desk/_person_history.html", _counts)


def _opens_desk(request: Any, _thing: Any) -> bool:
    return can_open_desk(request.user)


def _news(request: Any, _thing: Any) -> dict[str, Any]:
    return {"since": mark_of(timezone.now()), "user": request.user}


DESK_NEWS = Panel("Новости", "tickets/desk/_news.html", _news, _opens_desk)


def _reader(request: Any, _thing: Any) -> dict[str, Any]:
    return {"user": request.user}


DESK_OFFERS = Panel("Предложения", "tickets/desk/_offers.html", _reader, _opens_desk)
DESK_SEARCH = Panel("Поиск", "tickets/desk/_search.html", may_see=_opens_desk)
QUEUE_STATE = Panel("Очередь", "tickets/desk/_queue_later.html", may_see=_opens_desk)


def _writes(request: Any, _thing: Any) -> bool:
    return not getattr(request.user, "is_employee", False)


def _filled(_request: Any, reading: Any) -> dict[str, Any]:
    """The form of an appeal with the topic and the question of an article that did not help."""
    filled = {
        "topic": reading.article.topic.code,
        "body": reading.version.question,
        "article": reading.article.code,
    }
    address = reverse("cabinet:ticket-write", args=["info_request"])
    return {"write_url": f"{address}?{urlencode(filled)}"}


def _about_consultation(_request: Any, consultation: Consultation) -> dict[str, Any]:
    """The appeal a protocol belongs to; a corrected one is corrected no more."""
    matter = consultation.matter
    number = numbers_of([matter]).get(matter) if matter else None
    return {"number": number, "is_corrected": hasattr(consultation, "corrected_by")}


CONSULTATION_FOOT = Panel("Обращение", "tickets/desk/_consultation_foot.html", _about_consultation)


def _about_service(_request: Any, service: Service) -> dict[str, Any]:
    """The form of an appeal with the topic and the name of a service."""
    topic = service.topic.code if service.topic else ""
    filled = {"topic": topic, "body": f"Услуга «{service.title}» ({service.code}): "}
    address = reverse("cabinet:ticket-write", args=["info_request"])
    return {"write_url": f"{address}?{urlencode(filled)}"}


SERVICE_NEXT = Panel("Написать", "tickets/public/_service_next.html", _about_service, _writes)
ARTICLE_NEXT = Panel("Написать", "tickets/public/_article_next.html", _filled, _writes)
