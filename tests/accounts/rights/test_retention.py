"""D-10: what has served its time goes by itself: exactly the due set, then nothing; one act a run."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from accounts.actions.retention import plan, run_retention
from accounts.models import (
    Citizen,
    ContactChange,
    Destruction,
    IdentityAnswer,
    OneTimeCode,
    RetentionPolicy,
    SubjectExport,
    SubjectRequest,
    User,
)
from accounts.retention import brooms
from chat.models import Message
from journal.models import Entry
from notifications.models import Delivery
from routing.models import CallbackRequest, Line
from tests.factories.accounts import make_contact
from tests.factories.chat import make_dialog, make_message
from tests.factories.tickets import make_ticket
from tickets.models import Attachment, Draft, Ticket, TimelineItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "at_noon")]
TERMS = {
    "codes": 2,
    "sessions": 0,
    "subject_exports": 1,
    "delivery_texts": 30,
    "callback_phones": 30,
    "text_drafts": 30,
    "draft_files": 2,
    "quarantined_files": 30,
    "identity_answers": 365,
    "old_addresses": 365,
    "closed_appeals": 1827,
    "chat_words": 1096,
}


def make_one(code: str, at: datetime, citizen: Citizen, staff: User) -> Any:
    """One row of a category whose age begins at a moment; return its key."""
    return globals()[f"_{code}"](at, citizen, staff)


def _codes(at: datetime, citizen: Citizen, staff: User) -> Any:
    return OneTimeCode.objects.create(
        purpose="login", channel="sms", address="+79160000001", session_digest=b"1",
        code_digest=b"2", created_at=at, expires_at=at,
    )  # fmt: skip


def _sessions(at: datetime, citizen: Citizen, staff: User) -> Any:
    store = SessionStore()
    store.create()
    Session.objects.filter(pk=store.session_key).update(expire_date=at)
    return Session.objects.get(pk=store.session_key)


def _subject_exports(at: datetime, citizen: Citizen, staff: User) -> Any:
    request = SubjectRequest.objects.create(
        citizen=citizen, kind="export", state="done", asked_at=at, due_at=at, warn_at=at,
        answered_at=at,
    )  # fmt: skip
    expires = at + timedelta(days=1)
    return SubjectExport.objects.create(
        request=request, state="ready", asked_at=at, expires_at=expires, key="k", file_name="f"
    )


def _delivery_texts(at: datetime, citizen: Citizen, staff: User) -> Any:
    entry = Entry.objects.order_by("pk").first()
    return Delivery.objects.create(
        entry=entry, person_kind="citizen", person_id=citizen.pk, channel="sms",
        template=f"t{at.timestamp()}", address="+79160000001", body="Слова", status="sent",
        due_at=at, created_at=at,
    )  # fmt: skip


def _callback_phones(at: datetime, citizen: Citizen, staff: User) -> Any:
    line, _ = Line.objects.get_or_create(code="hotline", defaults={"title": "Горячая линия"})
    return CallbackRequest.objects.create(
        citizen=citizen, phone="+79160000001", question="Слова", line=line, state="done",
        window_from=at, window_to=at + timedelta(hours=1), asked_at=at, ended_at=at,
    )  # fmt: skip


def _text_drafts(at: datetime, citizen: Citizen, staff: User) -> Any:
    place = f"cabinet:{at.timestamp():.0f}"
    return Draft.objects.create(owner=citizen.user, place=place, fields="{}", saved_at=at)


def _draft_files(at: datetime, citizen: Citizen, staff: User) -> Any:
    return _file(at, state="clean")


def _quarantined_files(at: datetime, citizen: Citizen, staff: User) -> Any:
    return _file(at, state="infected", ticket=make_ticket(citizen=citizen))


def _file(at: datetime, **fields: Any) -> Attachment:
    return Attachment.objects.create(
        uploader_kind="citizen", uploader_id="1", name="a.jpg", content_type="image/jpeg", size=1,
        storage_name=f"{at.timestamp()}{fields['state']}", sha256=b"1", uploaded_at=at, **fields,
    )  # fmt: skip


def _identity_answers(at: datetime, citizen: Citizen, staff: User) -> Any:
    contact = make_contact(citizen, channel="phone", operator=staff, started_at=at, ended_at=at)
    return IdentityAnswer.objects.create(
        contact=contact, attribute="snils", outcome="match", answered_at=at, asked_by=staff
    )


def _old_addresses(at: datetime, citizen: Citizen, staff: User) -> Any:
    return ContactChange.objects.create(
        citizen=citizen, channel="sms", old_address="+79160000001", changed_at=at
    )


def _chat_words(at: datetime, citizen: Citizen, staff: User) -> Any:
    dialog = make_dialog(citizen=citizen, state="ended", opened_at=at, ended_at=at)
    return make_message(dialog, at=at)


def _closed_appeals(at: datetime, citizen: Citizen, staff: User) -> Any:
    ticket = make_ticket(citizen=citizen, status="closed", registered_at=at)
    TimelineItem.objects.create(
        ticket=ticket, seq=1, kind="message", is_public=True, at=at, actor_kind="citizen",
        body="Слова обращения",
    )  # fmt: skip
    return ticket


def is_gone(row: Any) -> bool:
    fresh = type(row)._default_manager.filter(pk=row.pk).first()
    if fresh is None:
        return True
    if isinstance(fresh, Delivery):
        return fresh.address_index is None and fresh.body == ""
    if isinstance(fresh, CallbackRequest):
        return fresh.phone_index is None and fresh.question == ""
    if isinstance(fresh, SubjectExport):
        return fresh.state == "gone" and fresh.key == ""
    if isinstance(fresh, Message):
        return fresh.text == "" and fresh.dialog.stripped_at is not None
    return isinstance(fresh, Ticket) and fresh.anonymised_at is not None


@pytest.fixture
def rows(citizen: Citizen, olga_operator: User, now: datetime) -> dict[str, tuple[Any, Any]]:
    """Of each category one that is a minute too old and one that is a minute too young."""
    minute, found = timedelta(minutes=1), {}
    for code, days in TERMS.items():
        edge = now - timedelta(days=days)
        found[code] = tuple(
            make_one(code, at, citizen, olga_operator) for at in (edge - minute, edge + minute)
        )
    return found  # type: ignore[return-value]


def test_d10_exactly_the_due_set_goes_and_the_second_run_takes_nothing(
    rows: dict[str, Any], now: datetime
) -> None:
    assert {row.policy.code: row.count for row in plan(now=now)} == dict.fromkeys(TERMS, 1)
    act = run_retention(now=now)
    assert act is not None
    assert {code: (is_gone(old), is_gone(young)) for code, (old, young) in rows.items()} == (
        dict.fromkeys(TERMS, (True, False))
    )
    titles = dict(RetentionPolicy.objects.values_list("code", "title"))
    assert act.counts == {titles[code]: 1 for code in TERMS}
    assert [row for row in plan(now=now) if row.count] == []
    assert run_retention(now=now) is None
    assert Destruction.objects.count() == 1


def test_the_act_points_at_its_fact(rows: dict[str, Any], now: datetime) -> None:
    act = run_retention(now=now)
    assert act is not None
    entry = Entry.objects.get(event="accounts.DataDestroyed")
    assert entry.data == {"destruction_id": str(act.pk)}
    assert (act.log_from, act.log_to, act.ground) == (entry.pk, entry.pk, "retention")


def test_an_old_appeal_keeps_number_and_dates(rows: dict[str, Any], now: datetime) -> None:
    old = rows["closed_appeals"][0]
    run_retention(now=now)
    fresh = Ticket.objects.get(pk=old.pk)
    assert (fresh.number, fresh.closed_at, fresh.citizen_id) == (
        old.number, old.closed_at, old.citizen_id,
    )  # fmt: skip
    assert TimelineItem.objects.get(ticket=fresh).body == ""


def test_a_policy_that_is_off_takes_nothing(rows: dict[str, Any], now: datetime) -> None:
    RetentionPolicy.objects.exclude(code="codes").update(is_active=False)
    act = run_retention(now=now)
    assert act is not None
    assert list(act.counts.values()) == [1]
    assert not is_gone(rows["closed_appeals"][0])


def test_what_stops_half_way_has_its_act(
    rows: dict[str, Any], now: datetime, monkeypatch: Any
) -> None:
    from accounts import retention

    broken = retention.Broom("sessions", lambda before: 0, lambda before, now: 1 // 0)
    monkeypatch.setitem(retention._brooms, "sessions", broken)
    with pytest.raises(ZeroDivisionError):
        run_retention(now=now)
    assert list(Destruction.objects.get().counts.values()) == [1]


def test_the_dry_run_shows_and_changes_nothing(rows: dict[str, Any]) -> None:
    out = io.StringIO()
    call_command("retention", "--dry-run", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert [(line[0], line[1], line[2]) for line in lines] == [
        ("1", code, str(days)) for code, days in TERMS.items()
    ]
    assert not is_gone(rows["codes"][0])
    assert Destruction.objects.count() == 0
    call_command("retention", stdout=out)
    assert is_gone(rows["codes"][0])


def test_every_policy_has_a_broom_and_every_broom_a_policy() -> None:
    shipped = set(RetentionPolicy.objects.values_list("code", flat=True))
    assert shipped == {broom.code for broom in brooms()} == set(TERMS)


def test_rows_of_ended_sessions_go_with_them(
    citizen: Citizen, now: datetime, settings: Any
) -> None:
    from accounts.actions.own_sessions import begin_session
    from accounts.models import SignedInSession

    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    for place, started in enumerate((now - age - timedelta(minutes=1), now - age)):
        begin_session(
            user=citizen.user, key=f"key-{place}", device="Firefox", address="::1", now=started
        )
    act = run_retention(now=now)
    assert act is not None
    assert list(act.counts.values()) == [1]
    assert SignedInSession.objects.get().started_at == now - age


class TestTerms:
    """Terms are changed in the admin by a door, with a fact."""

    URL = "/admin/accounts/retentionpolicy/codes/change/"

    def test_the_officer_changes_a_term(self, client_for: Any, data_officer: User) -> None:
        form = {"keep_days": "7", "ground": "Решение оператора", "is_active": "on"}
        assert client_for(data_officer).post(self.URL, form).status_code == 302
        policy = RetentionPolicy.objects.get(pk="codes")
        assert (policy.keep_days, policy.ground) == (7, "Решение оператора")
        fact = Entry.objects.get(event="accounts.RetentionPolicyChanged")
        assert fact.data == {"policy": "codes", "keep_days": 7, "is_active": True}

    def test_others_and_late_proofs_change_nothing(
        self, client_for: Any, data_officer: User, editor: User
    ) -> None:
        form = {"keep_days": "7", "ground": "Решение", "is_active": "on"}
        assert client_for(editor).post(self.URL, form).status_code == 403
        assert client_for(data_officer, proved_s_ago=301).post(self.URL, form).status_code == 403
        assert RetentionPolicy.objects.get(pk="codes").keep_days == 2
