"""Fills the catalogue with what the house ships. Safe to run at every start: edited rows stay."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from catalogue.actions.reference import Edit, save_reference
from catalogue.models import (
    InPersonReason,
    LegalArea,
    MfcOffice,
    Script,
    ScriptBranch,
    ScriptStep,
    Service,
    ServiceDocument,
    ServiceLink,
    SystemStatus,
)
from common.actors import SYSTEM
from common.shipped import shipped
from schedules.actions import ScheduleSpec, create_schedule
from schedules.hours import Day, HolidayPolicy, Interval, day_of
from schedules.models import Schedule, Weekday
from topics.models import Topic

SOURCES = Path(__file__).parent / "fixtures"
CHECKED_ON = date(2026, 11, 1)
PORTAL = "https://www.gosuslugi.ru/help"


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create what is missing and return how many rows."""
    services, places = _read("services"), _read("places")
    reasons = [InPersonReason(**values) for values in services["reasons"]]
    made = sum(_save(reason, now) for reason in reasons)
    made += sum(
        _load_service(values, 10 * number, now)
        for number, values in _numbered(services["services"])
    )
    made += sum(
        _save(SystemStatus(order=10 * number, **values), now)
        for number, values in _numbered(places["systems"])
    )
    made += sum(_load_office(values, places, now) for values in places["offices"])
    made += sum(
        _load_area(values, 10 * number, now)
        for number, values in _numbered(_read("legal")["areas"])
    )
    scripts = _numbered(_read("scripts")["scripts"])
    return made + sum(_load_script(values, 10 * number, now) for number, values in scripts)


def _load_service(values: dict[str, Any], order: int, now: datetime) -> int:
    fields = {
        key: value
        for key, value in values.items()
        if key not in {"documents", "topic", "in_person"}
    }
    service = Service(
        **fields,
        topic=Topic.objects.filter(code=values["topic"]).first(),
        in_person_id=values.get("in_person"),
        order=order,
        checked_on=CHECKED_ON,
    )
    papers = [
        ServiceDocument(service=service, order=10 * number, **paper)
        for number, paper in _numbered(values["documents"])
    ]
    link = ServiceLink(
        service=service, title="Услуга на портале", url=f"{PORTAL}/{service.code.lower()}"
    )
    return _save(service, now, saved=[*papers, link])


def _load_office(values: dict[str, Any], places: dict[str, Any], now: datetime) -> int:
    if MfcOffice.objects.filter(pk=values["code"]).exists():
        return 0
    skipped = {"hours", "tz", "set", "at"}
    office = MfcOffice(
        **{key: value for key, value in values.items() if key not in skipped},
        latitude=str(values["at"][0]),
        longitude=str(values["at"][1]),
        load_at=now if values.get("load") else None,
        schedule=_schedule(values, places["weeks"][values["hours"]], now),
    )
    return _save(office, now, related={"services": places["sets"][values["set"]]})


def _schedule(values: dict[str, Any], week: list[dict[str, Any]], now: datetime) -> Schedule:
    """Return the office's own schedule, made when there is none."""
    code = f"mfc-{values['code']}"
    known = Schedule.objects.filter(code=code).first()
    if known is not None:
        return known
    spec = ScheduleSpec(
        code=code,
        title=f"{values['city']}, {values['title']}",
        weekly=[_day(week, number) for number in Weekday.values],
        tz=values.get("tz", "Europe/Moscow"),
        holiday_policy=HolidayPolicy.CLOSED,
    )
    return create_schedule(spec=spec, by=SYSTEM, now=now)


def _day(week: list[dict[str, Any]], number: int) -> Day:
    return day_of(Interval.of(row["open"], row["close"]) for row in week if number in row["days"])


def _load_area(values: dict[str, Any], order: int, now: datetime) -> int:
    fields = {key: value for key, value in values.items() if key != "services"}
    return _save(LegalArea(order=order, **fields), now, related={"services": values["services"]})


def _load_script(values: dict[str, Any], order: int, now: datetime) -> int:
    fields = {key: value for key, value in values.items() if key not in {"steps", "topic"}}
    topic = Topic.objects.filter(code=values.get("topic", "")).first()
    script = Script(order=order, topic=topic, **fields)
    steps = {
        row["code"]: ScriptStep(
            script=script,
            order=10 * number,
            **{key: value for key, value in row.items() if key != "branches"},
        )
        for number, row in _numbered(values["steps"])
    }
    branches = [
        ScriptBranch(
            step=steps[row["code"]],
            title=branch["title"],
            leads_to=steps.get(branch.get("to", "")),
            order=10 * number,
        )
        for row in values["steps"]
        for number, branch in _numbered(row.get("branches", []))
    ]
    return _save(script, now, saved=[*steps.values(), *branches])


def _save(row: Model, now: datetime, **rest: Any) -> int:
    """Write the row through the door unless it is there."""
    if type(row)._default_manager.filter(pk=row.pk).exists():
        return 0
    save_reference(edit=Edit(row, **rest), by=SYSTEM, now=now)
    return 1


def _numbered(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(rows, start=1))


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = shipped(SOURCES / f"{name}.yaml")
    return content
