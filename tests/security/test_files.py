"""Files on their way out: U-09 inert, U-10 names, U-11 rights at every request, Z-06 drafts, Z-10 at once."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.tickets import make_ticket
from tests.tickets.files.builders import docx, gif, odt, pdf, picture, xlsx
from tickets.actions.attachments import Files, attach_files, upload
from tickets.actions.conversation import add_note
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
KINDS = {
    "Снимок.jpg": picture("JPEG"), "s.png": picture("PNG"), "w.webp": picture("WEBP"), "g.gif": gif(2),
    "Справка.pdf": pdf(), "d.docx": docx(), "x.xlsx": xlsx(), "o.odt": odt(), "t.txt": "<b>Текст</b>".encode(),
}  # fmt: skip
IMAGES = {"Снимок.jpg", "s.png", "w.webp", "g.gif"}


@pytest.fixture
def ticket(citizen: Any, team_a: Any, reference: Any) -> Ticket:
    return make_ticket(team=team_a, citizen=citizen, topic=reference)


@pytest.fixture
def put(ticket: Ticket, citizen: Any, now: datetime) -> Callable[..., Attachment]:
    """Attach a file to the citizen's appeal and return it."""

    def put(name: str = "Снимок.jpg", body: bytes = KINDS["Снимок.jpg"]) -> Attachment:
        user = citizen.user
        file = upload(
            file=io.BytesIO(body), name=name, by=user, draft_key="d", ticket=ticket, now=now
        )
        attach_files(ticket=ticket, files=Files((file.pk,), "d"), by=user, now=now)
        return Attachment.objects.get(pk=file.pk)

    return put


def url(attachment: Attachment) -> str:
    return f"/files/{attachment.pk}/"


@pytest.mark.parametrize("name", KINDS)
def test_u09_every_kind_leaves_inert(
    name: str, put: Callable[..., Attachment], client_for: Callable[..., Any], citizen: Any
) -> None:
    attachment = put(name, KINDS[name])
    answer = client_for(citizen).get(url(attachment))
    assert answer.status_code == 200
    assert answer["Content-Type"].partition(";")[0] == attachment.content_type
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-site"
    assert answer["Cache-Control"] == "private, no-store"
    assert (
        len(b"".join(answer.streaming_content)) == attachment.size == int(answer["Content-Length"])
    )


@pytest.mark.parametrize("name", KINDS)
def test_u09_only_pictures_are_shown_in_place(
    name: str, put: Callable[..., Attachment], client_for: Callable[..., Any], citizen: Any
) -> None:
    answer = client_for(citizen).get(url(put(name, KINDS[name])) + "?inline=1")
    assert answer["Content-Disposition"].partition(";")[0] == (
        "inline" if name in IMAGES else "attachment"
    )
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    "name",
    [
        'a"b.jpg',
        "a\r\nX-Evil: 1.jpg",
        "a;filename=x.html;.jpg",
        "%0d%0aX.jpg",
        "Паспорт.jpg",
        "📷.jpg",
    ],
)
def test_u10_name_stays_in_one_header(
    name: str, put: Callable[..., Attachment], client_for: Callable[..., Any], citizen: Any
) -> None:
    answer = client_for(citizen).get(url(put(name)))
    header = answer["Content-Disposition"]
    assert "\n" not in header
    assert header.count('filename="') == header.count("filename*=UTF-8''") == 1
    assert header.split('filename="')[1].split('"')[0].endswith(".jpg")
    assert "X-Evil" not in answer.headers


class TestRights:
    @pytest.mark.parametrize(
        "who", ["citizen", "olga_operator", "senior", "sveta_supervisor", "quality"]
    )
    def test_who_sees_the_appeal_gets_its_file(
        self, who: str, put: Callable[..., Attachment], client_for: Callable[..., Any],
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        assert client_for(request.getfixturevalue(who)).get(url(put())).status_code == 200

    @pytest.mark.parametrize(
        "who",
        [
            None,
            "other_citizen",
            "oleg_operator",
            "supervisor_b",
            "anton_outsider",
            "editor",
            "auditor",
            "former",
        ],
    )
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_u11_the_address_alone_opens_nothing(
        self, who: str | None, method: str, put: Callable[..., Attachment], client_for: Callable[..., Any],
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        client = client_for(request.getfixturevalue(who) if who else None)
        attachment = put()
        theirs = getattr(client, method)(url(attachment))
        missing = getattr(client, method)(f"/files/{uuid4()}/")
        assert (theirs.status_code, missing.status_code) == (404, 404)

    def test_file_of_a_note_is_for_staff_only(
        self,
        ticket: Ticket,
        olga_operator: Any,
        citizen: Any,
        client_for: Callable[..., Any],
        now: datetime,
    ) -> None:
        file = upload(
            file=io.BytesIO(KINDS["s.png"]), name="s.png", by=olga_operator, draft_key="n", now=now
        )
        add_note(
            ticket=ticket, by=olga_operator, body="Смотрите", files=Files((file.pk,), "n"), now=now
        )
        assert client_for(olga_operator).get(url(file)).status_code == 200
        assert client_for(citizen).get(url(file)).status_code == 404

    def test_draft_is_its_uploaders_own(
        self,
        citizen: Any,
        other_citizen: Any,
        olga_operator: Any,
        client_for: Callable[..., Any],
        now: datetime,
    ) -> None:
        file = upload(
            file=io.BytesIO(KINDS["s.png"]), name="s.png", by=citizen.user, draft_key="x", now=now
        )
        codes = [
            client_for(who).get(url(file)).status_code
            for who in (citizen, other_citizen, olga_operator)
        ]
        assert codes == [200, 404, 404]

    def test_z10_appeal_moved_to_another_team_takes_its_files_along(
        self,
        put: Callable[..., Attachment],
        olga_operator: Any,
        team_b: Any,
        client_for: Callable[..., Any],
    ) -> None:
        file = put()
        browser = client_for(olga_operator)
        assert browser.get(url(file)).status_code == 200
        Ticket.objects.update(team=team_b)
        assert browser.get(url(file)).status_code == 404

    @pytest.mark.parametrize(("state", "status"), [("checking", 423), ("infected", 410)])
    def test_u08_unchecked_and_infected_are_closed_with_a_kind_word(
        self, state: str, status: int, put: Callable[..., Attachment], citizen: Any,
        client_for: Callable[..., Any],
    ) -> None:  # fmt: skip
        file = put()
        Attachment.objects.update(state=state)
        answer = client_for(citizen).get(url(file))
        assert answer.status_code == status
        assert "вирус" in answer.content.decode()

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_p12_only_reading(
        self,
        method: str,
        put: Callable[..., Attachment],
        citizen: Any,
        client_for: Callable[..., Any],
    ) -> None:
        assert getattr(client_for(citizen), method)(url(put())).status_code == 405


class TestSecondHost:
    """In production files come from a host without cookies (decisions 19)."""

    @pytest.fixture(autouse=True)
    def _second_host(self, settings: Any) -> None:
        settings.FILES_URL = "http://files.testserver"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "files.testserver"]

    def test_u11_link_is_given_after_the_check_and_dies_within_a_minute(
        self,
        put: Callable[..., Attachment],
        citizen: Any,
        client_for: Callable[..., Any],
        time_machine: Any,
    ) -> None:
        time_machine.move_to(datetime(2026, 11, 20, 9, 0).astimezone(), tick=False)
        link = client_for(citizen).get(url(put()))["Location"]
        assert link.startswith("http://files.testserver/files/signed/")
        path = link.removeprefix("http://files.testserver")
        stranger = client_for(None)
        fresh = stranger.get(path, headers={"Host": "files.testserver"})
        assert (fresh.status_code, fresh["Content-Security-Policy"]) == (
            200,
            "sandbox; default-src 'none'",
        )
        assert not fresh.cookies
        time_machine.shift(timedelta(seconds=61))
        assert stranger.get(path).status_code == 404

    def test_u11_stranger_gets_no_link(
        self, put: Callable[..., Attachment], other_citizen: Any, client_for: Callable[..., Any]
    ) -> None:
        file = put()
        assert client_for(other_citizen).get(url(file)).status_code == 404
        assert client_for(None).get("/files/signed/forged/").status_code == 404

    def test_z10_right_lost_meanwhile_closes_the_link(
        self,
        put: Callable[..., Attachment],
        olga_operator: Any,
        team_b: Any,
        client_for: Callable[..., Any],
    ) -> None:
        path = (
            client_for(olga_operator)
            .get(url(put()))["Location"]
            .removeprefix("http://files.testserver")
        )
        Ticket.objects.update(team=team_b)
        assert client_for(None).get(path).status_code == 404
