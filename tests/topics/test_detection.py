"""Stems against texts: what matches, what wins, how sure it is and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.detection import (
    MAX_CHARACTERS,
    OTHER,
    Detection,
    Detector,
    StemRule,
    clean_stem,
    normalize,
)
from topics.detection.model import shipped
from topics.reference import reference_topics

SHIPPED = Detector(
    [
        StemRule(topic.code, stem, weight)
        for topic in reference_topics()
        for stem, weight in topic.stems
    ],
    [topic.code for topic in reference_topics()],
    shipped(),
)


def matched(stem: str, text: str) -> bool:
    return bool(Detector([StemRule("login", stem)], ["login"]).detect(text).matched)


@pytest.mark.parametrize(
    ("stem", "text", "found"),
    [
        ("парол", "Забыл ПАРОЛЬ!", True),
        ("парол", "запарольный", False),
        ("учётн", "учетная запись", True),
        ("учетн", "Учётная запись", True),
        ("эп", "не вижу эп", True),
        ("эп", "эпизод", False),
        ("=код", "нужен код", True),
        ("=код", "кодекс", False),
        ("50", "ошибка 502", True),
        ("не работ", "не работает", True),
        ("не работ", "сайт не у всех работает", True),
        ("не работ", "не знаю, почему сайт так плохо работает", False),
        ("не работ", "работает, но не всегда", False),
        ("код подтвержд", "код\nподтверждения", True),
        ("pdf", "Файл.PDF", True),
        ("парол", "", False),
        ("войти", "вошла", True),  # by its lemma
        ("=код", "кодами", True),
        ("парол", "забыла gfhjkm jn кабинета", True),  # the other layout of the keyboard
        ("забыл|потерял парол", "потеряла пароль", True),
        ("сайт+упал|лежит", "опять лежит этот ваш сайт", True),
        ("сайт+упал|лежит", "сайт открыт", False),
        ("=код -регион", "код не приходит", True),
        ("=код -регион", "какой код региона указать", False),
        ("@нельзя войти", "не получается никак войти", True),
        ("@нельзя войти", "невозможно войти", True),
        ("@нельзя войти", "хочу войти в положение", False),
        ("парол", "вопрос не про пароль, а про справку", False),
        ("справк", "вопрос не про пароль, а про справку", True),
        ("парол", "дело не в пароле", False),
        ("войти", "не могу войти", True),  # a complaint is no denial
    ],
)
def test_stem_matches(stem: str, text: str, found: bool) -> None:
    assert matched(stem, text) is found


def test_points_decide_and_are_explained() -> None:
    detector = Detector(
        [
            StemRule("login", "парол", 3),
            StemRule("login", "войти", 2),
            StemRule("otp_codes", "смс", 3),
        ],
        ["otp_codes", "login"],
    )

    assert detector.detect("Не могу войти: пароль из СМС не подходит, пароль верный") == Detection(
        topic="login",
        confidence=0.56,
        matched=(
            StemRule("login", "парол", 3),
            StemRule("otp_codes", "смс", 3),
            StemRule("login", "войти", 2),
        ),
        scores={"login": 5, "otp_codes": 3},
        words=("пароль", "войти"),
    )
    assert detector.detect("войти паролем").stems == ("парол", "войти")


def test_tie_goes_to_the_earlier_topic() -> None:
    rules = [StemRule("login", "вход", 2), StemRule("payment", "оплат", 2)]

    assert Detector(rules, ["payment", "login"]).detect("вход и оплата").topic == "payment"
    assert Detector(rules, ["login", "payment"]).detect("вход и оплата").topic == "login"


def test_topic_without_a_place_in_the_order_comes_last() -> None:
    rules = [StemRule("new", "вход", 2), StemRule("payment", "оплат", 2)]

    assert Detector(rules, ["payment"]).detect("вход и оплата").topic == "payment"


@pytest.mark.parametrize("text", ["", "   ", "ы", "!!!", "🙂"])
def test_nothing_matched_is_other_without_confidence(text: str) -> None:
    assert SHIPPED.detect(text) == Detection(OTHER, 0.0, (), {})


def test_one_weak_stem_is_no_certainty() -> None:
    weak = Detector([StemRule("status", "когда", 1)], ["status"]).detect("когда")

    assert (weak.topic, weak.confidence) == ("status", 0.5)


def test_stem_is_stored_clean() -> None:
    assert clean_stem("  Учётн   ЗАПИС! ") == "учетн запис"
    assert clean_stem("=Код") == "=код"
    assert clean_stem("Сайт + упал | лежит  -Код, @Нельзя") == "сайт+упал|лежит -код @нельзя"
    assert normalize("Ёлка") == "елка"
    with pytest.raises(ValueError, match="at least one letter"):
        Detector([StemRule("login", "!!!")], [])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Забыл пароль, не могу войти в личный кабинет", "login"),
        ("Учётная запись заблокирована после неверных попыток", "login"),
        ("В анкете не заполняется обязательное поле", "application_errors"),
        ("Нет слотов, не могу записаться на приём", "application_errors"),
        ("Скан паспорта не прикрепляется, файл слишком большой", "documents_upload"),
        ("Документ признан нечитаемым", "documents_upload"),
        ("Какой статус у моего заявления?", "status"),
        ("Прошёл месяц, а ответа так и нет", "status"),
        ("Портал не открывается, ошибка 502", "outage"),
        ("Приложение вылетает при запуске", "outage"),
        ("Не приходит СМС с кодом подтверждения", "otp_codes"),
        ("Система не принимает одноразовый код", "otp_codes"),
        ("Сменила фамилию после свадьбы, как обновить паспортные данные", "personal_data_change"),
        ("Нужно изменить номер телефона в профиле", "personal_data_change"),
        ("Деньги списали дважды, верните пошлину", "payment"),
        ("Неверно указан реквизит в платеже", "payment"),
        ("Соедините меня с живым оператором", "other"),
        ("Не приходит код для входа", "otp_codes"),
        ("Какой код региона указать в заявлении", "application_errors"),
        ("Вопрос не о пароле: деньги за пошлину списали дважды", "payment"),
        ("Хочу пожаловаться на оператора, хамил по телефону", "other"),
        ("не магу зайти в кобинет", "login"),
        ("yt ghb[jlbn rjl gjlndth;ltybz", "otp_codes"),
        ("Добрый день", "other"),
    ],
)
def test_shipped_stems_tell_the_reasons_of_the_article(text: str, topic: str) -> None:
    assert SHIPPED.detect(text).topic == topic


def test_shipped_topics_are_eight_and_other_in_the_order_of_ties() -> None:
    assert [topic.code for topic in reference_topics()] == [
        "otp_codes",
        "payment",
        "documents_upload",
        "personal_data_change",
        "login",
        "status",
        "application_errors",
        "outage",
        "other",
    ]


def test_long_text_is_judged_by_its_beginning() -> None:
    text = "не могу войти, код из смс не приходит, оплата заявления не прошла, файл; " * 2000
    assert SHIPPED.detect(text) == SHIPPED.detect(text[:MAX_CHARACTERS])
    assert SHIPPED.detect("я " * MAX_CHARACTERS + "пароль").topic == OTHER


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_a_topic_and_a_share(text: str) -> None:
    found = SHIPPED.detect(text)

    assert 0 <= found.confidence < 1
    assert found.topic in {topic.code for topic in reference_topics()}


def test_typos_are_repaired_towards_words_of_contacts() -> None:
    assert SHIPPED.detect("востановить пороль").words == ("востановить пороль",)


def test_guess_hardly_likelier_than_the_rest_asks() -> None:
    found = SHIPPED.detect("по поводу телефона и заявления")

    assert not found.is_sure
    assert len(found.shares) == 9
    assert abs(sum(share for _, share in found.shares) - 1) < 0.05


def test_winner_that_is_switched_off_is_not_replaced_by_a_neighbour() -> None:
    rules = [StemRule("login", "парол", 9), StemRule("otp_codes", "смс", 1)]
    one = Detector(rules, ["otp_codes"], shipped())

    assert one.detect("забыл пароль от кабинета").topic == OTHER


def test_topic_the_model_never_learned_is_guessed_by_its_stems() -> None:
    topics = [topic.code for topic in reference_topics()]
    one = Detector([StemRule("parking", "парков", 9)], ["parking", *topics], shipped())

    assert one.detect("парковка").topic == "parking"
