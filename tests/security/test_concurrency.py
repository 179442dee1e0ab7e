"""What must hold when everything comes at once, on a real PostgreSQL (P-04, P-05, P-06, U-12)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Citizen
from tests.security.parallel import at_once
from tests.tickets.files.builders import picture
from tests.tickets.files.conftest import stored_files
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = "/api/v1/tickets/"


def test_p04_fifty_parallel_requests_with_one_key_are_one_appeal(
    api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
) -> None:
    answers = at_once(lambda _: api(key_a).send(TICKETS, new_ticket, key="same"), 50, threads=25)
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    assert (Ticket.objects.count(), Citizen.objects.count()) == (1, 1)
    assert Ticket.objects.get().number == 200000001


def test_p05_numbers_have_no_gap_when_some_registrations_are_rolled_back(
    api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
) -> None:
    def register(number: int) -> Any:
        body = dict(new_ticket, citizen=None)
        if number % 5 == 0:
            body |= {"attachments": ["01a20538-0000-7000-8000-000000000000"], "draft": "none"}
        return api(key_a).send(TICKETS, body, key=f"n-{number}")

    answers = at_once(register, 64, threads=16)
    made = sorted(answer.json()["number"] for answer in answers if answer.status_code == 201)
    assert Counter(answer.status_code for answer in answers) == {201: 51, 404: 13}
    assert made == list(range(200000001, 200000052))


def test_p06_limit_of_a_key_is_exact(
    api: Callable[..., Any], reader: Any, reference: Any, settings: Any
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 60
    answers = at_once(lambda _: api(reader).get("/api/v1/topics/"), 300, threads=20)
    assert Counter(answer.status_code for answer in answers) == {200: 60, 429: 240}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all(1 <= int(answer["Retry-After"]) <= 61 for answer in refused)
    assert {answer.json()["code"] for answer in refused} == {"too_many_requests"}


def test_u12_quota_of_uploads_is_exact_on_disk_too(
    api: Callable[..., Any], key_a: Any, settings: Any
) -> None:
    settings.ATTACHMENT_UPLOADS_PER_HOUR = 20
    file = ("photo.jpg", picture("JPEG"))

    def put(number: int) -> int:
        return int(api(key_a).upload("/api/v1/attachments/", file, draft=f"d{number}").status_code)

    assert Counter(at_once(put, 50, threads=10)) == {201: 20, 429: 30}
    assert Attachment.objects.count() == 20
    assert len(stored_files(Path(settings.MEDIA_ROOT))) == 20


def test_u12_draft_of_ten_files_stays_ten_when_filled_at_once(
    api: Callable[..., Any], key_a: Any, settings: Any
) -> None:
    file = ("photo.jpg", picture("JPEG"))

    def put(_: int) -> int:
        return int(api(key_a).upload("/api/v1/attachments/", file, draft="one").status_code)

    assert Counter(at_once(put, 16, threads=8)) == {201: 10, 400: 6}
    assert len(stored_files(Path(settings.MEDIA_ROOT))) == 10
