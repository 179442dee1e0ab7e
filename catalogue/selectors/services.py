"""Services: found by what people call them, with their papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from catalogue.models import Service
from catalogue.search import Field, found


@dataclass(frozen=True, slots=True)
class Group:
    """Services of one category."""

    title: str
    services: list[Service]


def active_services() -> list[Service]:
    return list(Service.objects.filter(is_active=True).select_related("in_person"))


def find_services(text: str, *, category: str = "") -> list[Service]:
    """Return active services that a text speaks of, best first; all of them without words."""
    services = active_services()
    if category:
        services = [service for service in services if service.category == category]
    return found(((service, _fields(service)) for service in services), text)


def grouped(services: Iterable[Service]) -> list[Group]:
    """Return services by category, in the order of categories."""
    order = Service.Category.values
    ranked = sorted(services, key=lambda one: (order.index(one.category), one.order, one.code))
    return [
        Group(Service.Category(name).label, list(rows))
        for name, rows in groupby(ranked, key=lambda one: one.category)
    ]


def known_service(code: str) -> Service | None:
    """Return an active service with its papers and links, None when there is none."""
    rows = Service.objects.filter(is_active=True).select_related("in_person", "topic")
    return rows.prefetch_related("documents", "links").filter(pk=code.upper()).first()


def service_for(code: str) -> Service:
    """Return an active service with its papers; Http404 when there is none."""
    service = known_service(code)
    if service is None:
        raise Http404("Услуга не найдена")
    return service


def _fields(service: Service) -> list[Field]:
    return [
        Field(service.title, 3),
        Field(service.synonyms, 2.5),
        Field(f"{service.agency} {service.outcome}", 1),
        Field(service.summary, 0.7),
    ]
