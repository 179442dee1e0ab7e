"""Deadlines of the law, row by row of the table, and the clocks of hours and working days."""

from datetime import UTC, date, datetime

import pytest

from schedules.calendars import CalendarUnknown, ProductionCalendar
from schedules.deadlines import (
    DayOffPolicy,
    Deadline,
    DeadlineRules,
    answer_by,
    appeal_deadlines,
    end_of_day,
    extended_by,
    incident_deadlines,
    local_date,
    refusal_complaint_by,
    service_complaint_by,
    subject_request_by,
)
from tests.schedules.builders import msk

CALENDAR = ProductionCalendar.of()
RULES = DeadlineRules(CALENDAR)

# received = registered | register | redirect | answer raw | effective | extended | 10 w.d. | 15 w.d.
TABLE = """
2026-01-05 2026-01-08 2026-01-12 2026-02-04 2026-02-04 2026-03-06 2026-01-23 2026-01-30
2026-04-10 2026-04-13 2026-04-17 2026-05-10 2026-05-08 2026-06-09 2026-04-24 2026-05-04
2026-05-08 2026-05-11 2026-05-15 2026-06-07 2026-06-05 2026-07-07 2026-05-25 2026-06-01
2026-06-11 2026-06-14 2026-06-18 2026-07-11 2026-07-10 2026-08-10 2026-06-26 2026-07-03
2026-10-05 2026-10-08 2026-10-12 2026-11-04 2026-11-03 2026-12-04 2026-10-19 2026-10-26
2026-11-20 2026-11-23 2026-11-27 2026-12-20 2026-12-18 2027-01-19 2026-12-04 2026-12-11
2026-12-03 2026-12-06 2026-12-10 2027-01-02 2026-12-30 2027-02-01 2026-12-17 2026-12-24
2025-12-29 2026-01-01 2026-01-05 2026-01-28 2026-01-28 2026-02-27 2026-01-22 2026-01-29
2027-02-18 2027-02-21 2027-02-25 2027-03-20 2027-03-19 2027-04-19 2027-03-05 2027-03-15
2024-04-26 2024-04-29 2024-05-03 2024-05-26 2024-05-24 2024-06-25 2024-05-16 2024-05-23
"""
ROWS = [[date.fromisoformat(cell) for cell in line.split()] for line in TABLE.split("\n") if line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].isoformat())
def test_row_of_the_table(row: list[date]) -> None:
    received, register, redirect, raw, effective, extended, ten, fifteen = row

    due = appeal_deadlines(RULES, received)

    assert (due.received, due.registered) == (received, received)
    assert due.register_by == register
    assert due.redirect_by == redirect
    assert due.answer == Deadline(raw, effective)
    assert due.extended == Deadline(extended, extended)
    assert subject_request_by(CALENDAR, received) == ten
    assert service_complaint_by(CALENDAR, received) == fifteen


def test_answer_is_counted_from_registration_not_from_receipt() -> None:
    due = appeal_deadlines(RULES, date(2026, 11, 20), registered=date(2026, 11, 23))

    assert due.register_by == date(2026, 11, 23)
    assert due.redirect_by == date(2026, 11, 30)
    assert due.answer == Deadline(date(2026, 12, 23), date(2026, 12, 23))


def test_migration_report_is_answered_in_twenty_days() -> None:
    due = appeal_deadlines(RULES, date(2026, 11, 16))

    assert due.migration_answer == Deadline(date(2026, 12, 6), date(2026, 12, 4))


@pytest.mark.parametrize(
    ("policy", "effective"),
    [
        (DayOffPolicy.PREVIOUS, date(2026, 12, 30)),
        (DayOffPolicy.NEXT, date(2027, 1, 11)),
        (DayOffPolicy.KEEP, date(2027, 1, 2)),
    ],
)
def test_day_off_is_shifted_by_the_policy(policy: DayOffPolicy, effective: date) -> None:
    rules = DeadlineRules(CALENDAR, policy)

    assert answer_by(rules, date(2026, 12, 3)) == Deadline(date(2027, 1, 2), effective)


def test_extension_is_counted_from_the_raw_date() -> None:
    # 2026-12-20 works as 12-18; the extension still starts from the 20th.
    assert extended_by(RULES, date(2026, 11, 20), days=10) == Deadline(
        date(2026, 12, 30), date(2026, 12, 30)
    )


@pytest.mark.parametrize("days", [0, 31, -1])
def test_extension_beyond_the_law_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="1 to 30 days"):
        extended_by(RULES, date(2026, 11, 20), days=days)


def test_complaint_about_refused_documents_has_five_working_days() -> None:
    assert refusal_complaint_by(CALENDAR, date(2026, 4, 30)) == date(2026, 5, 8)


def test_subjects_request_counts_from_the_next_working_day() -> None:
    received = date(2026, 4, 30)

    assert CALENDAR.add_working_days(received, 1) == date(2026, 5, 4)
    assert subject_request_by(CALENDAR, received) == date(2026, 5, 18)
    assert subject_request_by(CALENDAR, received, extended=True) == date(2026, 5, 25)


@pytest.mark.parametrize(
    ("detected", "notice", "results"),
    [
        ("2026-12-30 18:00", "2026-12-31 18:00", "2027-01-02 18:00"),
        ("2026-03-28 02:30", "2026-03-29 02:30", "2026-03-31 02:30"),
    ],
)
def test_incident_clock_runs_in_hours_over_days_off(
    detected: str, notice: str, results: str
) -> None:
    assert incident_deadlines(msk(detected)) == (msk(notice), msk(results))


def test_deadline_in_a_year_without_data_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        answer_by(RULES, date(2027, 12, 15))


def test_date_is_counted_in_moscow_and_ends_with_its_last_second() -> None:
    late_evening = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)

    assert local_date(late_evening) == date(2026, 11, 23)
    assert end_of_day(date(2026, 11, 23)) == msk("2026-11-23 23:59:59")
