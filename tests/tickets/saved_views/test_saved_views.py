"""Lists under a name: whose they are, who changes them, what opens first; through HTTP."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from journal.models import Entry
from tests.factories.tickets import make_ticket
from tickets.actions.saved_views import CAN_COME_BACK, MOST, remove_view
from tickets.models import SavedView
from tickets.models.ticket import Priority

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
URGENT = "view=team&priority=4"


def save(client: Any, name: str = "Срочные", query: str = URGENT, **given: Any) -> Any:
    return client.post(f"{reverse('desk:view-new')}?{query}", {"name": name, **given}, headers=HTMX)


def facts() -> list[str]:
    rows = Entry.objects.filter(event__startswith="tickets.View").order_by("pk")
    return [event.removeprefix("tickets.") for event in rows.values_list("event", flat=True)]


def test_a_list_gets_a_name_and_a_count(client_for: Any, olga_operator: Any, team_a: Any) -> None:
    client = client_for(olga_operator)
    make_ticket(team=team_a, priority=Priority.URGENT)
    make_ticket(team=team_a)
    assert (
        save(client, query=URGENT + "&q=Морозова&sort=oldest&hide=owner&junk=1").status_code == 204
    )
    kept = SavedView.objects.get()
    assert kept.query == "view=team&priority=4&sort=oldest&hide=owner"
    page = client.get(reverse("desk:views"), headers=HTMX)
    assert [(one.view.name, one.number) for one in page.context["counted"]] == [("Срочные", 1)]
    here = client.get(f"{reverse('desk:views')}?{kept.query}", headers=HTMX)
    assert 'aria-current="true"' in here.content.decode()
    assert facts() == ["ViewSaved"]


def test_names_are_told_apart_and_counted(
    client_for: Any, olga_operator: Any, now: datetime
) -> None:
    client = client_for(olga_operator)
    save(client)
    assert save(client, name=" срочные ").status_code == 422
    assert save(client, name="").status_code == 422
    SavedView.objects.bulk_create(
        SavedView(owner=olga_operator, name=f"Список {n}", query="view=all", created_at=now)
        for n in range(MOST - 1)
    )
    assert save(client, name="Ещё один").status_code == 422
    assert SavedView.objects.count() == MOST


def test_a_teams_list_is_its_leaders(
    client_for: Any, olga_operator: Any, sveta_supervisor: Any, oleg_operator: Any, team_a: Any
) -> None:
    assert save(client_for(olga_operator), team=str(team_a.pk)).status_code == 204
    assert SavedView.objects.get().team is None, "an operator has no such choice"
    assert save(client_for(sveta_supervisor), name="Наши", team=str(team_a.pk)).status_code == 204
    ours = SavedView.objects.get(name="Наши")
    address = reverse("desk:view", args=[ours.pk])
    assert client_for(olga_operator).get(address).status_code == 200
    assert client_for(oleg_operator).get(address).status_code == 404
    assert client_for(olga_operator).post(address, {"name": "Мои"}).status_code == 403
    assert client_for(sveta_supervisor).post(address, {"name": "Общие"}).status_code == 303
    assert SavedView.objects.get(pk=ours.pk).name == "Общие"


def test_the_desk_opens_with_the_first_one(
    client_for: Any,
    olga_operator: Any,
    sveta_supervisor: Any,
    team_a: Any,
    django_assert_num_queries: Any,
) -> None:
    late = make_ticket(team=team_a, priority=Priority.URGENT)
    client, leader = client_for(olga_operator), client_for(sveta_supervisor)
    save(leader, name="Наши", team=str(team_a.pk), is_default="on")
    desk = reverse("desk:tickets")
    client.get(desk)
    with django_assert_num_queries(5):
        page = client.get(desk)
    assert [row.ticket for row in page.context["rows"]] == [late]
    assert page.context["list_url"] == f"{desk}?{URGENT}"
    save(client, name="Мои свежие", query="view=mine", is_default="on")
    assert client.get(desk).context["rows"] == []
    assert facts()[-2:] == ["ViewSaved", "ViewChanged"]


def test_removed_and_taken_back(client_for: Any, olga_operator: Any, now: datetime) -> None:
    client = client_for(olga_operator)
    save(client, is_default="on")
    kept = SavedView.objects.get()
    answer = client.post(reverse("desk:view-removal", args=[kept.pk]), headers=HTMX)
    back = reverse("desk:view-restoration", args=[kept.pk])
    assert back in answer.headers["HX-Trigger"]
    assert client.get(reverse("desk:view", args=[kept.pk])).status_code == 404
    assert client.post(back, headers=HTMX).status_code == 204
    kept.refresh_from_db()
    assert (kept.removed_at, kept.is_default) == (None, False)
    assert facts() == ["ViewSaved", "ViewChanged", "ViewRemoved", "ViewRestored"]


def test_what_was_removed_long_ago_is_forgotten(
    client_for: Any, olga_operator: Any, now: datetime
) -> None:
    save(client_for(olga_operator))
    save(client_for(olga_operator), name="Второй")
    first, second = SavedView.objects.order_by("place")
    remove_view(view=first, by=olga_operator, now=now)
    remove_view(view=second, by=olga_operator, now=now + CAN_COME_BACK * 2)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Второй"]


def test_the_order_and_what_it_shows_change(client_for: Any, olga_operator: Any) -> None:
    client = client_for(olga_operator)
    save(client)
    save(client, name="Второй", query="view=free")
    second = SavedView.objects.get(name="Второй")
    client.post(reverse("desk:view-place", args=[second.pk]))
    names = SavedView.objects.order_by("place").values_list("name", flat=True)
    assert list(names) == ["Второй", "Срочные"]
    query = f"{reverse('desk:view-query', args=[second.pk])}?view=overdue&type=3"
    assert client.post(query, headers=HTMX).status_code == 204
    second.refresh_from_db()
    assert second.query == "view=overdue&type=3"
    page = client.get(reverse("desk:views")).content.decode()
    assert page.index("Второй") < page.index("Срочные")
