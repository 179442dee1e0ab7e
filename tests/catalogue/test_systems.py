"""What works now and when to come back (R-051)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from catalogue.actions.systems import NewState, set_system_state
from catalogue.models import PlannedWork, SystemStatus
from catalogue.selectors.checks import check_for
from catalogue.selectors.systems import systems_now, works_ahead
from common.errors import InvalidInput

HOUR = timedelta(hours=1)


@pytest.fixture
def files(db: None) -> SystemStatus:
    return SystemStatus.objects.create(code="files", title="Загрузка документов")


def state_of(now: datetime) -> tuple[str, str]:
    [found] = systems_now(now=now)
    return found.state, found.retry


def test_a_planned_work_is_the_state_while_it_lasts(files: SystemStatus, now: datetime) -> None:
    work = PlannedWork.objects.create(
        title="Обновление", begins_at=now, ends_at=now + HOUR, retry_minutes=45
    )
    work.systems.add(files)
    assert state_of(now - HOUR) == ("works", "")
    assert state_of(now) == ("repair", "повторить через 45 минут")
    assert state_of(now + HOUR) == ("works", "")
    assert works_ahead(now=now - HOUR) == [work]
    work.is_cancelled = True
    work.save()
    assert state_of(now) == ("works", "")


def test_a_failure_needs_an_interval_and_recovery_forgets_it(
    files: SystemStatus, senior: Any, now: datetime
) -> None:
    with pytest.raises(InvalidInput):
        set_system_state(system=files, new=NewState("down"), by=senior, now=now)
    set_system_state(system=files, new=NewState("down", "Не грузит", 21), by=senior, now=now)
    assert state_of(now) == ("down", "повторить через 21 минуту")
    set_system_state(system=files, new=NewState("works", "x", 5), by=senior, now=now + HOUR)
    files.refresh_from_db()
    assert (files.details, files.retry_minutes, files.since) == ("", None, now + HOUR)


def test_the_check_tells_of_a_failure(
    files: SystemStatus, passport: Any, senior: Any, now: datetime
) -> None:
    set_system_state(system=files, new=NewState("down", "", 30), by=senior, now=now)
    found = check_for({"service": "PAS-02"}, is_asked=True, now=now)
    assert found.advice.endswith(
        "Загрузка документов: не работает, просим повторить через 30 минут."
    )


def test_leaders_change_states_on_the_page_others_read(
    client_for: Any, senior: Any, olga_operator: Any, files: SystemStatus
) -> None:
    address = reverse("catalogue:systems")
    fields = {"system": "files", "state": "down", "details": "Не грузит", "retry_minutes": "30"}
    assert client_for(olga_operator).post(address, fields).status_code == 403
    files.refresh_from_db()
    assert files.state == "works"
    assert client_for(senior).post(address, fields | {"retry_minutes": ""}).status_code == 422
    assert client_for(senior).post(address, fields).status_code == 303
    assert "повторить через 30 минут" in client_for(olga_operator).get(address).content.decode()
