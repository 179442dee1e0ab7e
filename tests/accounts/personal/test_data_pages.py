"""«Данные заявителя» and «Изменения, ждущие второго» through their pages (D-05)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.assurance import lift_level
from accounts.actions.contacts import open_contact
from accounts.actions.identification import answer_question
from accounts.models import ChangeFreeze, Citizen, Contact, DataChange, Reveal
from journal.models import Entry
from tests.accounts.personal.conftest import ANSWERS

SECRETS = ("1234567", "maria@", "112-233-445", "11223344595", "123456", "Лесная", "500100732259")


@pytest.fixture
def talk(papers: Any, citizen: Citizen, olga_operator: Any) -> Contact:
    """Olga's conversation of this moment: pages read the clock themselves."""
    return open_contact(citizen=citizen, channel="phone", by=olga_operator, now=timezone.now())


def prove(contact: Contact) -> None:
    now = timezone.now()
    for attribute, said in ANSWERS.items():
        answer_question(
            contact=contact, attribute=attribute, said=said, by=contact.operator, now=now
        )
    lift_level(contact=contact, level=1, proof="code", now=now)


def url(citizen: Citizen, rest: str = "data/") -> str:
    return f"/desk/identity/{citizen.pk}/{rest}"


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def seen(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


class TestCard:
    def test_everything_is_masked_and_never_kept(self, client_for, olga_operator, citizen, papers):
        response = client_for(olga_operator).get(url(citizen))
        page = text(response)
        assert seen(page) == []
        assert "***-***-*** 95" in page
        assert "Реестр" in page
        assert "no-store" in response["Cache-Control"]
        assert "Показать отмеченное" not in page
        assert Reveal.objects.count() == 0

    @pytest.mark.parametrize(
        "who", ["quality", "editor", "auditor", "administrator", "former", "citizen"]
    )
    def test_others_have_no_such_page(self, who, request, client_for, citizen, papers):
        assert client_for(request.getfixturevalue(who)).get(url(citizen)).status_code in {302, 404}

    def test_costs_few_queries(
        self, client_for, olga_operator, citizen, talk, django_assert_max_num_queries
    ):
        client = client_for(olga_operator)
        client.get(url(citizen))
        with django_assert_max_num_queries(9):
            text(client.get(url(citizen)))


class TestShow:
    def test_one_is_shown_until_the_conversation_ends(
        self, client_for, olga_operator, citizen, talk
    ):
        client = client_for(
            olga_operator,
        )
        form = {"attributes": ["phone"], "reason": "call_back"}
        answer = client.post(url(citizen, "data/shown/"), form)
        assert (answer.status_code, answer["Location"]) == (303, url(citizen))
        page = text(client.get(url(citizen)))
        assert "+7 916 123-45-67" in page
        assert "reveal-timer" in page
        assert "112-233-445" not in page
        client.post(f"/desk/identity/conversations/{talk.pk}/ending/")
        assert seen(text(client.get(url(citizen)))) == []

    def test_set_wants_a_fresh_proof(self, client_for, olga_operator, citizen, talk):
        """A-18: two values and more are shown only soon after a proof of who it is."""
        prove(talk)
        form = {"attributes": ["snils", "passport"], "reason": "identity"}
        stale = client_for(olga_operator, proved_s_ago=360)
        answer = stale.post(url(citizen, "data/shown/"), form)
        assert (answer.status_code, answer["X-Error-Code"]) == (403, "reauth_required")
        assert Reveal.objects.count() == 0
        one = {"attributes": ["snils"], "reason": "identity"}
        assert stale.post(url(citizen, "data/shown/"), one).status_code == 303
        fresh = client_for(olga_operator)
        assert fresh.post(url(citizen, "data/shown/"), form).status_code == 303
        assert Reveal.objects.count() == 2

    def test_refusals_say_what_to_do_and_show_nothing(
        self, client_for, olga_operator, citizen, talk
    ):
        client = client_for(olga_operator)
        for form, words in (
            ({"attributes": ["snils"], "reason": "identity"}, "Сначала подтвердите личность"),
            ({"reason": "identity"}, "Отметьте, что показать"),
            ({"attributes": ["phone"], "reason": ""}, "Выберите, зачем"),
        ):
            page = text(client.post(url(citizen, "data/shown/"), form), 422)
            assert words in page
            assert seen(page) == []
        assert Reveal.objects.count() == 0

    def test_hundred_reveals_are_thirty_and_429(self, client_for, olga_operator, citizen, talk):
        client = client_for(olga_operator)
        form = {"attributes": ["phone"], "reason": "call_back"}
        codes = [client.post(url(citizen, "data/shown/"), form).status_code for _ in range(100)]
        assert codes == [303] * 30 + [429] * 70
        assert Entry.objects.filter(event="accounts.PersonalDataRevealed").count() == 30
        last = client.post(url(citizen, "data/shown/"), form)
        assert "тридцать раз" in text(last, 429)
        assert int(last["Retry-After"]) > 3000


class TestChange:
    def test_asked_without_identity_it_says_what_is_missing(
        self, client_for, olga_operator, citizen, talk
    ):
        client = client_for(olga_operator)
        page = text(client.get(url(citizen, "data/change/?attribute=phone")))
        assert "Сначала подтвердите личность" in page
        assert seen(page) == []
        form = {"attribute": "phone", "value": "+7 925 555-44-33"}
        assert "подтвердите личность" in text(client.post(url(citizen, "data/change/"), form), 422)
        assert DataChange.objects.count() == 0

    def test_without_a_conversation_nothing_changes(
        self, client_for, olga_operator, citizen, papers
    ):
        form = {"attribute": "email", "value": "new@example.org"}
        page = text(client_for(olga_operator).post(url(citizen, "data/change/"), form), 422)
        assert "Сначала начните разговор" in page
        assert Citizen.objects.get(pk=citizen.pk).email == "maria@example.org"

    def test_waits_for_the_second_person_who_decides(
        self, client_for, olga_operator, senior, citizen, talk
    ):
        prove(talk)
        client, second = client_for(olga_operator), client_for(senior)
        form = {"attribute": "phone", "value": "8 925 555 44 33"}
        answer = client.post(url(citizen, "data/change/"), form)
        change = DataChange.objects.get()
        assert answer["Location"] == f"{url(citizen)}#change-{change.pk}"
        assert "Ждёт второго сотрудника" in text(client.get(url(citizen)))
        waiting = text(second.get("/desk/identity/changes/"))
        assert "+7 925 ***-**-33" in waiting
        assert "+7 916 ***-**-67" in waiting
        assert seen(waiting) == []
        assert second.post(f"/desk/identity/changes/{change.pk}/shown/").status_code == 303
        opened = text(second.get("/desk/identity/changes/"))
        assert "+7 925 555-44-33" in opened
        assert "+7 916 123-45-67" in opened
        assert client.post(f"/desk/identity/changes/{change.pk}/approval/").status_code == 404
        assert second.post(f"/desk/identity/changes/{change.pk}/approval/").status_code == 303
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79255554433"
        again = second.post(f"/desk/identity/changes/{change.pk}/approval/")
        assert "уже решено" in text(again, 422)

    def test_badge_counts_what_waits(self, client_for, olga_operator, senior, citizen, talk):
        prove(talk)
        form = {"attribute": "phone", "value": "8 925 555 44 33"}
        client_for(olga_operator).post(url(citizen, "data/change/"), form)
        assert '<span class="count count--brand">1</span>' in text(client_for(senior).get("/desk/"))
        assert "/desk/identity/changes/" not in text(client_for(olga_operator).get("/desk/"))

    def test_refused_and_withdrawn(self, client_for, olga_operator, senior, citizen, talk):
        prove(talk)
        client, second = client_for(olga_operator), client_for(senior)
        form = {"attribute": "phone", "value": "8 925 555 44 33"}
        client.post(url(citizen, "data/change/"), form)
        first = DataChange.objects.get()
        refusal = f"/desk/identity/changes/{first.pk}/refusal/"
        assert "Напишите причину" in text(second.post(refusal, {"reason": ""}), 422)
        assert second.post(refusal, {"reason": "Голос другой"}).status_code == 303
        assert "Голос другой" in text(client.get(url(citizen)))
        client.post(url(citizen, "data/change/"), form)
        last = DataChange.objects.get(state="waiting_second")
        assert client.post(f"/desk/identity/changes/{last.pk}/withdrawal/").status_code == 303
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"


def test_freeze_is_seen_and_stops(client_for, olga_operator, citizen, talk):
    client = client_for(olga_operator)
    assert "подтвердите личность" in text(client.post(url(citizen, "freeze/")), 422)
    prove(talk)
    assert client.post(url(citizen, "freeze/")).status_code == 303
    page = text(client.get(url(citizen)))
    assert "Изменения заморожены" in page
    assert "Снять заморозку" in page
    form = {"attribute": "address", "value": "г. Казань"}
    assert "Изменения данных заморожены" in text(
        client.post(url(citizen, "data/change/"), form), 422
    )
    assert "в МФЦ" in text(client.post(url(citizen, "freeze/lifted/")), 422)
    assert ChangeFreeze.objects.get().lifted_at is None


def test_data_officer_opens_for_a_complaint_alone(client_for, data_officer, citizen, papers):
    client = client_for(data_officer)
    page = text(client.get(url(citizen)))
    assert "Разбираю жалобу" in page
    form = {"attributes": ["snils"], "reason": "complaint"}
    assert client.post(url(citizen, "data/shown/"), form).status_code == 303
    assert "112-233-445 95" in text(client.get(url(citizen)))
    assert client.get(url(citizen, "data/change/?attribute=phone")).status_code == 404
