"""D-08, A-16, A-18: everything about me, nothing about anybody else, for a day, for me alone."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import subject_exports
from accounts.models import Citizen, PersonalData, SubjectExport, SubjectRequest, User
from accounts.tasks import sweep_subject_exports
from common import vault
from journal.models import Entry
from notifications.actions import notify, of_citizen
from tests.factories.accounts import make_contact, make_profile
from tests.factories.tickets import make_ticket
from tests.tickets.files.builders import picture
from tickets.actions.attachments import Files, attach_files, upload
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models import CustomField, FieldValue, Ticket
from tickets.models.ticket import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
PAGE = "/account/data/export/"
WORDS = "Не приходит код уже третий день, прошу помочь"


@pytest.fixture
def appeal(citizen: Citizen, desk: Any, now: datetime) -> Ticket:
    """An appeal with words, a file and a notice; a document; an operator's note."""
    new = NewTicket(kind=Kind.QUESTION, body=WORDS, channel="cabinet", citizen=citizen)
    ticket = register_ticket(new=new, by=citizen.user, now=now)
    file = upload(
        file=io.BytesIO(picture("JPEG")), name="экран.jpg", by=citizen.user, draft_key="d", now=now
    )
    attach_files(ticket=ticket, files=Files((file.pk,), "d"), by=citizen.user, now=now)
    PersonalData.objects.create(citizen=citizen, snils="11223344595", updated_at=now)
    field = CustomField.objects.create(
        code="card", kind="text", title="Номер карты", is_sensitive=True
    )
    FieldValue.objects.create(ticket=ticket, field=field, sealed="2200 1234", set_at=now)
    entry = Entry.objects.order_by("pk").first()
    assert entry is not None
    link = "http://localhost:8000/cabinet/"
    context = {"number": str(ticket.number), "link": link}
    notify(
        entry_id=entry.pk,
        recipient=of_citizen(citizen),
        template="ticket_registered",
        context=context,
        now=now,
    )
    return ticket


def built(client: Any, django_capture_on_commit_callbacks: Any) -> SubjectExport:
    """Order through the page; the worker's part is done by hand."""
    assert client.post(PAGE).status_code == 303
    export = SubjectExport.objects.get()
    assert subject_exports.build(export_id=export.pk, now=timezone.now())
    return SubjectExport.objects.get()


def taken(client: Any, export: SubjectExport) -> zipfile.ZipFile:
    answer = client.get(reverse("accounts:export-file", args=[export.pk]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    body = b"".join(answer.streaming_content)
    assert len(body) == int(answer["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(body))


def test_d08_everything_is_there(
    client_for: Any, citizen: Citizen, appeal: Ticket, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(citizen)
    export = built(client, django_capture_on_commit_callbacks)
    archive = taken(client, export)
    assert archive.testzip() is None
    names = archive.namelist()
    [file] = [name for name in names if name.startswith("files/")]
    assert file.startswith(f"files/{appeal.number}/")
    assert file.endswith("экран.jpg")
    assert archive.read(file)[:2] == b"\xff\xd8"
    read = {name: json.loads(archive.read(name)) for name in names if name.endswith(".json")}
    assert read["data/profile.json"][0]["phone"] == "+79161234567"
    assert read["data/documents.json"][0]["snils"] == "11223344595"
    assert read["data/appeals.json"][0]["number"] == appeal.number
    assert WORDS in {row["body"] for row in read["data/messages.json"]}
    assert read["data/notices.json"][0]["address"] in {"maria@example.org", "+79161234567"}
    assert read["data/files.json"][0]["path"] == file
    [field] = read["data/fields.json"]
    assert (field["title"], field["value"]) == ("Номер карты", "2200 1234")
    index = archive.read("index.html").decode()
    assert "Всё обо мне" in index
    for name in read:
        assert name in index
        assert name.replace("data/", "pages/").replace("json", "html") in names
    assert "+79161234567" in archive.read("pages/profile.html").decode()


def test_d08_nothing_of_another_person_or_of_staff_is_inside(
    client_for: Any,
    citizen: Citizen,
    other_citizen: Citizen,
    appeal: Ticket,
    olga_operator: User,
    now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:
    foreign = make_ticket(citizen=other_citizen, subject="Чужая беда")
    make_contact(other_citizen, channel="phone", operator=olga_operator)
    PersonalData.objects.create(citizen=other_citizen, snils="08765430200", updated_at=now)
    client = client_for(citizen)
    archive = taken(client, built(client, django_capture_on_commit_callbacks))
    words = "\n".join(
        archive.read(name).decode() for name in archive.namelist() if not name.startswith("files/")
    )
    tokens = [other_citizen.pk, other_citizen.user_id, foreign.pk, foreign.number, "Кузнецов"]
    tokens += ["+79167654321", "petr@example.org", "08765430200", "Чужая беда"]
    tokens += [olga_operator.pk, olga_operator.email, "Соколова"]
    assert [token for token in tokens if str(token) in words] == []


def test_what_lies_on_disk_says_nothing(
    client_for: Any, citizen: Citizen, appeal: Ticket, django_capture_on_commit_callbacks: Any
) -> None:
    export = built(client_for(citizen), django_capture_on_commit_callbacks)
    lying = vault.place_of(export.file_name).read_bytes()
    assert not lying.startswith(b"PK")
    assert b"profile.json" not in lying
    damaged = bytearray(lying)
    damaged[40] ^= 1
    vault.place_of(export.file_name).write_bytes(bytes(damaged))
    with pytest.raises(vault.Damaged):
        list(vault.opened(export.file_name, export.key))
    vault.place_of(export.file_name).write_bytes(lying[: vault.PIECE + 16])
    if len(lying) > vault.PIECE + 16:
        with pytest.raises(vault.Damaged):
            list(vault.opened(export.file_name, export.key))


class TestWhose:
    def test_a16_the_address_opens_nothing_for_others(
        self,
        client: Any,
        client_for: Any,
        citizen: Citizen,
        other_citizen: Citizen,
        data_officer: User,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        export = built(client_for(citizen), django_capture_on_commit_callbacks)
        url = reverse("accounts:export-file", args=[export.pk])
        assert client.get(url)["Location"].startswith("/account/login/")
        for person in (other_citizen, data_officer):
            assert client_for(person).get(url).status_code == 404
        of_request = reverse("subjects:request-export-file", args=[export.request_id])
        assert client_for(data_officer).get(of_request).status_code == 303
        assert Entry.objects.filter(event="accounts.SubjectExportDownloaded").count() == 0

    def test_a18_ordering_and_taking_want_a_fresh_proof(
        self, client_for: Any, citizen: Citizen, django_capture_on_commit_callbacks: Any
    ) -> None:
        late = client_for(citizen, proved_s_ago=301)
        assert late.post(PAGE).status_code == 403
        assert SubjectExport.objects.count() == 0
        export = built(client_for(citizen), django_capture_on_commit_callbacks)
        url = reverse("accounts:export-file", args=[export.pk])
        assert late.get(url)["X-Error-Code"] == "reauth_required"

    def test_a_download_is_one_fact(
        self, client_for: Any, citizen: Citizen, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = client_for(citizen)
        export = built(client, django_capture_on_commit_callbacks)
        taken(client, export)
        fact = Entry.objects.get(event="accounts.SubjectExportDownloaded")
        assert fact.data == {"citizen_id": str(citizen.pk), "export_id": str(export.pk)}
        assert fact.actor_id == str(citizen.user_id)


class TestLife:
    def test_after_a_day_key_and_file_are_gone(
        self,
        client_for: Any,
        citizen: Citizen,
        time_machine: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client = client_for(citizen)
        export = built(client, django_capture_on_commit_callbacks)
        path = vault.place_of(export.file_name)
        assert export.expires_at is not None
        assert export.ready_at is not None
        assert export.expires_at - export.ready_at == timedelta(hours=24)
        assert subject_exports.sweep_exports(now=export.expires_at - timedelta(seconds=1)) == 0
        assert path.exists()
        assert subject_exports.sweep_exports(now=export.expires_at) == 1
        gone = SubjectExport.objects.get()
        assert (gone.state, gone.key, gone.file_name) == ("gone", "", "")
        assert not path.exists()
        again = client.get(reverse("accounts:export-file", args=[export.pk]))
        assert (again.status_code, again["Location"]) == (303, PAGE)
        assert sweep_subject_exports.run() == 0

    def test_a_dead_worker_leaves_it_to_the_next(self, citizen: Citizen, now: datetime) -> None:
        export = subject_exports.order_export(citizen=citizen, by=citizen.user, now=now)
        subject_exports._claim(export.pk, now=now)
        later = now + subject_exports.LEASE + timedelta(seconds=1)
        assert not subject_exports.build(export_id=export.pk, now=later - timedelta(minutes=1))
        assert subject_exports.build(export_id=export.pk, now=later)
        assert SubjectExport.objects.get().attempts == 2
        assert SubjectRequest.objects.get().state == "done"

    def test_the_third_failure_is_said(
        self, citizen: Citizen, client_for: Any, now: datetime, monkeypatch: Any
    ) -> None:
        def broken(*_: Any, **__: Any) -> int:
            raise OSError("disk")

        monkeypatch.setattr(subject_exports, "_write", broken)
        export = subject_exports.order_export(citizen=citizen, by=citizen.user, now=now)
        for _ in range(3):
            with pytest.raises(OSError, match="disk"):
                subject_exports.build(export_id=export.pk, now=now)
        assert SubjectExport.objects.get().state == "failed"
        assert "не получилось" in client_for(citizen).get(PAGE).content.decode()
        assert SubjectRequest.objects.get().state == "received"

    def test_ordered_twice_it_is_one(self, client_for: Any, citizen: Citizen) -> None:
        client = client_for(citizen)
        client.post(PAGE)
        client.post(PAGE)
        assert SubjectExport.objects.count() == 1

    def test_progress_is_drawn_for_htmx(self, client_for: Any, citizen: Citizen) -> None:
        client = client_for(citizen)
        client.post(PAGE)
        SubjectExport.objects.update(state="building", done=3, total=12)
        part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
        assert "Готово 3 из 12 частей" in part
        assert "<html" not in part

    def test_memory_is_bounded_by_pieces(self, tmp_path: Any) -> None:
        key = vault.new_key()
        path = vault.place_of("big.sealed")
        with vault.SealedWriter(path, key) as stream:
            for _ in range(40):
                stream.write(b"x" * 100_000)
                assert len(stream._kept) <= vault.PIECE
        assert stream.size == 4_000_000
        assert sum(len(piece) for piece in vault.opened("big.sealed", key)) == 4_000_000


def test_the_officer_makes_it_for_who_asks_on_paper(
    client_for: Any, data_officer: User, at_noon: datetime
) -> None:
    person = make_profile(last_name="Бумажкина", phone="+79160000088")
    client = client_for(data_officer)
    form = {"kind": "export", "channel": "mfc", "text": "Прошу выдать всё обо мне"}
    asked = client.post(reverse("subjects:request-new", args=[person.pk]), form)
    request = SubjectRequest.objects.get()
    assert asked["Location"] == reverse("subjects:request", args=[request.pk])
    assert f"{request.due_at:%Y-%m-%d}" == "2026-12-04"
    client.post(reverse("subjects:request-export", args=[request.pk]))
    assert subject_exports.build(export_id=request.export.pk, now=at_noon)
    answer = client.get(reverse("subjects:request-export-file", args=[request.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Бумажкина" in archive.read("data/profile.json").decode()
    assert SubjectRequest.objects.get().state == "received"
    client.post(reverse("subjects:request-answer", args=[request.pk]), {"answer": "Выдано лично"})
    assert SubjectRequest.objects.get().state == "done"
