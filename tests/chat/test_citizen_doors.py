"""What guards the citizen's side: who gets which file, who may frame the page, what a link opens, a proved phone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from chat.actions.continuing import WantedLink, address_of, ask_link, use_link
from chat.actions.files import mark_checked, opened, sweep_files
from chat.actions.guest_details import GuestDetails, ask_phone_code, name_guest, prove_phone
from chat.actions.messages import Words, say
from chat.guests import COOKIE, Guest
from chat.models import Dialog, File, Link, Site
from common.errors import DomainError
from common.files import store
from tests.factories.chat import make_chat_line, make_dialog, make_guest
from tests.factories.tickets import make_ticket
from tests.tickets.files.builders import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_disk(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def guest() -> tuple[Client, Guest]:
    key, guest = make_guest()
    client = Client()
    client.cookies[COOKIE] = key
    return client, guest


def upload(client: Client, dialog: Dialog, name: str = "снимок.png", body: bytes = b"") -> Any:
    file = SimpleUploadedFile(name, body or picture("PNG"))
    return client.post(f"/chat/{dialog.pk}/files/", {"file": file})


class TestFiles:
    def test_is_sealed_on_disk_and_given_to_its_own_only(
        self, guest: tuple[Client, Guest], client_for: Callable[..., Any], anton_outsider: Any
    ) -> None:
        client, who = guest
        dialog = make_dialog(guest=who)
        answer = upload(client, dialog)
        assert answer.status_code == 201
        file = File.objects.get()
        bare = b"".join(opened(file))
        assert bare.startswith(b"\x89PNG")
        assert bare[:64] not in store.path_of(file.storage_name).read_bytes()
        assert list((store.root() / "incoming").iterdir()) == []
        address = f"/chat/files/{file.pk}/"
        given = client.get(f"{address}?inline=1")
        assert b"".join(given.streaming_content) == bare  # type: ignore[attr-defined]
        assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
        for stranger in (Client(), client_for(anton_outsider)):
            assert stranger.get(address).status_code == 404

    def test_a_picture_is_shown_small_and_leaves_with_the_whole_one(
        self, guest: tuple[Client, Guest], now: datetime, django_capture_on_commit_callbacks: Any
    ) -> None:
        client, who = guest
        upload(client, make_dialog(guest=who), body=picture("PNG", size=(1600, 1200)))
        file = File.objects.get()
        given = client.get(f"/chat/files/{file.pk}/?inline=small")
        assert given["Content-Type"] == "image/webp"
        bare = b"".join(given.streaming_content)  # type: ignore[attr-defined]
        assert Image.open(BytesIO(bare)).size == (640, 480)
        [small] = store.root().rglob("*-small")
        assert bare[:64] not in small.read_bytes()
        assert Client().get(f"/chat/files/{file.pk}/?inline=small").status_code == 404
        sweep_files(now=timezone.now() + timedelta(days=3))
        assert [path for path in store.root().rglob("*") if path.is_file()] == []

    def test_who_works_on_the_appeal_sees_what_both_sides_saw(
        self,
        guest: tuple[Client, Guest],
        client_for: Callable[..., Any],
        oleg_operator: Any,
        team_b: Any,
        now: datetime,
    ) -> None:
        client, who = guest
        dialog = make_dialog(guest=who)
        upload(client, dialog)
        upload(client, dialog, "передумал.png")
        sent, unsent = File.objects.order_by("uploaded_at")
        say(dialog=dialog, words=Words(cid=uuid4(), files=(sent.pk,)), by=who, now=now)
        desk = client_for(oleg_operator)
        assert desk.get(f"/chat/files/{sent.pk}/").status_code == 404
        ticket = make_ticket(team=team_b)
        Dialog.objects.filter(pk=dialog.pk).update(ticket=ticket)
        htmx = {"HX-Request": "true"}
        page = desk.get(f"/desk/{ticket.number}/who/", headers=htmx).content.decode()
        assert f"/chat/files/{sent.pk}/?inline=small" in page
        assert f"/desk/chats/{dialog.pk}/" not in page
        assert desk.get(f"/chat/files/{sent.pk}/").status_code == 200
        assert desk.get(f"/chat/files/{unsent.pk}/").status_code == 404
        dialog.messages.update(is_inner=True)
        assert desk.get(f"/chat/files/{sent.pk}/").status_code == 404

    def test_refused_file_leaves_nothing(self, guest: tuple[Client, Guest]) -> None:
        client, who = guest
        dialog = make_dialog(guest=who)
        answer = upload(client, dialog, "картинка.png", b"<html><script>1</script>")
        assert answer.status_code == 422
        assert "PNG" in answer.json()["error"]
        assert not File.objects.exists()
        assert [path for path in store.root().rglob("*") if path.is_file()] == []

    def test_infected_is_shown_as_refused_and_gone(
        self, guest: tuple[Client, Guest], now: datetime, django_capture_on_commit_callbacks: Any
    ) -> None:
        client, who = guest
        dialog = make_dialog(guest=who)
        upload(client, dialog)
        file = File.objects.get()
        say(dialog=dialog, words=Words(cid=uuid4(), files=(file.pk,)), by=who, now=now)
        File.objects.update(state=File.State.CHECKING)
        assert client.get(f"/chat/files/{file.pk}/").status_code == 423
        with django_capture_on_commit_callbacks(execute=True):
            mark_checked(file=file, is_clean=False, now=now)
        assert client.get(f"/chat/files/{file.pk}/").status_code == 410
        assert not store.path_of(file.storage_name).exists()

    def test_unsent_is_swept_after_two_days(
        self, guest: tuple[Client, Guest], now: datetime
    ) -> None:
        client, who = guest
        upload(client, make_dialog(guest=who))
        later = timezone.now() + timedelta(days=2, seconds=1)
        assert sweep_files(now=later) == 1
        assert not File.objects.exists()


class TestFrames:
    def test_only_exact_origins_frame_the_page(self, line: Any) -> None:
        make_site(["https://mos.example", "https://tula.example:8443"])
        anybody = Client()
        shown = anybody.get("/chat/?site=city")
        policy = shown["Content-Security-Policy"]
        assert "frame-ancestors https://mos.example https://tula.example:8443" in policy
        assert "X-Frame-Options" not in shown
        assert "frame-ancestors 'none'" in anybody.get("/chat/")["Content-Security-Policy"]
        assert (
            "frame-ancestors 'self'" in anybody.get("/chat/?site=self")["Content-Security-Policy"]
        )
        assert anybody.get("/chat/?site=nobody").status_code == 404
        assert anybody.get("/chat/widget.js?site=nobody").status_code == 404
        script = anybody.get("/chat/widget.js?site=city").content.decode()
        assert "https://tula.example:8443" in script

    def test_guest_of_another_site_gets_a_partitioned_cookie(
        self, queue: None, settings: Any
    ) -> None:
        make_site(["https://mos.example"])
        client = Client(enforce_csrf_checks=True)
        words = {"text": "Не могу войти", "language": "ru", "consent": "on"}
        refused = client.post("/chat/?site=city", words)
        assert refused.status_code == 403
        foreign = client.post("/chat/?site=city", words, headers={"origin": "https://mos.example"})
        assert foreign.status_code == 403
        assert not Dialog.objects.exists()
        own = settings.CSRF_TRUSTED_ORIGINS[0]
        begun = client.post("/chat/?site=city", words, headers={"origin": own})
        assert begun.status_code == 303
        cookie = begun.cookies[COOKIE].OutputString()
        assert {"SameSite=None", "Secure", "HttpOnly", "Partitioned"} <= set(cookie.split("; "))
        assert Dialog.objects.get().site == Site.objects.get()


def make_site(origins: list[str]) -> Site:
    from chat.selectors.sites import forget

    line = make_chat_line(languages=["ru"])
    site = Site.objects.create(code="city", title="Город", origins=origins, line=line)
    forget()
    return site


class TestLinks:
    def test_goes_on_once_in_another_browser(
        self, guest: tuple[Client, Guest], now: datetime
    ) -> None:
        client, who = guest
        dialog, wanted = make_dialog(guest=who), WantedLink("continue", "email", "m@example.org")
        link = ask_link(dialog=dialog, wanted=wanted, by=who, now=timezone.now())
        path = "/" + address_of(link).split("/", 3)[3]
        elsewhere = Client()
        assert elsewhere.get(path).status_code == 200
        assert Link.objects.get().used_at is None
        assert elsewhere.post(path).status_code == 303
        assert elsewhere.get(f"/chat/{dialog.pk}/").status_code == 200
        assert client.get(f"/chat/{dialog.pk}/").status_code == 404
        assert Client().post(path).status_code == 404
        assert Client().get(path[:-2] + "x/").status_code == 404

    def test_late_link_opens_nothing(self, guest: tuple[Client, Guest], now: datetime) -> None:
        _, who = guest
        dialog = make_dialog(guest=who)
        wanted = WantedLink("continue", "email", "m@example.org")
        link = ask_link(dialog=dialog, wanted=wanted, by=who, now=now)
        _, other = make_guest()
        with pytest.raises(DomainError):
            use_link(link=link, by=other, now=now + timedelta(days=1))
        dialog.refresh_from_db()
        assert bytes(dialog.guest_digest or b"") == who.digest


def test_only_a_proved_phone_links_to_the_profile(citizen: Any, now: datetime) -> None:
    _, who = make_guest()
    dialog = make_dialog(guest=who)
    details = GuestDetails("Мария", citizen.phone)
    dialog = name_guest(dialog=dialog, details=details, by=who, now=now)
    assert dialog.citizen is None
    code = ask_phone_code(dialog=dialog, by=who, now=now)
    digits = code.code
    wrong = "000000" if digits != "000000" else "111111"
    with pytest.raises(DomainError):
        prove_phone(dialog=dialog, code_id=code.pk, code=wrong, by=who, now=now)
    _, thief = make_guest()
    with pytest.raises(DomainError):
        prove_phone(dialog=dialog, code_id=code.pk, code=digits, by=thief, now=now)
    dialog.refresh_from_db()
    assert (dialog.citizen, dialog.is_phone_proved) == (None, False)
    dialog = prove_phone(dialog=dialog, code_id=code.pk, code=digits, by=who, now=now)
    assert (dialog.citizen, dialog.is_phone_proved) == (citizen, True)


def test_only_exact_origins_are_kept(administrator: Any, line: Any, now: datetime) -> None:
    from chat.actions.sites import save_site

    site = Site(code="city", title="Город", line=line)
    for wrong in ("https://*.mos.ru", "https://mos.ru/help", "http://mos.ru", "mos.ru", "null"):
        site.origins = [wrong]
        with pytest.raises(DomainError):
            save_site(site=site, by=administrator, now=now)
    site.origins = ["https://mos.ru", "https://mos.ru:8443"]
    save_site(site=site, by=administrator, now=now)
    assert Client().get("/chat/?site=city").status_code == 200


class TestClaims:
    """A guest who signs in keeps the dialog of this browser."""

    def test_who_signs_in_takes_the_browsers_dialog_along(
        self, guest: tuple[Client, Guest], client_for: Callable[..., Any], citizen: Any, line: Any
    ) -> None:
        browser, who = guest
        dialog = make_dialog(guest=who, phone=citizen.phone)
        signed_in = client_for(citizen)
        signed_in.cookies[COOKIE] = browser.cookies[COOKIE].value
        assert signed_in.get(f"/chat/{dialog.pk}/").status_code == 404
        assert str(dialog.pk) in signed_in.get("/chat/").content.decode()
        assert signed_in.post("/chat/", {"claim": str(dialog.pk)}).status_code == 303
        dialog.refresh_from_db()
        assert (dialog.citizen, dialog.guest_digest) == (citizen, None)
        assert signed_in.get(f"/chat/{dialog.pk}/").status_code == 200
        assert browser.get(f"/chat/{dialog.pk}/").status_code == 404
        assert "claim" not in signed_in.get("/chat/?earlier=1").content.decode()

    def test_a_typed_number_and_a_foreign_browser_claim_nothing(
        self,
        guest: tuple[Client, Guest],
        client_for: Callable[..., Any],
        citizen: Any,
        other_citizen: Any,
        line: Any,
    ) -> None:
        browser, who = guest
        typed = make_dialog(guest=who, phone=citizen.phone)
        elsewhere = client_for(citizen)
        assert elsewhere.post("/chat/", {"claim": str(typed.pk)}).status_code == 404
        elsewhere.cookies[COOKIE] = make_guest()[0]
        assert elsewhere.post("/chat/", {"claim": str(typed.pk)}).status_code == 404
        assert browser.post("/chat/", {"claim": str(typed.pk)}).status_code == 404
        Dialog.objects.update(citizen=other_citizen, is_phone_proved=True)
        elsewhere.cookies[COOKIE] = browser.cookies[COOKIE].value
        assert "claim" not in elsewhere.get("/chat/").content.decode()
        assert elsewhere.post("/chat/", {"claim": str(typed.pk)}).status_code == 403
        typed.refresh_from_db()
        assert (typed.citizen, bytes(typed.guest_digest or b"")) == (other_citizen, who.digest)

    def test_the_talk_goes_on_with_somebody_known(
        self, citizen: Any, waits: Any, comes: Any, olga_operator: Any, now: datetime
    ) -> None:
        from accounts.models import Assurance
        from chat.actions.claiming import claim_dialog
        from chat.actions.leading import take_dialog

        who = make_guest()[1]
        comes(olga_operator)
        dialog = take_dialog(dialog=waits(who), by=olga_operator, now=now)
        before = dialog.contact
        assert before is not None
        dialog = claim_dialog(dialog=dialog, guest=who, by=citizen.user, now=now)
        assert dialog.contact is not None
        assert (dialog.contact.citizen, dialog.contact.operator) == (citizen, olga_operator)
        assert dialog.contact.assurance == Assurance.PHONE
        before.refresh_from_db()
        assert before.ended_at == now
