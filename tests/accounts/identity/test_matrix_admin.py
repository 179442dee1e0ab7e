"""The identification matrix in the admin: through the door, by the administrator and the data officer."""

from typing import Any

import pytest

from accounts.models import IdentificationRule
from accounts.reference import load_reference, shipped_rules
from journal.facts import history_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/accounts/identificationrule/"
FORM = {
    "title": "Разблокировать учётную запись",
    "level": "2",
    "attributes": ["full_name", "snils"],
    "to_quality": "on",
    "order": "50",
}


@pytest.fixture(autouse=True)
def _matrix(db: None, now: Any) -> None:
    load_reference(now)


@pytest.mark.parametrize("who", ["administrator", "data_officer"])
def test_what_an_operation_needs_is_changed_through_the_door(
    request: Any, client_for: Any, who: str
) -> None:
    person = request.getfixturevalue(who)
    answer = client_for(person).post(f"{PAGE}unlock/change/", FORM)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    rule = IdentificationRule.objects.get(pk="unlock")
    assert (rule.level, rule.attributes, rule.second_person, rule.to_quality) == (
        2,
        ["full_name", "snils"],
        False,
        True,
    )
    fact = history_of("operation:unlock")[-1]
    assert (type(fact.event).__name__, fact.event.level) == ("IdentificationRuleSaved", 2)
    assert fact.actor.id == str(person.pk)


def test_a_question_that_does_not_exist_changes_nothing(
    client_for: Any, administrator: Any
) -> None:
    answer = client_for(administrator).post(
        f"{PAGE}unlock/change/", FORM | {"attributes": ["blood_group"]}
    )
    assert answer.status_code == 200
    assert IdentificationRule.objects.get(pk="unlock").level == 1


def test_operations_are_neither_added_nor_deleted(client_for: Any, administrator: Any) -> None:
    client = client_for(administrator)
    assert client.get(f"{PAGE}add/").status_code == 403
    assert client.post(f"{PAGE}unlock/delete/", {"post": "yes"}).status_code == 403
    assert IdentificationRule.objects.count() == len(shipped_rules())


def test_the_data_officer_has_no_other_page(client_for: Any, data_officer: Any) -> None:
    client = client_for(data_officer)
    assert "Матрица идентификации" in client.get("/admin/").content.decode()
    for page in ("accounts/user", "accounts/apikey", "tickets/slapolicy", "topics/topic"):
        assert client.get(f"/admin/{page}/").status_code == 403


@pytest.mark.parametrize("who", ["editor", "olga_operator", "auditor"])
def test_others_do_not_see_it(request: Any, client_for: Any, who: str) -> None:
    response = client_for(request.getfixturevalue(who)).get(PAGE)
    assert response.status_code in {302, 403, 404}
