"""Lines and languages open and close by schedules, holidays by the line's own rule, people on shift (C02–C05, C21)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from common.errors import InvalidInput
from routing.actions.reference import save_reference
from routing.models import LanguageService, Line, WaitNorm
from routing.reference import load_reference
from routing.selectors.lines import all_lines, languages_of, line_now, norm_of, public_lines
from schedules import reference as schedules_reference

MSK = ZoneInfo("Europe/Moscow")


@pytest.fixture
def lines(db: None, now: datetime) -> Any:
    schedules_reference.load_reference(now)
    load_reference(now)
    return all_lines()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MSK).astimezone(UTC)


@pytest.mark.parametrize(
    ("line", "moment", "opened"),
    [
        ("hotline", "2026-11-23 08:59", False),
        ("hotline", "2026-11-23 09:00", True),
        ("hotline", "2026-11-23 19:59", True),
        ("hotline", "2026-11-23 20:00", False),
        ("hotline", "2026-11-21 10:00", True),
        ("hotline", "2026-11-21 18:00", False),
        ("hotline", "2026-11-22 12:00", False),
        ("hotline", "2026-11-04 12:00", True),
        ("tech", "2026-11-23 21:00", False),
        ("general", "2026-11-22 03:00", True),
    ],
)
def test_the_articles_hours(lines: Any, line: str, moment: str, opened: bool) -> None:
    assert line_now(lines[line], now=at(moment)).is_open is opened


def test_a_line_has_its_own_rule_for_holidays(lines: Any) -> None:
    line = lines["hotline"]
    line.holiday_policy = "closed"
    assert not line_now(line, now=at("2026-11-04 12:00")).is_open
    assert line_now(line, now=at("2026-11-05 12:00")).is_open


def test_out_of_hours_is_data(lines: Any) -> None:
    """What happens, its words and the next opening come from the row."""
    found = line_now(lines["hotline"], now=at("2026-11-22 12:00")).off_hours
    assert found is not None
    assert (found.policy, found.opens_at) == ("bot", at("2026-11-23 09:00"))
    assert found.words.endswith("Специалист ответит завтра в 09:00.")
    assert line_now(lines["hotline"], now=at("2026-11-23 12:00")).off_hours is None


def test_hours_nobody_named_are_not_invented(lines: Any, now: datetime) -> None:
    found = line_now(lines["legal_entities"], now=now)
    assert (found.hours, found.is_open, found.now_words) == (None, False, "Часы работы уточняются")


def test_citizens_see_public_lines_in_their_order(lines: Any, now: datetime) -> None:
    codes = [found.line.code for found in public_lines(now=now)]
    assert codes == ["hotline", "tech", "legal_advice", "general", "legal_entities"]


@pytest.mark.parametrize(
    ("line", "moment", "minutes"),
    [
        ("hotline", "2026-11-23 09:30", (5, 7)),
        ("hotline", "2026-11-23 12:00", (3, 5)),
        ("hotline", "2026-11-23 21:00", None),
        ("general", "2026-11-22 03:00", (0, 2)),
        ("chat", "2026-11-23 12:00", None),
    ],
)
def test_norms_are_of_a_line_and_a_period(
    lines: Any, line: str, moment: str, minutes: tuple[int, int] | None
) -> None:
    norm = norm_of(lines[line], now=at(moment))
    assert (norm and (norm.low_min, norm.high_min)) == minutes


def test_a_language_needs_hours_the_line_and_somebody(
    lines: Any, operator: Any, now: datetime
) -> None:
    line = lines["tech"]
    line.team_id = None

    def tatar(moment: datetime) -> tuple[bool, bool]:
        [found] = [row for row in languages_of(line, now=moment) if row.code == "tt"]
        return found.is_open, found.is_served

    noon, evening, early = (at(f"2026-11-23 {clock}") for clock in ("12:00", "20:30", "08:30"))
    assert tatar(noon) == (True, False)
    operator(languages=("ru", "tt"))
    assert tatar(noon) == (True, True)
    assert (tatar(evening), tatar(early)) == ((False, False), (False, False))


def test_a_language_says_when_it_opens(lines: Any) -> None:
    [found] = [
        row for row in languages_of(lines["tech"], now=at("2026-11-22 20:30")) if row.code == "tt"
    ]
    assert found.opens_at == at("2026-11-23 09:00")
    assert "перезвоним на татарском завтра в 09:00" in " ".join(found.words.split())


# --- editing
def test_edited_in_the_admin_it_counts_at_once(
    lines: Any, client_for: Any, administrator: User
) -> None:
    row = Line.objects.get(pk="hotline")
    given = {
        "title": row.title,
        "channel": "phone",
        "phone": "8 (800) 555-35-35",
        "schedule": "",
        "holiday_policy": "closed",
        "skills": '{"tech": 2}',
        "languages": ["ru", "tt"],
        "after_hours": "callback",
        "quiet_hours": "10:00–12:00",
        "order": "5",
        "is_public": "on",
    }
    url = "/admin/routing/line/hotline/change/"
    answer = client_for(administrator).post(url, given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = all_lines()["hotline"]
    assert (row.phone, row.skills, row.languages) == ("+78005553535", {"tech": 2}, ["ru", "tt"])
    for wrong in ({"quiet_hours": "nonsense"}, {"skills": '{"tech": 9}'}, {"phone": "12"}):
        page = client_for(administrator).post(url, given | wrong)
        assert page.context["adminform"].form.errors, wrong


def test_norms_and_languages_are_edited_by_the_clock(
    lines: Any, client_for: Any, administrator: User
) -> None:
    client = client_for(administrator)
    given = {
        "title": "Утро", "line": "tech", "days": ["1", "2"], "begins": "08:00", "ends": "09:30", "low_min": "1",
        "high_min": "2",
    }  # fmt: skip
    answer = client.post("/admin/routing/waitnorm/tech-morning/change/", given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = WaitNorm.objects.get(pk="tech-morning")
    assert (row.begins, row.ends, row.days) == (480, 570, [1, 2])
    given = {"title": "Английский", "schedule": "", "unspoken_text": "Later.", "order": "1"}
    assert client.post("/admin/routing/languageservice/en/change/", given).status_code == 302
    assert LanguageService.objects.get(pk="en").unspoken_text == "Later."


def test_a_wrong_line_is_refused_by_the_door(
    lines: Any, administrator: User, now: datetime
) -> None:
    row = Line.objects.get(pk="hotline")
    row.skills = {"nonsense": 1}
    with pytest.raises(InvalidInput):
        save_reference(row=row, by=administrator, now=now)
    assert Line.objects.get(pk="hotline").skills == {"general": 1}


def test_reference_loaded_twice_changes_nothing(lines: Any, now: datetime) -> None:
    Line.objects.filter(pk="hotline").update(title="Наша линия")
    assert load_reference(now + timedelta(days=1)) == 0
    assert Line.objects.get(pk="hotline").title == "Наша линия"
