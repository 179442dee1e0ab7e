"""MFC offices: found by words, city, service and whether they are open; how far, until when (C22)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import Http404

from catalogue.models import MfcOffice, Service
from catalogue.places import Place, distance_in_words, distance_km
from catalogue.search import Field, found
from schedules.hours import WorkingHours, is_open
from schedules.selectors import hours_by_id
from schedules.words import holiday_note, opening_in_words, week_in_words

LOAD_LASTS = timedelta(hours=2)
SHORT_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NEIGHBOURS = 3
NEAR_KM = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people look for; empty means any."""

    text: str = ""
    city: str = ""
    service: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An office as pages draw it, at one moment."""

    office: MfcOffice
    hours: WorkingHours
    is_open: bool
    now_words: str
    load: str
    distance: str = ""

    @property
    def code(self) -> str:
        return self.office.code

    @property
    def week(self) -> list[tuple[str, str]]:
        return week_in_words(self.hours)

    @property
    def machine_hours(self) -> list[str]:
        """The week for search engines: «Mo 08:00-18:00»."""
        return [
            f"{SHORT_DAYS[number]} {str(part).replace('–', '-')}"
            for number, day in enumerate(self.hours.weekly)
            for part in day
        ]


def find_offices(wanted: Wanted, *, now: datetime) -> list[Shown]:
    """Return the offices that are wanted: those words speak of first, else by city."""
    rows = MfcOffice.objects.filter(is_active=True)
    if wanted.city:
        rows = rows.filter(city=wanted.city)
    if wanted.service:
        rows = rows.filter(services=wanted.service)
    shown = [shown_now(office, now=now) for office in rows]
    if wanted.is_open:
        shown = [one for one in shown if one.is_open]
    return found(((one, _fields(one.office)) for one in shown), wanted.text)


def cities() -> list[str]:
    rows = MfcOffice.objects.filter(is_active=True).order_by("city")
    return list(rows.values_list("city", flat=True).distinct())


def office_for(code: str) -> MfcOffice:
    """Return an active office; Http404 when there is none."""
    office = known_office(code)
    if office is None:
        raise Http404("Офис не найден")
    return office


def known_office(code: str) -> MfcOffice | None:
    return MfcOffice.objects.filter(is_active=True, pk=code).first()


def services_of(office: MfcOffice) -> list[Service]:
    return list(office.services.filter(is_active=True))


def shown_now(office: MfcOffice, *, now: datetime) -> Shown:
    """Return an office with what its schedule says of the moment; a stale load is not told."""
    hours = hours_by_id(office.schedule_id)
    is_fresh = office.load_at is not None and now - office.load_at <= LOAD_LASTS
    open_now = is_open(hours, now)
    return Shown(
        office=office,
        hours=hours,
        is_open=open_now,
        now_words=opening_in_words(hours, now),
        load=office.get_load_display() if office.load and is_fresh and open_now else "",
    )


def holiday_today(shown: Shown, *, now: datetime) -> str:
    """Return what a holiday does to the office's hours today, "" for an ordinary day."""
    return holiday_note(shown.hours, now.astimezone(shown.hours.tz).date())


def nearest_to(office: MfcOffice, *, now: datetime) -> list[Shown]:
    """Return the offices nearest to this one, each with its distance."""
    here = place_of(office)
    others = MfcOffice.objects.filter(is_active=True).exclude(pk=office.pk)
    near = [one for one in others if distance_km(here, place_of(one)) <= NEAR_KM]
    return by_distance((shown_now(one, now=now) for one in near), here)[:NEIGHBOURS]


def by_distance(offices: Iterable[Shown], place: Place) -> list[Shown]:
    """Return offices, the nearest first, with distances in words."""
    measured = [(distance_km(place, place_of(one.office)), one) for one in offices]
    measured.sort(key=lambda pair: (pair[0], pair[1].code))
    return [replace(one, distance=distance_in_words(km)) for km, one in measured]


def place_of(office: MfcOffice) -> Place:
    return Place(float(office.latitude), float(office.longitude))


def _fields(office: MfcOffice) -> list[Field]:
    return [
        Field(office.title, 2),
        Field(office.city, 3),
        Field(f"{office.address} {office.landmark}", 2),
        Field(office.region, 1),
    ]
