"""Which queries are kept: those that can name nobody."""

import pytest

from faq.search.privacy import kept_query


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("Не приходит  СМС", "не приходит смс"),
        ("104", "104"),
        ("ошибка 50", "ошибка 50"),
        ("загранпаспорт на 10 лет", "загранпаспорт на 10 лет"),
        ("Сбербанк не подтверждает", "сбербанк не подтверждает"),
    ],
)
def test_what_names_nobody_is_kept(query: str, kept: str) -> None:
    assert kept_query(query) == kept


@pytest.mark.parametrize(
    "query",
    [
        "снилс 112-233-445 95",
        "заявление 123456789 статус",
        "паспорт 45 10",
        "иванов не может войти",
        "Шкрябудлов Аркан что с заявкой",
        "мария петровна забыла пароль",
        "почта maria@example.org",
        "ул. Ленина паспортный стол",
        "я подал заявление на загранпаспорт в мае и до сих пор жду ответа от вас почему",
        "??",
    ],
)
def test_what_could_name_somebody_is_dropped_whole(query: str) -> None:
    assert kept_query(query) == ""
