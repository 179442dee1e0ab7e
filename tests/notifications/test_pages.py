"""Pages of notices: who sees them, what they show and what they hide."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from journal.models import Entry
from notifications.actions import claim_next, mark_failed, notify, of_citizen
from notifications.models import Delivery
from notifications.states import Status
from tests.neighbours.test_ledger import sms, written
from tests.notifications.conftest import CONTEXT, outage, refusal

LIST = "/desk/deliveries/"
EVERYBODY = {
    "sveta_supervisor": 200,
    "administrator": 200,
    "olga_operator": 403,
    "senior": 403,
    "quality": 403,
    "editor": 403,
    "auditor": 403,
    "citizen": 403,
}


@pytest.fixture
def dead(make_entry, citizen, now):
    """A dead letter, beside an SMS that waits."""
    notify(
        entry_id=make_entry(),
        recipient=of_citizen(citizen),
        template="ticket_registered",
        context=CONTEXT,
        now=now,
    )
    claim = claim_next(channel="email", now=now)
    mark_failed(delivery_id=claim.delivery.pk, attempt=1, error=refusal(permanent=True), now=now)
    return claim.delivery


class TestAccess:
    @pytest.mark.parametrize(("who", "status"), EVERYBODY.items())
    def test_the_list_is_for_those_who_keep_it(self, request, client_for, who, status):
        client = client_for(request.getfixturevalue(who))
        assert client.get(LIST).status_code == status

    @pytest.mark.parametrize(
        ("who", "status"), {who: 303 if s == 200 else 404 for who, s in EVERYBODY.items()}.items()
    )
    def test_so_is_the_button(self, request, client_for, dead, who, status):
        client = client_for(request.getfixturevalue(who))
        answer = client.post(reverse("notifications:delivery-replay", args=[dead.pk]))
        assert answer.status_code == status
        expected = Status.QUEUED if status == 303 else Status.DEAD
        assert Delivery.objects.get(pk=dead.pk).status == expected

    def test_a_stranger_is_asked_to_sign_in(self, client_for, db):
        assert client_for(None).get(LIST).status_code == 302


class TestList:
    def test_it_hides_texts_and_addresses(self, client_for, sveta_supervisor, dead):
        page = client_for(sveta_supervisor).get(LIST).content.decode()
        assert "m***@example.org" in page
        assert "+7 916 ***-**-67" in page
        for secret in ("maria@example.org", "9161234567", "300000001"):
            assert secret not in page

    def test_filters_choose(self, client_for, sveta_supervisor, dead):
        client = client_for(sveta_supervisor)
        assert client.get(LIST).content.count(b'id="delivery-') == 2
        assert client.get(LIST + "?status=dead").content.count(b'id="delivery-') == 1
        assert client.get(LIST + "?status=dead&channel=sms").content.count(b'id="delivery-') == 0
        assert client.get(LIST + "?status=%00&channel=x&before=y").status_code == 200

    def test_pages_follow_one_another(
        self, client_for, sveta_supervisor, make_entry, citizen, now, django_assert_max_num_queries
    ):
        citizen.phone = ""
        for _ in range(60):
            notify(
                entry_id=make_entry(),
                recipient=of_citizen(citizen),
                template="ticket_registered",
                context=CONTEXT,
                now=now,
            )
        client = client_for(sveta_supervisor)
        with django_assert_max_num_queries(12):
            first = client.get(LIST)
        assert first.content.count(b'id="delivery-') == 50
        rest = client.get(first.context["next_url"], headers={"HX-Request": "true"})
        assert rest.content.count(b'id="delivery-') == 10
        assert b"<html" not in rest.content

    def test_a_resting_channel_is_said(
        self, client_for, sveta_supervisor, make_entry, citizen, now
    ):
        later = now + timedelta(days=4000)  # still resting when the page is opened
        for _ in range(3):
            notify(
                entry_id=make_entry(),
                recipient=of_citizen(citizen),
                template="ticket_registered",
                context=CONTEXT,
                now=later,
            )
            claim = claim_next(channel="email", now=later)
            mark_failed(delivery_id=claim.delivery.pk, attempt=1, error=outage(), now=later)
        page = client_for(sveta_supervisor).get(LIST).content.decode()
        assert "Канал не отвечает, мы пробуем снова." in page


class TestReplay:
    def test_a_dead_letter_goes_again_and_the_journal_knows_who(
        self, client_for, sveta_supervisor, dead
    ):
        url = reverse("notifications:delivery-replay", args=[dead.pk])
        answer = client_for(sveta_supervisor).post(url, headers={"HX-Request": "true"})
        row = Delivery.objects.get(pk=dead.pk)
        assert answer.status_code == 200
        assert "В очереди" in answer.content.decode()
        assert json.loads(answer["HX-Trigger"])["toast"]["tone"] == "success"
        assert (row.status, row.attempts, row.error) == (Status.QUEUED, 0, "")
        fact = Entry.objects.get(event="notifications.DeliveryReplayed")
        assert (fact.actor_id, fact.data) == (
            str(sveta_supervisor.pk),
            {"delivery_id": str(dead.pk)},
        )

    def test_twice_is_refused_and_leaves_one_fact(self, client_for, sveta_supervisor, dead):
        url = reverse("notifications:delivery-replay", args=[dead.pk])
        client = client_for(sveta_supervisor)
        client.post(url)
        again = client.post(url)
        assert again.status_code == 422
        assert "Повторить можно только то, что не доставлено." in again.content.decode()
        assert Entry.objects.filter(event="notifications.DeliveryReplayed").count() == 1


class TestDemoInbox:
    @pytest.fixture(autouse=True)
    def demo(self, settings, tmp_path):
        settings.DEMO = True
        settings.NEIGHBOURS_DIR = tmp_path

    def test_outside_the_demo_there_is_no_such_page(self, client_for, settings, db):
        settings.DEMO = False
        assert client_for(None).get("/demo/inbox/").status_code == 404

    def test_an_empty_inbox_says_what_to_do(self, client_for, db):
        page = client_for(None).get("/demo/inbox/").content.decode()
        assert "Отправьте обращение" in page

    def test_texts_are_shown_and_escaped(self, client_for, tmp_path, db):
        text = "Номер 300000001 <script>alert(1)</script> http://localhost:8000/t/"
        written(tmp_path / "sms.jsonl", sms("79161234567", text))
        page = client_for(None).get("/demo/inbox/").content.decode()
        assert "Номер 300000001 &lt;script&gt;" in page
        assert '<a href="http://localhost:8000/t/"' in page
        assert "1 часть" in page

    def test_it_is_filtered_by_address(self, client_for, tmp_path, db):
        written(tmp_path / "sms.jsonl", sms("79161234567", "mine"), sms("79260000001", "other"))
        page = client_for(None).get("/demo/inbox/?address=8 916 123-45-67").content.decode()
        assert "mine" in page
        assert "other" not in page

    def test_no_news_is_no_swap(self, client_for, tmp_path, db):
        written(tmp_path / "sms.jsonl", sms("79161234567", "first"))
        client = client_for(None)
        url = client.get("/demo/inbox/").context["refresh_url"]
        assert client.get(url, headers={"HX-Request": "true"}).status_code == 204
        written(tmp_path / "sms.jsonl", sms("79161234567", "second"))
        news = client.get(url, headers={"HX-Request": "true"})
        assert news.status_code == 200
        assert "second" in news.content.decode()
        assert "<html" not in news.content.decode()
