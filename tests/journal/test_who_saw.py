"""D-11: one command says who saw a person or a file, and agrees with a ledger kept by hand."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.events import CitizensLookedUp, PersonalDataRevealed, SignedIn
from journal.facts import record
from journal.models import Entry
from tests.factories.accounts import bearer, make_api_key
from tickets.events import CardOpened, TicketsExported

pytestmark = pytest.mark.django_db
CARD, FILE = "tickets.CardOpened", "tickets.FileDownloaded"


def fact(event: Any, by: Any, at: datetime) -> None:
    with transaction.atomic():
        record(event, by=by, at=at)


def ledger(*args: str, after: int = 0) -> list[tuple[str, str]]:
    """Return (who, what) of the command's table, of facts written after one."""
    out = StringIO()
    call_command("who_saw", *args, "--csv", stdout=out)
    rows = csv.DictReader(io.StringIO(out.getvalue().lstrip("\ufeff")), delimiter=";")
    return [(row["Кто"], row["Что"]) for row in rows if int(row["Запись"]) > after]


def test_d11_the_report_is_the_ledger(
    things: dict[str, Any],
    citizen: Any,
    other_citizen: Any,
    olga_operator: Any,
    oleg_operator: Any,
    senior: Any,
    sveta_supervisor: Any,
    client_for: Callable[..., Any],
    team_a: Any,
) -> None:
    now = timezone.now()
    subject, after = str(citizen.pk), Entry.objects.latest("pk").pk
    # another person's, too old, and no look at all
    fact(PersonalDataRevealed(other_citizen.pk, None, ["snils"], "check"), oleg_operator, now)
    fact(CardOpened(uuid4(), other_citizen.pk), oleg_operator, now)
    fact(
        PersonalDataRevealed(citizen.pk, None, ["snils"], "check"),
        oleg_operator,
        now - timedelta(31),
    )
    fact(SignedIn(user_id=olga_operator.pk), olga_operator, now)
    # looks
    fact(CitizensLookedUp(senior.pk, "phone", 2, [other_citizen.pk, citizen.pk]), senior, now)
    fact(PersonalDataRevealed(citizen.pk, None, ["phone"], "check"), senior, now)
    client_for(olga_operator).get(f"/desk/{things['number']}/")
    client_for(sveta_supervisor).get(f"/files/{things['id']}/")
    key = make_api_key(teams=[team_a], scopes=["tickets:read"])
    client_for(None).get(
        f"/api/v1/attachments/{things['id']}/", headers={"Authorization": bearer(key)}
    )
    fact(TicketsExported(sveta_supervisor.pk, "csv", []), sveta_supervisor, now)
    the_key = f"Ключ API …{str(key.pk)[-8:]}"
    assert ledger("--subject", subject, after=after) == [
        ("Светлана Новикова", "Поиск людей"),
        ("Светлана Новикова", "Показаны персональные данные"),
        ("Ольга Соколова", "Открыта карточка обращения"),
        ("Света Павлова", "Скачан файл"),
        (the_key, "Скачан файл"),
        ("Света Павлова", "Выгружены обращения"),
    ]
    assert ledger("--file", str(things["id"])) == [
        ("Света Павлова", "Скачан файл"),
        (the_key, "Скачан файл"),
    ]
    assert ledger("--subject", subject, "--days", "40", after=after)[0] == (
        "Олег Лебедев",
        "Показаны персональные данные",
    )


def test_the_report_says_how_many_and_is_itself_a_fact(citizen: Any, senior: Any) -> None:
    fact(PersonalDataRevealed(citizen.pk, None, ["phone"], "check"), senior, timezone.now())
    out = StringIO()
    call_command("who_saw", "--subject", str(citizen.pk), stdout=out)
    assert "Светлана Новикова" in out.getvalue()
    assert "просмотров 1, смотревших 1" in out.getvalue()
    entry = Entry.objects.get(event="journal.LooksReported")
    assert entry.data == {"thing": f"citizen:{citizen.pk}", "days": 30}


def test_nobody_saw_a_stranger(db: None) -> None:
    assert ledger("--subject", str(uuid4())) == []


@pytest.mark.parametrize(("path", "event"), [("/desk/{number}/", CARD), ("/files/{id}/", FILE)])
def test_looking_again_within_the_hour_is_one_fact(
    path: str, event: str, things: dict[str, Any], client_for: Callable[..., Any],
    olga_operator: Any, senior: Any,
) -> None:  # fmt: skip
    for person in (olga_operator, olga_operator, senior, olga_operator):
        assert client_for(person).get(path.format(**things)).status_code == 200
    seen = Entry.objects.filter(event=event).order_by("pk")
    assert [UUID(entry.actor_id) for entry in seen] == [olga_operator.pk, senior.pk]


def test_people_look_at_their_own_files_freely(
    things: dict[str, Any], citizen: Any, client_for: Callable[..., Any]
) -> None:
    assert client_for(citizen).get(f"/files/{things['id']}/").status_code == 200
    assert Entry.objects.filter(event=FILE).count() == 0
