"""Through the pages: joined by a number or from what looks the same, both numbers answer everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.accounts import bearer, make_api_key
from tests.factories.tickets import fresh, make_ticket
from tests.tickets.merging.conftest import SECOND
from tickets.actions.attachments import Files, upload
from tickets.actions.conversation import write_message
from tickets.actions.merging import merge_tickets
from tickets.models import Merge, Ticket
from tickets.selectors.feed import attachment_for
from tickets.selectors.public_status import proved_ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WORK = {**HTMX, "HX-Target": "work"}
HOUR = timedelta(hours=1)


@pytest.fixture
def desk_of_olga(client_for: Any, olga_operator: Any) -> Any:
    return client_for(olga_operator)


def move(ticket: Ticket, name: str) -> str:
    return reverse("desk:ticket-move", args=[ticket.number, name])


class TestMerging:
    def test_by_number_the_other_stays(self, desk_of_olga, first, second):
        page = desk_of_olga.get(move(second, "merging"), headers=HTMX)
        assert f'value="{first.number}"' in page.content.decode(), "it looks the same"
        given = {"other": "number", "number": f"№ {first.number}", "main": "that"}
        response = desk_of_olga.post(move(second, "merging"), given, headers=HTMX)
        assert response.headers["HX-Redirect"] == reverse("desk:ticket", args=[first.number])
        assert fresh(second).merged_into == first

    def test_the_opened_one_stays_and_takes_the_other(self, desk_of_olga, first, second):
        given = {"other": str(first.number), "number": "", "main": "this"}
        response = desk_of_olga.post(move(second, "merging"), given)
        assert response.status_code == 303
        assert fresh(first).merged_into == second

    @pytest.mark.parametrize("number", ["399999999", "foreign", "12", ""])
    def test_z04_what_is_not_theirs_does_not_exist(self, desk_of_olga, first, team_b, number):
        """The same words for a number nobody has and for an appeal of another team."""
        hidden = make_ticket(team=team_b, citizen=first.citizen)
        typed = str(hidden.number) if number == "foreign" else number
        given = {"other": "number", "number": typed, "main": "that"}
        response = desk_of_olga.post(move(first, "merging"), given, headers=HTMX)
        assert response.status_code == 422
        words = response.content.decode()
        if len(typed) == 9:
            assert "Обращения с таким номером нет в ваших командах" in words
        assert hidden.subject not in words
        assert not Merge.objects.exists()
        assert desk_of_olga.get(move(hidden, "merging")).status_code == 404
        assert desk_of_olga.post(move(hidden, "merging"), given).status_code == 404

    def test_a_refusal_says_why_beside_the_form(self, desk_of_olga, first, other_citizen, team_a):
        foreign = make_ticket(team=team_a, citizen=other_citizen)
        given = {"other": "number", "number": str(foreign.number), "main": "this"}
        response = desk_of_olga.post(move(first, "merging"), given, headers=HTMX)
        assert response.status_code == 422
        assert "разных людей" in response.content.decode()

    def test_undone_from_the_appeal_that_stayed(self, desk_of_olga, first, second, olga_operator):
        page = reverse("desk:ticket", args=[first.number])
        assert "merging-undo" not in desk_of_olga.get(page).content.decode()
        merge = merge_tickets(
            source=second, target=first, by=olga_operator, now=second.registered_at
        )
        assert "merging-undo" in desk_of_olga.get(page).content.decode()
        given = {"merge": str(merge.pk)}
        response = desk_of_olga.post(move(first, "merging-undo"), given, headers=HTMX)
        assert response.status_code == 200
        assert fresh(second).merged_into is None


class TestBothNumbersAnswer:
    @pytest.fixture(autouse=True)
    def _merged(self, first: Ticket, second: Ticket, olga_operator: Any, now: Any) -> None:
        merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)

    def test_on_the_desk(self, desk_of_olga, first, second):
        old, new = (reverse("desk:ticket", args=[one.number]) for one in (second, first))
        response = desk_of_olga.get(f"{old}?view=mine")
        assert (response.status_code, response.headers["Location"]) == (303, f"{new}?view=mine")
        column = desk_of_olga.get(old, headers=WORK)
        assert column.headers["HX-Push-Url"] == new
        words = column.content.decode()
        assert SECOND in words
        assert f"из № {second.number}" in words

    def test_in_the_search(self, desk_of_olga, first, second, team_b):
        found = desk_of_olga.post(reverse("desk:search"), {"q": str(second.number)})
        assert found.headers["Location"] == reverse("desk:ticket", args=[second.number])
        Ticket.objects.filter(pk=second.pk).update(team=team_b)
        found = desk_of_olga.post(reverse("desk:search"), {"q": str(second.number)})
        assert found.headers["Location"] == reverse("desk:ticket", args=[second.number])
        led = desk_of_olga.get(found.headers["Location"])
        assert led.headers["Location"] == reverse("desk:ticket", args=[first.number])

    def test_who_sees_only_the_joined_one_is_shown_that(self, client_for, first, second, supervisor_b, team_b):  # fmt: skip
        Ticket.objects.filter(pk=second.pk).update(team=team_b)
        client = client_for(supervisor_b)
        page = client.get(reverse("desk:ticket", args=[second.number]))
        assert page.status_code == 200
        assert SECOND in page.content.decode()
        assert "Не приходит код подтверждения" not in page.content.decode()
        assert client.get(reverse("desk:ticket", args=[first.number])).status_code == 404

    def test_in_the_cabinet(self, client_for, citizen, other_citizen, first, second):
        client = client_for(citizen)
        old, new = (reverse("cabinet:ticket", args=[one.number]) for one in (second, first))
        assert client.get(old).headers["Location"] == new
        page = client.get(new).content.decode()
        assert SECOND in page
        assert "объединено с этим" in page
        assert str(second.number) in client.get(reverse("cabinet:tickets")).content.decode()
        assert client_for(other_citizen).get(old).status_code == 404

    def test_by_number_and_code(self, first, second):
        assert proved_ticket(second.pk) == proved_ticket(first.pk) == first

    def test_over_the_api(self, client, team_a, first, second):
        header = {"Authorization": bearer(make_api_key(teams=[team_a], scopes=["tickets:read"]))}
        answer = client.get(f"/api/v1/tickets/{second.number}/", headers=header)
        if answer.status_code == 404:
            answer = client.get(reverse("api:ticket", args=[second.number]), headers=header)
        assert (answer.json()["number"], answer.json()["merged_into"]) == (first.number, None)
        rows = client.get(reverse("api:tickets"), headers=header).json()["items"]
        shown = {row["number"]: (row["status"], row["merged_into"]) for row in rows}
        assert shown == {
            first.number: (Status.IN_PROGRESS, None),
            second.number: (Status.CLOSED, first.number),
        }


def test_files_of_the_joined_one_open_for_who_reads_the_head(
    first, second, citizen, olga_operator, team_b, tmp_path, now
):
    from tests.tickets.files.builders import pdf

    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    with path.open("rb") as file:
        given = {"name": "scan.pdf", "by": citizen.user, "draft_key": "x", "ticket": second}
        sent = upload(file=file, now=now, **given)
    write_message(ticket=second, by=citizen.user, body="Скан.", now=now, files=Files((sent.pk,), "x"))  # fmt: skip
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)
    Ticket.objects.filter(pk=second.pk).update(team=team_b)
    assert attachment_for(olga_operator, sent.pk) == sent


class TestSplitting:
    def test_a_message_becomes_an_appeal(self, desk_of_olga, first, citizen, now):
        other = write_message(ticket=first, by=citizen.user, body="Списали дважды.", now=now + HOUR)
        page = desk_of_olga.get(move(first, "splitting"), headers=HTMX).content.decode()
        assert "Списали дважды." in page
        given = {"items": [str(other.pk)], "kind": "complaint", "client_key": "k"}
        response = desk_of_olga.post(move(first, "splitting"), given, headers=HTMX)
        assert response.status_code == 200
        assert "200000001" in response.content.decode()
        mark = "выделено в № 200000001"
        assert (
            mark in desk_of_olga.get(reverse("desk:ticket", args=[first.number])).content.decode()
        )

    def test_nothing_chosen_is_said_beside_the_form(self, desk_of_olga, first):
        response = desk_of_olga.post(move(first, "splitting"), {"kind": "question"}, headers=HTMX)
        assert response.status_code == 422
        assert "Отметьте сообщения" in response.content.decode()
