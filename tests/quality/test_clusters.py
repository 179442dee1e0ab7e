"""Clusters and masks: pure, the same every time, nobody's."""

import pytest

from quality.clusters import Text, clusters_of
from quality.nameless import hides, nameless, sentences_of
from quality.words import words_of

WORDINGS = {
    "gas": [
        "Как получить субсидию на газификацию дома?",
        "Хочу оформить субсидию на газификацию",
        "Положена ли субсидия за газификацию дома пенсионеру",
        "Куда обратиться за субсидией на газификацию дома",
    ],
    "trailer": [
        "Как снять с учёта прицеп",
        "Прицеп снять с регистрационного учёта",
        "Хочу снять прицеп с учёта после продажи",
        "Снятие прицепа с учёта, прицеп продан",
    ],
    "alone": ["Пчёлы улетели к соседу", "Где купить билет в театр"],
}


def test_texts_that_ask_the_same_come_together_and_the_rest_stays_alone() -> None:
    texts = [
        Text(f"{name}-{number}", words_of(words))
        for name, group in WORDINGS.items()
        for number, words in enumerate(group)
    ]
    found = clusters_of(texts)
    assert [sorted(cluster.keys) for cluster in found] == [
        [f"{name}-{number}" for number in range(4)] for name in ("gas", "trailer")
    ]
    assert found[0].words[:2] == ("газификация", "субсидия")
    assert clusters_of(texts) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Меня зовут Мария Петровна Иванова, помогите", "Меня зовут [имя], помогите"),
        ("Телефон +7 912 345-67-89, жду", "Телефон [номер], жду"),
        ("Пишу с masha@mail.ru второй раз", "Пишу с [адрес] второй раз"),
        ("Обращение 300000123 закрыли", "Обращение [номер] закрыли"),
        ("Не пришёл код на Госуслугах за 3 дня", "Не пришёл код на Госуслугах за 3 дня"),
        (
            "Как получить выплату на ребёнка до 14 лет?",
            "Как получить выплату на ребёнка до 14 лет?",
        ),
    ],
)
def test_what_could_name_somebody_is_hidden(text: str, shown: str) -> None:
    assert nameless(text) == shown
    assert hides(shown) == (text != shown)


def test_greetings_and_signatures_are_no_answer() -> None:
    answer = "Здравствуйте, Ольга! Подайте заявление в МФЦ. С уважением, Пётр"
    assert sentences_of(nameless(answer)) == ["Подайте заявление в МФЦ."]
