"""A service and offices of the catalogue."""

from datetime import date, datetime
from typing import Any

import pytest


@pytest.fixture
def passport(db: None) -> Any:
    from catalogue.models import Service, ServiceDocument

    service = Service.objects.create(
        code="PAS-02",
        title="Замена паспорта при смене ФИО",
        category="papers",
        agency="МВД",
        summary="После брака.",
        recipients="Граждане",
        where="На портале",
        asked_data=["passport", "inn"],
        synonyms="сменила фамилию, паспорт после свадьбы",
        checked_on=date(2026, 11, 1),
    )
    ServiceDocument.objects.create(service=service, code="photo", title="Фото", formats=["jpg"])
    ServiceDocument.objects.create(
        service=service, code="divorce", title="Справка", condition="если развод"
    )
    return service


@pytest.fixture
def tax(db: None) -> Any:
    from catalogue.models import Service

    return Service.objects.create(
        code="NAL-01",
        title="Получение ИНН",
        category="taxes",
        agency="ФНС",
        summary="Один раз.",
        recipients="Все",
        where="На портале",
        checked_on=date(2026, 11, 1),
    )


@pytest.fixture
def office(db: None, now: datetime) -> Any:
    """Return a function that makes an office open from nine to six, five days a week."""
    from catalogue.models import MfcOffice
    from common.actors import SYSTEM
    from schedules.actions import ScheduleSpec, create_schedule
    from schedules.hours import HolidayPolicy, Interval

    def make(code: str, city: str, at: tuple[float, float], **fields: Any) -> MfcOffice:
        days = [(Interval.of("09:00", "18:00"),)] * 5 + [()] * 3
        spec = ScheduleSpec(
            code=f"mfc-{code}", title=code, weekly=days, holiday_policy=HolidayPolicy.CLOSED
        )
        return MfcOffice.objects.create(
            code=code,
            title=f"МФЦ {code}",
            region="Татарстан",
            city=city,
            address="ул. Пушкина, 18",
            schedule=create_schedule(spec=spec, by=SYSTEM, now=now),
            latitude=at[0],
            longitude=at[1],
            **fields,
        )

    return make
