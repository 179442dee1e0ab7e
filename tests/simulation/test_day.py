"""The day as drawn from a seed, its charts, and the command that refuses."""

import pytest
from django.core.management import CommandError, call_command

from gosuslugi_support.simulation.charts import Played, charts, interval_words, is_within
from gosuslugi_support.simulation.drawing import frame
from gosuslugi_support.simulation.profile import Options, contacts, norm_s, workers
from gosuslugi_support.simulation.seen import Promise, Sample
from gosuslugi_support.simulation.verdict import Contact, load


def promise(low: int | None, high: int | None, *, is_open: bool = False) -> Promise:
    return Promise("a", 0.0, 240.0, 3, low, high, is_open)


def test_the_same_seed_is_the_same_day():
    options = Options(operators=20, contacts=300)
    assert contacts(options) == contacts(Options(operators=20, contacts=300))
    assert contacts(options) != contacts(Options(operators=20, contacts=300, seed=2))
    assert workers(options) == workers(Options(operators=20, contacts=300))


def test_peaks_are_the_articles_and_hours_are_kept():
    came = contacts(Options(contacts=5000))
    by_hour = [sum(int(one.at_s // 3600) == hour for one in came) for hour in range(24)]
    assert len(came) == 5000
    assert by_hour[9] == max(by_hour)
    assert max(by_hour[10:12]) < min(by_hour[8:10])
    part = contacts(Options(contacts=50, since=8, until=12))
    assert all(8 * 3600 <= one.at_s < 12 * 3600 for one in part)
    assert (norm_s(9), norm_s(13), norm_s(3)) == (420, 300, 120)


def test_everybody_has_a_shift_within_the_hours_and_skills():
    found = workers(Options(operators=50))
    assert len(found) == 50
    assert {team for one in found for team in one.teams} == {"first_line", "technical", "payments"}
    assert all(0 <= one.begins_s < one.ends_s <= 24 * 3600 for one in found)
    assert sum("tt" in one.languages for one in found) == 10


def test_a_wait_is_within_what_was_told_to_the_half_minute():
    assert is_within(promise(3, 5), 330)
    assert not is_within(promise(3, 5), 331)
    assert is_within(promise(15, 15, is_open=True), 3600)
    assert not is_within(promise(None, None), 60)
    assert interval_words(promise(3, 5)) == "3–5 мин"


def test_every_chart_has_its_table():
    came = [Contact("a", "phone", 2, "done", "olga", 32_400.0, 32_460.0, 32_640.0)]
    samples = [
        Sample(32_400.0 + 60 * n, n, 60.0 * n, {"ready": 2, "paused": 1}, 1) for n in range(5)
    ]
    found = load(came, {"olga": 3600.0}, 36_000)
    played = Played(32_400, 36_000, came, samples, [promise(3, 5)], found, {"olga": "Ольга"})
    drawn = charts(played)
    assert [chart.title for chart in drawn] == [
        "Поступление", "Очередь", "Операторы", "Уровень обслуживания", "Занятость операторов",
        "Прогноз ожидания",
    ]  # fmt: skip
    assert all(len(row) == len(chart.head) for chart in drawn for row in chart.rows)
    assert drawn[0].rows[0] == ["09:00", "1", "1", "1"]
    assert drawn[4].rows == [["Ольга", "5", "1.0"]]


def test_a_frame_keeps_figures_inside():
    on = frame(0, 10, [7])
    assert (on.top, on.x(0), on.y(0)) == (8, 46, 194)
    assert on.y(100) == on.y(8) == 10


def test_on_a_production_machine_it_wants_a_yes():
    with pytest.raises(CommandError, match="production machine"):
        call_command("simulate_day")


@pytest.mark.parametrize("given", [{"hours": "12-8"}, {"hours": "soon"}, {"contacts": 0}])
def test_nonsense_is_refused_before_anything_is_started(given):
    with pytest.raises(CommandError):
        call_command("simulate_day", yes=True, **given)
