"""The journal beside every change: L-01 one entry, L-02 both or neither, L-06 and D-01 no personal data."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from journal.models import Entry
from tests.security.operations import Operation, all_operations, form_of
from tests.tickets.files.builders import picture

pytestmark = pytest.mark.django_db
# What changes nothing of record: looking by POST, words being typed, a form shown back, no new answer to read.
UNRECORDED = {
    "POST cabinet:ticket-reading",
    "POST desk:ticket-new-topic", "POST desk:ticket-draft",
    "POST cabinet:draft", "POST cabinet:ticket-write",
    # what is alike is only looked for; nothing to take off, to wake or to fill
    "POST cabinet:ticket-new-similar", "POST desk:ticket-new-similar",
    "POST desk:ticket-label", "POST desk:ticket-waking", "POST desk:ticket-move/fields",
    # papers are checked and nothing kept; no script is chosen
    "POST desk:ticket-check", "POST desk:ticket-aid",
}  # fmt: skip
# The person who called is written down, the call begins, and the appeal is registered.
SEVERAL = {
    "POST desk:ticket-new": [
        "accounts.CitizenRegistered",
        "accounts.ContactOpened",
        "tickets.TicketRegistered",
    ],
}
DOERS = {"cabinet:": "citizen", "desk:": "olga_operator"}


@pytest.fixture
def act(
    things: dict[str, Any], client_for: Callable[..., Any], request: pytest.FixtureRequest
) -> Callable[[Operation, str], tuple[int, list[str]]]:
    """Return a function: a person carries an operation out; its status and facts; all is undone."""

    def carried_out(operation: Operation, name: str) -> tuple[int, list[str]]:
        client = client_for(request.getfixturevalue(name), raise_request_exception=False)
        newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with transaction.atomic():
            answer = client.post(operation.path, form_of(operation, things) | {"client_key": "k"})
            written = list(
                Entry.objects.filter(pk__gt=newest).order_by("pk").values_list("event", flat=True)
            )
            transaction.set_rollback(True)
        return answer.status_code, written

    return carried_out


def changing(things: dict[str, Any]) -> list[tuple[Operation, str]]:
    """Every changing page with who does it."""
    return [
        (operation, doer)
        for operation in all_operations(things)
        for space, doer in DOERS.items()
        if operation.method == "POST" and operation.name.startswith(space)
    ]


def test_l01_every_change_and_every_denial_is_one_entry(
    things: dict[str, Any], act: Callable[..., Any]
) -> None:
    recorded, wrong = 0, []
    for operation, doer in changing(things):
        status, written = act(operation, doer)
        if status == 403:
            expected: list[str] | int = ["journal.AccessDenied"]
        elif status >= 400 or operation.row in UNRECORDED:
            expected = 0
        else:
            expected = SEVERAL.get(operation.row, 1)
            recorded += 1
        if (written if isinstance(expected, list) else len(written)) != expected:
            wrong.append(f"{operation.row} {status}: expected {expected}, got {written}")
    assert not wrong, "\n".join(["", *wrong])
    assert recorded >= 12


def test_l02_failure_after_the_entry_leaves_neither_change_nor_entry(
    things: dict[str, Any],
    client_for: Callable[..., Any],
    citizen: Any,
    olga_operator: Any,
    tables: Callable[[], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from journal import facts

    struck: list[type] = []

    def strike(event: type) -> Any:
        struck.append(event)
        raise RuntimeError("after the entry was written")

    monkeypatch.setattr(facts, "handlers_of", strike)
    browsers = {
        "citizen": client_for(citizen, raise_request_exception=False),
        "olga_operator": client_for(olga_operator, raise_request_exception=False),
    }
    before = tables()
    for operation, doer in changing(things):
        hits = len(struck)
        form = form_of(operation, things) | {"client_key": "k"}
        with transaction.atomic():
            answer = browsers[doer].post(operation.path, form)
            if len(struck) > hits:
                assert answer.status_code == 500, operation.row
                after = tables()
                changed = {name for name in after if after[name] != before[name]}
                assert changed == set(), operation.row
            transaction.set_rollback(True)
    assert len(set(struck)) >= 10


PERSON = {
    "last_name": "Токенова", "first_name": "Персона", "middle_name": "Секретовна", "phone": "+79031112233",
    "email": "pd-token@example.org",
}  # fmt: skip
SAID = "PDTOKEN-body улица Приватная 7"
TOKENS = ("Токенова", "Секретовна", "9031112233", "pd-token@example.org", "PDTOKEN", "Приватная")


@pytest.fixture
def story(client_for: Callable[..., Any], reference: Any, olga_operator: Any, now: Any) -> Any:
    """A whole story of a person whose every word is a token: written, answered, noted, rated."""
    from tests.factories.accounts import make_citizen
    from tickets.models import Ticket

    person = make_citizen(**PERSON)
    author, worker = client_for(person), client_for(olga_operator)
    scan = SimpleUploadedFile("PDTOKEN-file.jpg", picture("JPEG"), content_type="image/jpeg")
    fields = {"body": SAID, "topic": "", "client_key": "k-1", "step": "send", "files": scan}
    assert author.post("/cabinet/new/complaint/", fields).status_code in {200, 303}
    if not Ticket.objects.exists():
        from tests.tickets.helpers import registered

        registered(person, now=now, body=SAID)
    ticket = Ticket.objects.get()
    at = f"/desk/{ticket.number}/"
    worker.post(f"{at}assignment/", {"to": str(olga_operator.pk)})
    worker.post(f"{at}draft/", {"body": "PDTOKEN-draft", "kind": "reply"})
    worker.post(f"{at}notes/", {"note-body": f"PDTOKEN-note {SAID}", "client_key": "k-2"})
    worker.post(f"{at}replies/", {"body": f"PDTOKEN-reply {SAID}", "client_key": "k-3"})
    worker.post("/desk/search/", {"q": "Токенова"})
    worker.post("/desk/search/", {"q": PERSON["phone"]})
    words = {"body": f"PDTOKEN-message {SAID}", "client_key": "k-4"}
    author.post(f"/cabinet/{ticket.number}/messages/", words)
    author.post(
        "/account/profile/",
        {k: PERSON[k] for k in ("last_name", "first_name", "middle_name")} | {"language": "en"},
    )
    ticket.refresh_from_db()
    assert ticket.items.count() >= 5
    return ticket


def everything_stored() -> dict[str, str]:
    """Each table as text, binary columns as the text they would spell."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [
                bytes(value).decode("utf-8", "replace")
                if isinstance(value, memoryview)
                else str(value)
                for row in cursor.fetchall()
                for value in row
            ]
            found[table] = "\n".join(rows)
    return found


def test_l06_journal_and_its_queue_hold_no_personal_data(story: Any) -> None:
    stored = everything_stored()
    assert Entry.objects.filter(subject=f"ticket:{story.pk}").count() >= 4
    for table in ("journal_entry", "journal_reaction"):
        assert [token for token in TOKENS if token in stored[table]] == [], table


def test_d01_no_table_holds_a_citizens_words_or_contacts_in_the_open(
    story: Any, settings: Any
) -> None:
    leaks = {
        table: [token for token in TOKENS if token in text]
        for table, text in everything_stored().items()
    }
    assert {table: tokens for table, tokens in leaks.items() if tokens} == {}
    opened = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert [token for token in TOKENS if token in opened] == []


def test_d01_names_on_disk_say_nothing(story: Any, settings: Any) -> None:
    from pathlib import Path

    names = " ".join(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*"))
    assert [token for token in TOKENS if token in names] == []
