"""Hours and the calendar as an administrator edits them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import Entry
from schedules import codes
from schedules.hours import NO_HOURS, Interval
from schedules.models import CalendarDay, CalendarYear, Schedule
from schedules.reference import load_reference
from schedules.selectors import calendar, hours_of, missing_calendar_years
from tests.factories.accounts import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client_for: Any) -> Client:
    return client_for(make_staff(role="administrator"))


def form(schedule: Schedule | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser would send: the schedule, its weekly rows and its dates."""
    data = {
        "code": "office",
        "title": "Офис",
        "tz": "Europe/Moscow",
        "holiday_policy": "same",
        "working_weekends": "as_weekday",
        "region": "",
    }
    return {**data, **rows("intervals", []), **rows("exceptions", []), **changes}


def rows(prefix: str, given: list[dict[str, Any]]) -> dict[str, Any]:
    initial = sum("id" in row for row in given)
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_new_schedule_with_its_hours_is_one_fact(admin_client: Client) -> None:
    lunch = [
        {"weekday": 1, "opens": "09:00", "closes": "13:00"},
        {"weekday": 1, "opens": "14:00", "closes": "24:00"},
    ]
    closed = [{"date": "23.11.2026", "opens": "", "closes": "", "reason": "Учения"}]
    data = form(**rows("intervals", lunch), **rows("exceptions", closed))

    answer = admin_client.post(reverse("admin:schedules_schedule_add"), data)

    assert answer.status_code == 302
    hours = hours_of("office")
    assert hours.weekly[0] == (Interval(540, 780), Interval(840, 1440))
    assert hours.intervals_on(date(2026, 11, 23)) == NO_HOURS
    assert Entry.objects.get(event="schedules.ScheduleChanged").subject == "schedule:office"


def test_changed_hours_are_in_force_at_once(admin_client: Client, now: Any) -> None:
    load_reference(now)
    schedule = Schedule.objects.get(code=codes.HOTLINE)
    saturday = schedule.intervals.get(weekday=6)
    change = reverse("admin:schedules_schedule_change", args=[schedule.pk])
    assert "10:00" in admin_client.get(change).content.decode()
    row = {"id": saturday.pk, "schedule": schedule.pk, "weekday": 6, "opens": "11:00"}
    data = form(title="Горячая линия", **rows("intervals", [{**row, "closes": "18:00"}]))

    answer = admin_client.post(change, data)

    assert answer.status_code == 302
    assert hours_of(codes.HOTLINE).weekly[5] == (Interval(660, 1080),)
    assert hours_of(codes.HOTLINE).title == "Горячая линия"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            rows(
                "intervals",
                [
                    {"weekday": 1, "opens": "09:00", "closes": "13:00"},
                    {"weekday": 1, "opens": "12:00", "closes": "18:00"},
                ],
            ),
            "Интервалы 09:00–13:00 и 12:00–18:00 пересекаются",
        ),
        (
            rows("intervals", [{"weekday": 1, "opens": "18:00", "closes": "09:00"}]),
            "Закрытие должно быть позже открытия",
        ),
        (
            rows("intervals", [{"weekday": 1, "opens": "9 утра", "closes": "18:00"}]),
            "Укажите время в виде 09:00",
        ),
        (
            rows(
                "exceptions",
                [
                    {"date": "23.11.2026", "opens": "", "closes": "", "reason": ""},
                    {"date": "23.11.2026", "opens": "09:00", "closes": "12:00", "reason": ""},
                ],
            ),
            "Дата указана и закрытой, и рабочей",
        ),
        (
            rows("exceptions", [{"date": "23.11.2026", "opens": "09:00", "closes": ""}]),
            "Укажите открытие и более позднее закрытие",
        ),
        ({"region": "РТ"}, "Укажите код региона"),
    ],
)
def test_senseless_hours_are_refused_and_nothing_is_saved(
    admin_client: Client, changes: dict[str, Any], message: str
) -> None:
    answer = admin_client.post(reverse("admin:schedules_schedule_add"), form(**changes))

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Schedule.objects.count() == 0
    assert Entry.objects.filter(event="schedules.ScheduleChanged").count() == 0


def test_list_says_hours_and_what_is_open_now(admin_client: Client, now: Any) -> None:
    load_reference(now)

    page = admin_client.get(reverse("admin:schedules_schedule_changelist")).content.decode()

    assert "Пн–Пт 09:00–20:00; Сб 10:00–18:00; Вс выходной" in page
    assert "Открыто круглосуточно" in page


def test_schedule_is_never_removed(admin_client: Client, now: Any) -> None:
    load_reference(now)
    schedule = Schedule.objects.get(code=codes.HOTLINE)

    answer = admin_client.post(
        reverse("admin:schedules_schedule_delete", args=[schedule.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert Schedule.objects.filter(pk=schedule.pk).exists()


def test_calendar_day_is_corrected_and_taken_back(admin_client: Client) -> None:
    data = {"date": "23.11.2026", "kind": "off", "title": "Траур", "region": ""}
    admin_client.post(reverse("admin:schedules_calendarday_add"), data)
    assert calendar().is_day_off(date(2026, 11, 23))

    day = CalendarDay.objects.get()
    delete = reverse("admin:schedules_calendarday_delete", args=[day.pk])
    admin_client.post(delete, {"post": "yes"})
    assert not calendar().is_day_off(date(2026, 11, 23))


def test_chosen_days_are_taken_back_together(admin_client: Client) -> None:
    day = CalendarDay.objects.create(date=date(2026, 11, 23), kind="off")
    data = {"action": "delete_selected", "_selected_action": [day.pk], "post": "yes"}

    admin_client.post(reverse("admin:schedules_calendarday_changelist"), data)

    assert CalendarDay.objects.count() == 0
    assert Entry.objects.filter(event="schedules.CalendarChanged").count() == 1


def test_year_is_vouched_for_and_taken_back(admin_client: Client, now: Any) -> None:
    late = now.replace(year=2027, month=12)
    data = {"year": 2028, "source": "Постановление о переносе"}
    admin_client.post(reverse("admin:schedules_calendaryear_add"), data)
    assert missing_calendar_years(late) == []

    year = CalendarYear.objects.get()
    change = reverse("admin:schedules_calendaryear_change", args=[year.pk])
    admin_client.post(change, {"source": "Другое постановление"})
    assert CalendarYear.objects.get().source == "Другое постановление"

    delete = reverse("admin:schedules_calendaryear_delete", args=[year.pk])
    admin_client.post(delete, {"post": "yes"})
    assert missing_calendar_years(late) == [2028]


def test_operator_has_no_way_in(client_for: Any, olga_operator: Any) -> None:
    answer = client_for(olga_operator).get(reverse("admin:schedules_schedule_changelist"))

    assert answer.status_code in {302, 403}
