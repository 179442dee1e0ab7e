"""While registering: what may be the same is shown, and the words can go into what exists."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.tickets import fresh, make_ticket
from tests.tickets.helpers import BODY, brought_to, fact_names, refused, registered
from tickets.actions._move import MoveRefused
from tickets.actions.conversation import record_message
from tickets.actions.drafts import save_draft
from tickets.models import Conversation, Draft, Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SIMILAR, ADDITION = "desk:ticket-new-similar", "desk:ticket-new-addition"


class TestDesk:
    def test_shown_for_the_chosen_person_likeliest_first(self, client_for, olga_operator, ticket):
        client = client_for(olga_operator)
        given = {"citizen": str(ticket.citizen_id), "body": "Код подтверждения не приходит"}
        page = client.post(reverse(SIMILAR), given, headers=HTMX).content.decode()
        assert f"/desk/{ticket.number}/" in page
        assert "похожие слова" in page
        assert "Дописать сюда" in page
        for nobody in ({"body": BODY}, {"citizen": "zzz", "body": BODY}):
            assert not client.post(reverse(SIMILAR), nobody, headers=HTMX).content.decode().strip()

    def test_anothers_appeal_is_only_named(self, client_for, oleg_operator, ticket):
        given = {"citizen": str(ticket.citizen_id), "topic": str(ticket.topic_id), "body": BODY}
        page = client_for(oleg_operator).post(reverse(SIMILAR), given, headers=HTMX)
        words = page.content.decode()
        assert str(ticket.number) in words
        assert f"/desk/{ticket.number}/" not in words
        assert "Дописать сюда" not in words
        assert ticket.subject not in words

    def test_added_to_what_exists(self, client_for, olga_operator, ticket, citizen, now):
        brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
        given = {
            "to": str(ticket.number),
            "citizen": str(citizen.pk),
            "channel": "phone",
            "body": "Телефон прежний.",
            "client_key": "k",
        }
        client = client_for(olga_operator)
        for _ in range(2):
            answer = client.post(reverse(ADDITION), given, headers=HTMX)
            assert answer.headers["HX-Redirect"] == reverse("desk:ticket", args=[ticket.number])
        assert Ticket.objects.count() == 1
        after = fresh(ticket)
        assert after.status == Status.IN_PROGRESS, "what the person says by phone is an answer"
        said = after.items.filter(kind="message").order_by("seq").last()
        assert (said.body, said.author, said.is_public) == ("Телефон прежний.", olga_operator, True)
        assert Conversation.objects.get(ticket=ticket).contact.channel == "phone"

    def test_never_to_anothers_or_a_hidden_one(
        self, client_for, olga_operator, ticket, other_citizen, team_b
    ):
        hidden = make_ticket(team=team_b, citizen=ticket.citizen)
        client = client_for(olga_operator)
        given = {"channel": "phone", "body": "Слова.", "citizen": str(ticket.citizen_id)}
        answer = client.post(reverse(ADDITION), given | {"to": str(hidden.number)}, headers=HTMX)
        assert answer.status_code == 404
        foreign = given | {"to": str(ticket.number), "citizen": str(other_citizen.pk)}
        answer = client.post(reverse(ADDITION), foreign, headers=HTMX)
        assert answer.status_code == 422
        assert fresh(ticket).items_count == 1

    def test_a_long_closed_one_is_not_opened(self, ticket, citizen, olga_operator, now):
        brought_to(Status.CLOSED, ticket, by=olga_operator, now=now)
        late = now + timedelta(days=31)
        with refused(MoveRefused, match="новое обращение"):
            record_message(ticket=ticket, of=citizen, by=olga_operator, body="Опять.", now=late)


class TestCabinet:
    def test_ones_own_open_ones_are_asked_about_gently(self, client_for, citizen, ticket, now):
        client, url = client_for(citizen), reverse("cabinet:ticket-new-similar")
        given = {"body": "Опять не приходит код подтверждения на телефон"}
        page = client.post(url, given, headers=HTMX).content.decode()
        assert f"Дописать в № {ticket.number}" in page
        assert not client.post(url, {"body": "Код"}, headers=HTMX).content.decode().strip()

    def test_nobody_elses(self, client_for, other_citizen, ticket):
        given = {"body": "Опять не приходит код подтверждения на телефон"}
        client = client_for(other_citizen)
        page = client.post(reverse("cabinet:ticket-new-similar"), given, headers=HTMX)
        assert not page.content.decode().strip()
        given |= {"to": str(ticket.number)}
        assert client.post(reverse("cabinet:ticket-new-addition"), given).status_code == 404

    def test_added_instead_of_a_new_one(self, client_for, citizen, ticket, now):
        save_draft(by=citizen.user, place="cabinet:new", fields={"body": "Ещё раз"}, now=now)
        given = {"to": str(ticket.number), "body": "Ещё раз о коде.", "client_key": "k"}
        answer = client_for(citizen).post(reverse("cabinet:ticket-new-addition"), given)
        assert answer.headers["Location"] == reverse("cabinet:ticket", args=[ticket.number])
        assert fresh(ticket).items.last().body == "Ещё раз о коде."
        assert fact_names(ticket) == ["TicketRegistered", "CitizenWrote"]
        assert not Draft.objects.exists()
        assert registered(citizen, now=now).number == ticket.number + 1


@pytest.fixture(autouse=True)
def _routes(desk: Any) -> None:
    """The one topic of these tests goes to line A."""
