"""L-08: the auditor and the data-protection officer read, nobody changes, each reading is a fact."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.events import ApiKeyIssued, ContactOpened, SignedIn
from common.actors import SYSTEM
from journal.events import ChainVerified
from journal.facts import record
from journal.models import Entry
from journal.sealing import Sealer
from tests.factories.tickets import make_ticket
from tests.security.operations import all_operations, form_of
from tickets.events import TicketRated

pytestmark = pytest.mark.django_db
URL = "/journal/"
READ = "journal.JournalRead"
# Which letters a colleague gets is nobody else's business.
THEIR_OWN = {"notifications:own-letters"}


def fact(event: Any, by: Any, now: datetime) -> Entry:
    with transaction.atomic():
        return record(event, by=by, at=now)


def readings() -> list[list[str]]:
    rows = Entry.objects.filter(event=READ).order_by("pk")
    return [entry.data["filters"] for entry in rows]


@pytest.mark.parametrize("who", ["auditor", "data_officer"])
def test_l08_who_reads_leaves_one_row_each_time(
    who: str,
    client_for: Callable[..., Any],
    now: datetime,
    request: pytest.FixtureRequest,
) -> None:
    fact(SignedIn(user_id=uuid4()), SYSTEM, now)
    client = client_for(request.getfixturevalue(who))
    answer = client.get(URL)
    assert answer.status_code == 200
    assert "Вход" in answer.content.decode()
    assert readings() == [[]]
    client.get(URL, {"event": "accounts.SignedIn"})
    client.get(f"{URL}journal.csv", {"event": "accounts.SignedIn"})
    assert readings() == [[], ["event:accounts.SignedIn"], ["event:accounts.SignedIn"]]


@pytest.mark.parametrize(
    "who",
    [
        "olga_operator",
        "senior",
        "sveta_supervisor",
        "administrator",
        "editor",
        "quality",
        "citizen",
    ],
)
@pytest.mark.parametrize("path", [URL, f"{URL}journal.csv"])
def test_others_are_refused_and_the_refusal_is_the_only_row(
    who: str, path: str, client_for: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    answer = client_for(request.getfixturevalue(who)).get(path)
    assert answer.status_code == 403
    entry = Entry.objects.get()
    assert (entry.event, entry.data["policy"]) == ("journal.AccessDenied", "can_read_journal")


def test_a_stranger_is_led_to_sign_in(client_for: Callable[..., Any]) -> None:
    answer = client_for(None).get(URL)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_l08_the_auditor_changes_nothing_anywhere(
    things: dict[str, Any], auditor: Any, client_for: Callable[..., Any], tables: Callable[..., Any]
) -> None:
    client = client_for(auditor, raise_request_exception=False)
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    before = tables()
    for operation in all_operations(things):
        is_page = operation.method == "POST" and not operation.name.startswith("api ")
        if is_page and operation.name not in THEIR_OWN:
            answer = client.post(operation.path, form_of(operation, things))
            assert answer.status_code < 500, operation
    after = tables()
    assert {name for name in after if after[name] != before[name]} <= {
        "journal_entry",
        "notifications_bellchoice",  # what rings one's own bell
    }
    written = Entry.objects.filter(pk__gt=newest).values_list("event", flat=True)
    assert set(written) <= {"journal.AccessDenied", "notifications.BellChoiceSet"}


@pytest.fixture
def journal(auditor: Any, citizen: Any, reference: Any, team_a: Any, now: datetime) -> Any:
    """Three facts: of an appeal by the citizen, of a conversation and of a key by the system."""
    ticket = make_ticket(team=team_a, citizen=citizen, topic=reference)
    fact(TicketRated(ticket_id=ticket.pk, score=4), citizen.user, now)
    fact(ContactOpened(contact_id=uuid4(), citizen_id=citizen.pk, channel="phone"), SYSTEM, now)
    fact(ApiKeyIssued(key_id=uuid4(), scopes=["a"]), SYSTEM, now - timedelta(days=9))
    return ticket


NAMES = {"Ответ оценён": "rated", "Начат разговор": "contact", "Выдан ключ API": "key"}


def shown(client: Any, **query: str) -> set[str]:
    text = client.get(URL, query, headers={"HX-Request": "true"}).content.decode()
    return {code for name, code in NAMES.items() if f">{name}</a>" in text}


def test_filters_stand_in_the_address(
    journal: Any, auditor: Any, citizen: Any, client_for: Callable[..., Any]
) -> None:
    client = client_for(auditor)
    assert shown(client) == {"rated", "contact", "key"}
    assert shown(client, event="accounts.ApiKeyIssued") == {"key"}
    assert shown(client, subject=str(journal.number)) == {"rated"}
    assert shown(client, subject=str(journal.pk)) == {"rated"}
    assert shown(client, subject=f"ticket:{journal.pk}") == {"rated"}
    assert shown(client, subject="100 000 009") == set()
    assert shown(client, actor=str(citizen.user.pk)) == {"rated"}
    assert shown(client, actor="system") == {"contact", "key"}
    assert shown(client, since="2026-11-20") == {"rated", "contact"}
    assert shown(client, until="2026-11-19") == {"key"}
    assert shown(client, since="2026-11-11", until="2026-11-11") == {"key"}
    assert readings()[2] == [f"subject:ticket:{journal.pk}"]
    assert readings()[3] == [f"subject:{journal.pk}"]


@pytest.mark.parametrize(
    "query", [{"subject": "Иванова Мария"}, {"actor": "кто-то"}, {"event": "x"}, {"since": "вчера"}]
)
def test_what_is_not_understood_is_said_and_not_kept(
    query: dict[str, str], auditor: Any, client_for: Callable[..., Any]
) -> None:
    answer = client_for(auditor).get(URL, query)
    assert answer.status_code == 422
    assert "Отбор не понят" in answer.content.decode()
    assert readings() == [["filters:invalid"]]


def test_pages_follow_by_keyset(
    auditor: Any, client_for: Callable[..., Any], now: datetime
) -> None:
    ids = [fact(SignedIn(user_id=uuid4()), SYSTEM, now).pk for _ in range(60)]
    client = client_for(auditor)
    first = client.get(URL, {"event": "accounts.SignedIn"})
    assert first.content.decode().count("<tr>") == 1 + 50
    assert f"before={ids[10]}" in first.context["next_url"]
    second = client.get(first.context["next_url"], headers={"HX-Request": "true"})
    assert [line.entry_id for line in second.context["lines"]] == ids[9::-1]
    assert second.context["next_url"] == ""


def test_nothing_found_is_said_kindly(auditor: Any, client_for: Callable[..., Any]) -> None:
    answer = client_for(auditor).get(URL, {"event": "topics.TopicChanged"})
    assert "По этому отбору в журнале ничего нет" in answer.content.decode()


def test_no_name_of_a_citizen_is_on_the_page(
    journal: Any, auditor: Any, citizen: Any, client_for: Callable[..., Any]
) -> None:
    client = client_for(auditor)
    download = client.get(f"{URL}journal.csv")
    text = client.get(URL).content.decode() + b"".join(download.streaming_content).decode()
    for word in (citizen.last_name, citizen.phone, citizen.email):
        assert word not in text


def test_the_table_holds_whole_ids_and_seals(
    auditor: Any, client_for: Callable[..., Any], tmp_path: Path, settings: Any
) -> None:
    settings.JOURNAL_HEADS = tmp_path / "heads.jsonl"
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    entry = fact(SignedIn(user_id=uuid4()), auditor, now)
    Sealer().seal(now=now)
    answer = client_for(auditor).get(f"{URL}journal.csv", {"event": "accounts.SignedIn"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 1
    assert rows[0]["Предмет"] == entry.subject
    assert rows[0]["Кто"] == "Анна Аудитова"
    assert rows[0]["Когда (мск)"] == "20.11.2026 12:00:00"
    assert (rows[0]["Печать"], len(rows[0]["Хеш печати"])) == ("1", 64)


def test_a_broken_chain_is_the_first_thing_one_reads(
    auditor: Any, client_for: Callable[..., Any], now: datetime
) -> None:
    fact(ChainVerified("journal", 11, "edited", 12, 34), SYSTEM, now)
    text = client_for(auditor).get(URL).content.decode()
    assert "печать 12, запись 34: Запись изменили после того, как она была запечатана." in text
    assert client_for(None).get("/healthz").json()["parts"]["journal"] == "down"


def test_the_table_wants_a_fresh_proof(auditor: Any, client_for: Callable[..., Any]) -> None:
    answer = client_for(auditor, proved_s_ago=600).get(f"{URL}journal.csv")
    assert answer["X-Error-Code"] == "reauth_required"
    assert Entry.objects.count() == 0


def test_work_of_an_auditor_begins_here(auditor: Any, client_for: Callable[..., Any]) -> None:
    answer = client_for(auditor).get("/account/after-login/")
    assert answer["Location"] == URL
