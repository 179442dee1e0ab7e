"""A person's card on the desk: limits, joined profiles, representatives, through the pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Citizen, CitizenLimit, ProfileJoin, Representative, User
from journal.models import Entry
from tests.factories.accounts import make_limit, make_organisation, make_profile
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.django_db


def url(citizen: Citizen, rest: str = "") -> str:
    return f"/desk/people/{citizen.pk}/{rest}"


def posted(client: Any, address: str, form: dict[str, str] | None = None) -> Any:
    """Send a form and return the page it leads to."""
    answer = client.post(address, form or {})
    assert answer.status_code == 303
    return client.get(answer["Location"])


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


class TestCard:
    def test_contacts_are_masked_and_the_way_back_stays(self, client_for, olga_operator, citizen):
        page = page_of(client_for(olga_operator).get(url(citizen, "?next=/desk/300000012/")))
        assert "Морозова Мария Петровна" in page
        assert "+7 916 ***-**-67" in page
        assert "1234567" not in page
        assert "maria@" not in page
        assert 'href="/desk/300000012/"' in page
        assert "Ограничить приём" not in page
        assert "Сравнить и присоединить" not in page

    def test_way_back_never_leaves_the_site(self, client_for, olga_operator, citizen):
        page = page_of(client_for(olga_operator).get(url(citizen, "?next=//evil.example/")))
        assert "evil" not in page

    def test_leader_is_offered_the_deeds(self, client_for, senior, citizen):
        page = page_of(client_for(senior).get(url(citizen)))
        assert url(citizen, "limit/") in page
        assert url(citizen, "joins/") in page

    @pytest.mark.parametrize("who", ["citizen", "quality", "editor", "auditor", "former"])
    def test_others_have_no_cards(self, request, client_for, citizen, who):
        client = client_for(request.getfixturevalue(who))
        assert client.get(url(citizen)).status_code in {302, 404}

    def test_open_appeal_leads_to_the_card(self, client_for, olga_operator, team_a, citizen):
        ticket = make_ticket(team=team_a, citizen=citizen)
        page = page_of(client_for(olga_operator).get(f"/desk/{ticket.number}/who/"))
        assert f'{url(citizen)}?next=/desk/{ticket.number}/"' in page


class TestLimits:
    DAY = "2026-12-01"

    def test_limit_holds_to_the_end_of_its_last_day(
        self, client_for, senior, citizen, time_machine, now
    ):
        time_machine.move_to(now, tick=False)
        form = {"reason": "Оскорбления операторов", "ends_on": self.DAY}
        answer = client_for(senior).post(url(citizen, "limit/?next=/desk/300000012/"), form)
        assert answer["Location"] == url(citizen, "?next=%2Fdesk%2F300000012%2F")
        limit = CitizenLimit.objects.get()
        assert (limit.reason, limit.set_by) == ("Оскорбления операторов", senior)
        assert limit.ends_at == datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
        assert facts() == ["accounts.CitizenLimited"]

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({"reason": "", "ends_on": DAY}, "Напишите причину"),
            ({"reason": "x", "ends_on": ""}, "Укажите последний день"),
            ({"reason": "x", "ends_on": "2026-11-19"}, "в будущем"),
            ({"reason": "x", "ends_on": "2027-12-31"}, "не дольше года"),
        ],
    )
    def test_refused_form_says_what_to_do(
        self, client_for, senior, citizen, time_machine, now, form, words
    ):
        time_machine.move_to(now, tick=False)
        answer = client_for(senior).post(url(citizen, "limit/"), form)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert CitizenLimit.objects.count() == 0

    def test_operator_sets_and_lifts_none(self, client_for, olga_operator, senior, citizen):
        limit = make_limit(citizen, set_by=senior, now=datetime.now(UTC))
        client = client_for(olga_operator)
        assert client.get(url(citizen, "limit/")).status_code == 403
        assert client.post(url(citizen, f"limits/{limit.pk}/lift/")).status_code == 403
        limit.refresh_from_db()
        assert limit.lifted_at is None
        assert "Оскорбления" in page_of(client.get(url(citizen)))

    def test_lifted_once_and_told_the_second_time(self, client_for, senior, citizen):
        limit = make_limit(citizen, set_by=senior, now=datetime.now(UTC) - timedelta(hours=1))
        client = client_for(senior)
        lift = url(citizen, f"limits/{limit.pk}/lift/")
        assert "снова может писать" in page_of(posted(client, lift))
        assert "уже не действует" in page_of(posted(client, lift))
        assert facts() == ["accounts.LimitLifted"]

    def test_limit_of_another_person_is_not_found(self, client_for, senior, citizen, other_citizen):
        limit = make_limit(other_citizen, set_by=senior, now=datetime.now(UTC))
        lift = url(citizen, f"limits/{limit.pk}/lift/")
        assert client_for(senior).post(lift).status_code == 404

    def test_limited_citizen_is_told_why_and_until_when(self, client_for, senior, team_a, citizen):
        ticket = make_ticket(team=team_a, citizen=citizen)
        make_limit(citizen, set_by=senior, now=datetime.now(UTC) - timedelta(hours=1))
        client = client_for(citizen)
        for address in ("/cabinet/", "/cabinet/new/info_request/", f"/cabinet/{ticket.number}/"):
            page = page_of(client.get(address))
            assert "временно не принимаем" in page
            assert "Причина: Оскорбления" in page
        assert "Написать специалисту" not in page
        typed = {"body": "Не приходит код подтверждения", "client_key": "k" * 32}
        refused = client.post(f"/cabinet/{ticket.number}/messages/", typed)
        assert refused.status_code == 422
        page = refused.content.decode()
        assert "Не приходит код подтверждения" in page
        assert "Причина: Оскорбления" in page
        assert ticket.items.count() == 0


class TestJoins:
    def test_candidates_stand_side_by_side_with_what_moves(
        self, client_for, senior, citizen, team_a
    ):
        known = make_profile(last_name="Морозова", first_name="Мария", phone=citizen.phone)
        make_ticket(team=team_a, citizen=known)
        make_ticket(team=team_a, citizen=known, status="closed")
        page = page_of(client_for(senior).get(url(citizen, "joins/")))
        assert "обращений: 2, из них открытых 1" in page
        assert page.count("совпадает") == 2
        assert "1234567" not in page
        assert "Совпали телефон и ФИО" in page
        assert "Совпали телефон и почта" not in page

    def test_joined_by_proof_and_parted_again(self, client_for, senior, citizen):
        known = make_profile(last_name="Морозова", first_name="Мария", phone=citizen.phone)
        client = client_for(senior)
        form = {"joined": str(known.pk), "proof": "phone+name"}
        assert "одна история" in page_of(posted(client, url(citizen, "joins/"), form))
        join = ProfileJoin.objects.get()
        assert (join.kept, join.joined, join.proof) == (citizen, known, "phone+name")
        assert "Совпали телефон и ФИО" in page_of(client.get(url(citizen)))
        assert "Открыть основной профиль" in page_of(client.get(url(known)))
        undo = url(citizen, f"joins/{join.pk}/undo/")
        assert "снова своя история" in page_of(posted(client, undo))
        known.refresh_from_db()
        assert known.merged_into is None
        assert "уже отменено" in page_of(posted(client, undo))
        assert facts() == ["accounts.ProfilesJoined", "accounts.JoinUndone"]

    @pytest.mark.parametrize("proof", ["phone+name", "phone+email", "", "guess"])
    def test_proof_that_does_not_hold_joins_nothing(self, client_for, senior, citizen, proof):
        stranger = make_profile(last_name="Иная", phone=citizen.phone)
        form = {"joined": str(stranger.pk), "proof": proof}
        answer = client_for(senior).post(url(citizen, "joins/"), form)
        assert answer.status_code == 422
        assert ProfileJoin.objects.count() == 0

    def test_profile_with_a_sign_in_can_only_stay(self, client_for, senior, citizen, other_citizen):
        known = make_profile(phone=citizen.phone)
        page = page_of(client_for(senior).get(url(known, "joins/")))
        assert "есть свой кабинет" in page
        assert url(citizen, "joins/") in page
        form = {"joined": str(other_citizen.pk), "proof": "by_hand"}
        answer = client_for(senior).post(url(citizen, "joins/"), form)
        assert answer.status_code == 422
        assert "такие не объединяются" in answer.content.decode()

    def test_found_by_name_through_post(self, client_for, senior, citizen):
        make_profile(last_name="Прежнева", first_name="Мария", phone="+79035550001")
        client = client_for(senior)
        page = page_of(client.post(url(citizen, "joins/search/"), {"q": "Прежнева"}))
        assert "Прежнева Мария" in page
        assert "Никого не нашли" in page_of(
            client.post(url(citizen, "joins/search/"), {"q": "Небывалов"})
        )
        assert client.get(url(citizen, "joins/search/")).status_code == 405

    def test_operator_joins_and_parts_nothing(self, client_for, olga_operator, citizen, senior):
        known = make_profile(phone=citizen.phone)
        client = client_for(olga_operator)
        form = {"joined": str(known.pk), "proof": "by_hand"}
        assert client.get(url(citizen, "joins/")).status_code == 403
        assert client.post(url(citizen, "joins/"), form).status_code == 403
        assert client.post(url(citizen, "joins/search/"), {"q": "x"}).status_code == 403
        client_for(senior).post(url(citizen, "joins/"), form)
        undo = url(citizen, f"joins/{ProfileJoin.objects.get().pk}/undo/")
        assert client.post(undo).status_code == 403
        assert ProfileJoin.objects.get().undone_at is None


class TestRepresentatives:
    def test_added_ended_and_added_again(self, client_for, olga_operator: User, citizen):
        organisation = make_organisation()
        client = client_for(olga_operator)
        page = url(organisation, "representatives/")
        assert "Представителей нет" in page_of(client.get(page))
        assert str(citizen.pk) in page_of(client.post(page + "search/", {"q": "Морозова"}))
        assert "добавлен" in page_of(posted(client, page, {"person": str(citizen.pk)}))
        link = Representative.objects.get()
        again = client.post(page, {"person": str(citizen.pk)})
        assert again.status_code == 422
        assert "уже представляет" in again.content.decode()
        assert organisation.organisation in page_of(client.get(url(citizen)))
        ended = posted(client, f"{page}{link.pk}/end/")
        assert "Полномочия закончились" in page_of(ended)
        assert "Представляет" not in page_of(client.get(url(citizen)))
        client.post(page, {"person": str(citizen.pk)})
        link.refresh_from_db()
        assert link.ended_at is None
        assert facts() == [
            "accounts.CitizensLookedUp",
            "accounts.RepresentativeAdded",
            "accounts.RepresentativeEnded",
            "accounts.RepresentativeAdded",
        ]

    def test_person_has_no_representatives(self, client_for, olga_operator, citizen):
        page = url(citizen, "representatives/")
        assert client_for(olga_operator).get(page).status_code == 404

    def test_nobody_chosen_is_said(self, client_for, olga_operator):
        answer = client_for(olga_operator).post(url(make_organisation(), "representatives/"), {})
        assert answer.status_code == 422
        assert "Найдите человека и отметьте его." in answer.content.decode()
