"""D-09: erased by two persons, with an act; nothing is left that names the person; the chain is whole."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.actions import erasure, subject_exports
from accounts.actions.codes import CodeFor, request_code
from accounts.actions.consents import give_consents
from accounts.actions.retention import lay_missing_tombstones
from accounts.actions.subject_requests import Ask, ask_about_data
from accounts.models import (
    Citizen,
    Consent,
    ConsentText,
    DataChange,
    Destruction,
    PersonalData,
    SubjectRequest,
    User,
)
from accounts.tombstones import stones
from common.actors import SYSTEM
from journal import heads
from journal.models import Entry
from journal.outbox import run_due
from journal.sealing import Sealer
from journal.verifying import verify
from notifications.actions import claim_next, mark_sent
from notifications.models import Delivery
from tests.accounts.rights.leftovers import hits
from tests.factories.accounts import make_contact, make_profile
from tests.tickets.files.builders import picture
from tickets.actions.attachments import Files, attach_files, upload
from tickets.actions.drafts import save_draft
from tickets.actions.ending import withdraw_ticket
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.models.ticket import Kind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shipped")]
TOKENS = [
    "Морозова",
    "79161234567",
    "9161234567",
    "maria@example.org",
    "11223344595",
    "4509123456",
    "Тверская",
    "фиолетовый слон",
    "снимок-паспорта",
    "черновик-грусти",
    "старый-адрес@example.org",
    "Передумала",
]


@pytest.fixture
def lived(citizen: Citizen, desk: Any, olga_operator: User, now: datetime) -> Ticket:
    """A person with everything: documents, an appeal with words and a file, drafts, codes, an archive."""
    user = citizen.user
    texts = list(ConsentText.objects.filter(is_required=True))
    give_consents(citizen=citizen, texts=texts, by=user, now=now)
    PersonalData.objects.create(
        citizen=citizen, snils="11223344595", passport="4509123456", address="Тверская, 1",
        updated_at=now,
    )  # fmt: skip
    DataChange.objects.create(
        citizen=citizen, attribute="email", old_value="старый-адрес@example.org",
        new_value="maria@example.org", state="applied", level=2, requested_by=user,
        requested_at=now,
    )  # fmt: skip
    make_contact(citizen, channel="phone", operator=olga_operator)
    new = NewTicket(
        kind=Kind.QUESTION, body="Где мой фиолетовый слон", channel="cabinet", citizen=citizen
    )
    ticket = register_ticket(new=new, by=user, now=now)
    picture_file = io.BytesIO(picture("JPEG"))
    file = upload(file=picture_file, name="снимок-паспорта.jpg", by=user, draft_key="d", now=now)
    attach_files(ticket=ticket, files=Files((file.pk,), "d"), by=user, now=now)
    save_draft(by=user, place="cabinet:new", fields={"body": "черновик-грусти"}, now=now)
    request_code(wanted=CodeFor("login", "sms", citizen.phone, "browser"), by=SYSTEM, now=now)
    withdraw_ticket(ticket=ticket, by=user, now=now)
    export = subject_exports.order_export(citizen=citizen, by=user, now=now)
    run_due()
    assert subject_exports.build(export_id=export.pk, now=now)
    run_due()
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def asked(citizen: Citizen, lived: Ticket, now: datetime) -> SubjectRequest:
    ask = Ask("erasure", text="Передумала пользоваться")
    row = ask_about_data(citizen=citizen, ask=ask, by=citizen.user, now=now)
    run_due()
    return row


def erased(request: SubjectRequest, officer: User, second: User, now: datetime) -> Destruction:
    erasure.propose_erasure(request=request, by=officer, now=now)
    return erasure.confirm_erasure(request=request, by=second, now=now)


def send_everything(now: datetime) -> list[str]:
    """Carry out what is queued, as the carrier does; return the templates that left."""
    sent = []
    for channel in ("email", "sms"):
        while claim := claim_next(channel=channel, now=now):
            sent.append(claim.delivery.template)
            mark_sent(
                delivery_id=claim.delivery.pk, attempt=claim.attempt, provider_ids=["x"], now=now
            )
    return sent


def test_d09_nothing_names_the_person_any_more(
    citizen: Citizen,
    lived: Ticket,
    asked: SubjectRequest,
    data_officer: User,
    sveta_supervisor: User,
    now: datetime,
) -> None:
    before = hits(TOKENS)
    found_before = {line.rpartition(": ")[2] for line in before}
    assert found_before == set(TOKENS), "the check sees each of them while it is there"
    act = erased(asked, data_officer, sveta_supervisor, now)
    run_due()
    assert "subject_erased" in send_everything(now)
    assert hits(TOKENS) == []
    gone = Citizen.objects.select_related("user").get(pk=citizen.pk)
    assert (gone.full_name, gone.phone, gone.phone_index, gone.names) == ("", "", None, None)
    assert gone.erased_at == now
    assert gone.user is not None
    assert not gone.user.is_active
    ticket = Ticket.objects.get(pk=lived.pk)
    assert (ticket.number, ticket.status) == (lived.number, lived.status)
    assert (ticket.registered_at, ticket.closed_at) == (lived.registered_at, lived.closed_at)
    assert (ticket.subject, ticket.anonymised_at) == ("Данные удалены", now)
    assert TimelineItem.objects.filter(ticket=ticket).count() == lived.items_count
    assert Attachment.objects.count() == 0
    assert Consent.objects.get().citizen_id == citizen.pk
    assert act.counts["Профили"] == 1
    assert act.counts["Файлы обращений"] == 1
    assert act.counts["Тексты обращений"] == 1
    assert act.counts["Архивы данных"] == 1
    assert act.counts["Черновики"] == 1


def test_d09_the_person_hears_the_last_word(
    asked: SubjectRequest, data_officer: User, sveta_supervisor: User, now: datetime
) -> None:
    erased(asked, data_officer, sveta_supervisor, now)
    run_due()
    last = Delivery.objects.get(template="subject_erased")
    assert (last.person_kind, last.address) == ("address", "maria@example.org")
    assert "удалили ваши данные" in last.body
    send_everything(now)
    last.refresh_from_db()
    assert (last.address, last.body, last.address_index) == ("", "", None)
    request = SubjectRequest.objects.get(kind="erasure")
    assert (request.state, request.answer_address) == ("done", "")


def test_d09_others_keep_everything(
    citizen: Citizen,
    other_citizen: Citizen,
    asked: SubjectRequest,
    data_officer: User,
    sveta_supervisor: User,
    now: datetime,
) -> None:
    new = NewTicket(
        kind=Kind.QUESTION, body="Зелёный крокодил", channel="cabinet", citizen=other_citizen
    )
    register_ticket(new=new, by=other_citizen.user, now=now)
    erased(asked, data_officer, sveta_supervisor, now)
    kept = Citizen.objects.select_related("user").get(pk=other_citizen.pk)
    assert (kept.phone, kept.erased_at) == ("+79167654321", None)
    assert kept.user is not None
    assert kept.user.is_active
    assert {line.rpartition(": ")[2] for line in hits(["Кузнецов", "крокодил"])} == {
        "Кузнецов",
        "крокодил",
    }


def test_the_sign_in_is_closed_at_once(
    client_for: Any,
    citizen: Citizen,
    asked: SubjectRequest,
    data_officer: User,
    sveta_supervisor: User,
    now: datetime,
) -> None:
    browser = client_for(citizen)
    assert browser.get("/account/data/").status_code == 200
    erased(asked, data_officer, sveta_supervisor, now)
    assert browser.get("/account/data/")["Location"].startswith("/account/login/")
    form = {"identifier": "maria@example.org", "password": "verny-parol-2026"}
    assert Client().post("/account/login/", form).status_code == 422


class TestAct:
    def test_it_says_who_what_when_and_the_extract_goes_with_it(
        self,
        client_for: Any,
        citizen: Citizen,
        asked: SubjectRequest,
        data_officer: User,
        sveta_supervisor: User,
        now: datetime,
    ) -> None:
        act = erased(asked, data_officer, sveta_supervisor, now)
        assert (act.done_by, act.confirmed_by) == (data_officer, sveta_supervisor)
        assert (act.ground, act.citizen_id, act.request_id) == ("request", citizen.pk, asked.pk)
        page = client_for(data_officer).get(reverse("subjects:act", args=[act.pk]))
        words = page.content.decode()
        for said in ("Дарья Хранова", "Света Павлова", "20 ноября 2026", "По запросу субъекта"):
            assert said in words
        assert "Морозова" not in words
        url = reverse("subjects:act-log", args=[act.pk, "json"])
        lines = json.loads(client_for(data_officer).get(url).content)
        assert [line["event"].partition(".")[2] for line in lines] == [
            "SubjectRequestReceived",
            "ErasureProposed",
            "SubjectErased",
        ]
        assert {line["subject"] for line in lines} == {f"citizen:{citizen.pk}"}
        assert (lines[0]["id"], lines[-1]["id"]) == (act.log_from, act.log_to)
        table = client_for(data_officer).get(url.replace("json", "csv"))
        assert table.content.decode().count("\r\n") == 4
        assert client_for(data_officer).get(url.replace("json", "xml")).status_code == 404

    def test_d09_the_chain_stays_valid(
        self,
        asked: SubjectRequest,
        data_officer: User,
        sveta_supervisor: User,
        now: datetime,
        tmp_path: Path,
        settings: Any,
    ) -> None:
        settings.JOURNAL_HEADS = tmp_path / "heads.jsonl"
        before = list(Entry.objects.order_by("pk").values_list("pk", "event", "data"))
        sealer = Sealer(grace=timedelta(0))
        for minute in range(3):
            sealer.tick(now=now + timedelta(minutes=minute))
        erased(asked, data_officer, sveta_supervisor, now)
        for minute in range(3, 8):
            sealer.tick(now=now + timedelta(minutes=minute))
        after = list(Entry.objects.order_by("pk").values_list("pk", "event", "data"))
        assert after[: len(before)] == before
        report = verify(heads.read([settings.JOURNAL_HEADS]))
        assert (report.is_whole, report.seals) == (True, len(after))


class TestTwoPersons:
    def test_one_alone_cannot(
        self, asked: SubjectRequest, data_officer: User, administrator: User,
        client_for: Any, time_machine: Any, now: datetime,
    ) -> None:  # fmt: skip
        time_machine.move_to(now)
        confirm = reverse("subjects:request-confirmation", args=[asked.pk])
        assert client_for(administrator).post(confirm).status_code == 404  # not proposed yet
        client_for(data_officer).post(reverse("subjects:request-proposal", args=[asked.pk]))
        assert client_for(data_officer).post(confirm).status_code == 403
        assert Destruction.objects.count() == 0
        page = client_for(administrator).get(reverse("subjects:request", args=[asked.pk]))
        assert "Подтвердить удаление" in page.content.decode()
        assert client_for(administrator).post(confirm).status_code == 303
        assert Destruction.objects.get().confirmed_by == administrator

    def test_a18_both_want_a_fresh_proof(
        self, client_for: Any, asked: SubjectRequest, data_officer: User, sveta_supervisor: User
    ) -> None:
        for person, name in ((data_officer, "proposal"), (sveta_supervisor, "confirmation")):
            url = reverse(f"subjects:request-{name}", args=[asked.pk])
            answer = client_for(person, proved_s_ago=301).post(url)
            assert answer["X-Error-Code"] == "reauth_required"
        assert SubjectRequest.objects.get(pk=asked.pk).state == "received"

    def test_the_second_may_send_it_back(
        self, client_for: Any, asked: SubjectRequest, data_officer: User, sveta_supervisor: User,
        now: datetime,
    ) -> None:  # fmt: skip
        erasure.propose_erasure(request=asked, by=data_officer, now=now)
        client_for(sveta_supervisor).post(reverse("subjects:request-return", args=[asked.pk]))
        assert SubjectRequest.objects.get(pk=asked.pk).state == "received"
        assert Citizen.objects.get(pk=asked.citizen_id).erased_at is None


class TestTombstones:
    def test_d09_a_restored_backup_is_erased_again(
        self,
        citizen: Citizen,
        asked: SubjectRequest,
        data_officer: User,
        sveta_supervisor: User,
        now: datetime,
    ) -> None:
        act = erased(asked, data_officer, sveta_supervisor, now)
        [stone] = stones()
        assert (stone.citizen_ids, stone.act) == ([str(citizen.pk)], str(act.pk))
        line = Path(site.TOMBSTONES_FILE).read_text("utf-8")
        assert [token for token in TOKENS if token in line] == []
        # Yesterday's backup: the person is there again, with the name and the sign-in.
        back = Citizen.objects.get(pk=citizen.pk)
        back.last_name, back.phone, back.erased_at = "Морозова", "+79161234567", None
        back.save()
        out = io.StringIO()
        call_command("replay_tombstones", stdout=out)
        assert "Tombstones: 1; erased again: 1." in out.getvalue()
        assert hits(["Морозова", "79161234567"]) == []
        assert Destruction.objects.get(is_replay=True).citizen_id == citizen.pk
        out = io.StringIO()
        call_command("replay_tombstones", stdout=out)
        assert "erased again: 0." in out.getvalue()

    def test_a_line_lost_in_a_crash_is_laid_again(
        self, asked: SubjectRequest, data_officer: User, sveta_supervisor: User, now: datetime
    ) -> None:
        erased(asked, data_officer, sveta_supervisor, now)
        Path(site.TOMBSTONES_FILE).write_text('{"citizen_ids": ["cut')
        assert list(stones()) == []
        assert lay_missing_tombstones() == 1
        assert lay_missing_tombstones() == 0


def test_joined_profiles_go_together(
    citizen: Citizen, data_officer: User, sveta_supervisor: User, now: datetime
) -> None:
    joined = make_profile(last_name="Морозова", phone="+79160000031", merged_into=citizen)
    request = ask_about_data(citizen=citizen, ask=Ask("erasure"), by=citizen.user, now=now)
    erased(request, data_officer, sveta_supervisor, now + timedelta(hours=1))
    assert Citizen.objects.get(pk=joined.pk).phone == ""
    assert hits(["Морозова", "9160000031"]) == []


def test_afterwards_nothing_is_held(
    client_for: Any,
    asked: SubjectRequest,
    data_officer: User,
    sveta_supervisor: User,
    now: datetime,
) -> None:
    url = reverse("subjects:request", args=[asked.pk])
    assert "Ничего, что называет человека" not in client_for(data_officer).get(url).content.decode()
    erased(asked, data_officer, sveta_supervisor, now)
    run_due()
    send_everything(now)
    page = client_for(data_officer).get(url).content.decode()
    assert "Ничего, что называет человека" in page
    assert "Акт уничтожения" in page
