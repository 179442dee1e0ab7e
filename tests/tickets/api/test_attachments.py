"""Files of other systems: into a draft, with an appeal or an answer, out again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from common.ids import new_id
from tests.factories.accounts import make_api_key
from tests.tickets.files.builders import docx, picture
from tests.tickets.files.conftest import stored_files
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
URL = "/api/v1/attachments/"
JPEG = ("Снимок.jpg", picture("JPEG"))
HTML = ("page.html", b"<script>alert(1)</script>")
KEYS = {"id", "name", "content_type", "size", "sha256", "state", "uploaded_at", "url"}


@pytest.fixture
def draft_file(api: Callable[..., Any], key_a: Any) -> str:
    """The id of a file uploaded by key A under the draft «d1»."""
    return str(api(key_a).upload(URL, JPEG, draft="d1").json()["items"][0]["id"])


def left(settings: Any) -> list[Path]:
    return stored_files(Path(settings.MEDIA_ROOT)) if Path(settings.MEDIA_ROOT).exists() else []


class TestUpload:
    def test_keeps_a_file_for_later(self, api: Callable[..., Any], key_a: Any) -> None:
        answer = api(key_a).upload(URL, JPEG, draft="d1")
        (body,) = answer.json()["items"]
        assert answer.status_code == 201
        assert set(body) == KEYS
        assert (body["name"], body["content_type"], body["state"]) == (
            "Снимок.jpg",
            "image/jpeg",
            "clean",
        )

    @pytest.mark.parametrize("files", [(JPEG, HTML), (HTML, JPEG)], ids=["bad last", "bad first"])
    def test_u04_one_bad_file_keeps_none(
        self, files: Any, api: Callable[..., Any], key_a: Any, settings: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            answer = api(key_a).upload(URL, *files, draft="d1")
        assert (answer.status_code, answer.json()["code"]) == (400, "file_type")
        assert Attachment.objects.count() == 0
        assert left(settings) == []

    def test_u04_eleven_files_keep_none(
        self, api: Callable[..., Any], key_a: Any, settings: Any
    ) -> None:
        answer = api(key_a).upload(URL, *[JPEG] * 11, draft="d1")
        assert (answer.status_code, Attachment.objects.count(), left(settings)) == (400, 0, [])

    def test_eleventh_file_of_a_draft_is_refused(self, api: Callable[..., Any], key_a: Any) -> None:
        assert api(key_a).upload(URL, *[JPEG] * 10, draft="d1").status_code == 201
        answer = api(key_a).upload(URL, JPEG, draft="d1")
        assert (answer.status_code, answer.json()["code"]) == (400, "too_many_files")
        assert Attachment.objects.count() == 10

    @pytest.mark.parametrize(
        "fields", [{}, {"draft": ""}, {"draft": "a b"}, {"draft": "d", "state": "clean"}]
    )
    def test_z08_only_named_parts_are_taken(
        self, fields: dict[str, str], api: Callable[..., Any], key_a: Any
    ) -> None:
        assert api(key_a).upload(URL, JPEG, **fields).status_code == 400
        assert Attachment.objects.count() == 0

    def test_json_body_is_415(self, api: Callable[..., Any], key_a: Any) -> None:
        assert api(key_a).send(URL, {"draft": "d1"}).status_code == 415


class TestBinding:
    def test_file_goes_with_the_appeal(
        self,
        api: Callable[..., Any],
        key_a: Any,
        reference: Any,
        new_ticket: dict[str, Any],
        draft_file: str,
    ) -> None:
        new_ticket |= {"attachments": [draft_file], "draft": "d1"}
        answer = api(key_a).send("/api/v1/tickets/", new_ticket)
        ticket = Ticket.objects.get()
        assert answer.status_code == 201
        assert [str(row.pk) for row in ticket.items.get().attachments.all()] == [draft_file]
        again = api(key_a).send("/api/v1/tickets/", new_ticket)
        assert again.content == answer.content

    @pytest.mark.parametrize("whose", ["another key", "another draft", "missing"])
    def test_z05_z06_foreign_file_is_not_found_and_nothing_is_bound(
        self, whose: str, api: Callable[..., Any], key_a: Any, team_a: Any, reference: Any,
        new_ticket: dict[str, Any], draft_file: str,
    ) -> None:  # fmt: skip
        thief = (
            make_api_key(teams=[team_a], scopes=key_a.scopes) if whose == "another key" else key_a
        )
        chosen = str(new_id()) if whose == "missing" else draft_file
        draft = "d2" if whose == "another draft" else "d1"
        answer = api(thief).send(
            "/api/v1/tickets/", new_ticket | {"attachments": [chosen], "draft": draft}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "attachment_not_found")
        assert Ticket.objects.count() == 0
        assert Attachment.objects.get().ticket_id is None

    def test_z06_guessing_ids_around_finds_nothing(
        self, api: Callable[..., Any], key_a: Any, team_a: Any, draft_file: str
    ) -> None:
        thief = make_api_key(teams=[team_a])
        near = [f"{int(draft_file.replace('-', ''), 16) + step:032x}" for step in range(-20, 21)]
        codes = {
            api(thief)
            .get(f"{URL}{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}/")
            .status_code
            for id in near
        }
        assert codes == {404}

    def test_sent_file_cannot_be_sent_twice(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket, draft_file: str
    ) -> None:
        url = f"/api/v1/tickets/{ticket_a.number}/replies/"
        body = {"body": "Ответ", "attachments": [draft_file], "draft": "d1"}
        assert api(key_a).send(url, body, key="1").status_code == 201
        assert api(key_a).send(url, body | {"body": "Ещё"}, key="2").status_code == 404
        assert ticket_a.items.count() == 1


class TestFilesOfTicket:
    def test_added_and_listed_and_read(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket
    ) -> None:
        url = f"/api/v1/tickets/{ticket_a.number}/attachments/"
        added = api(key_a).upload(url, JPEG, ("Письмо.docx", docx()))
        assert added.status_code == 201
        listed = api(key_a).get(url).json()["items"]
        assert [row["name"] for row in listed] == ["Снимок.jpg", "Письмо.docx"]
        assert set(listed[0]) == KEYS
        answer = api(key_a).get(listed[1]["url"])
        assert b"".join(answer.streaming_content) == docx()
        assert answer["Content-Type"].endswith("wordprocessingml.document")
        assert ticket_a.items.get().kind == "file"

    def test_closed_appeal_takes_no_file_and_keeps_no_leftover(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket, settings: Any
    ) -> None:
        from django.utils import timezone

        Ticket.objects.filter(pk=ticket_a.pk).update(status="closed", closed_at=timezone.now())
        answer = api(key_a).upload(f"/api/v1/tickets/{ticket_a.number}/attachments/", JPEG)
        assert answer.status_code in {403, 409}
        assert (Attachment.objects.count(), left(settings)) == (0, [])

    def test_u11_foreign_and_missing_are_404(
        self, api: Callable[..., Any], key_a: Any, team_b: Any, ticket_a: Ticket
    ) -> None:
        url = f"/api/v1/tickets/{ticket_a.number}/attachments/"
        (row,) = api(key_a).upload(url, JPEG).json()["items"]
        other = api(make_api_key(teams=[team_b]))
        assert other.get(row["url"]).status_code == 404
        assert other.get(f"{URL}{uuid4()}/").status_code == 404
        assert other.get(url).status_code == 404

    def test_file_of_a_note_is_not_for_keys(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket
    ) -> None:
        url = f"/api/v1/tickets/{ticket_a.number}/attachments/"
        (row,) = api(key_a).upload(url, JPEG).json()["items"]
        ticket_a.items.update(is_public=False)
        assert api(key_a).get(row["url"]).status_code == 404
        assert api(key_a).get(url).json()["items"] == []

    @pytest.mark.parametrize(("state", "status"), [("checking", 423), ("infected", 410)])
    def test_u08_unchecked_and_infected_are_closed(
        self, state: str, status: int, api: Callable[..., Any], key_a: Any, draft_file: str
    ) -> None:
        Attachment.objects.update(state=state)
        answer = api(key_a).get(f"{URL}{draft_file}/")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
