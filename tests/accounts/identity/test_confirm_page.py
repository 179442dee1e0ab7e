"""/confirm/: where the caller types the code, with and without a sign-in; nothing betrays a code (A-10)."""

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.caller_codes import start_caller_code
from accounts.selectors import code_for_delivery
from accounts.views import confirm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirm, "ANSWERS_IN_S", 0)


@pytest.fixture
def digits(live_call: Any) -> str:
    code = start_caller_code(
        contact=live_call, channel="sms", by=live_call.operator, now=timezone.now()
    )
    given = code_for_delivery(code.pk)
    assert given is not None
    return given.code


def typed(client: Any, code: str, identifier: str = "8 916 123-45-67") -> Any:
    return client.post("/confirm/", {"identifier": identifier, "code": code})


def test_the_caller_types_the_code_and_the_operator_learns(client_for, digits, live_call) -> None:
    client = client_for(None)
    answer = typed(client, digits)
    assert (answer.status_code, answer["Location"]) == (303, "/confirm/done/")
    assert "Оператор уже видит, что это вы" in client.get("/confirm/done/").content.decode()
    live_call.refresh_from_db()
    assert live_call.assurance == 1


def test_a_signed_in_citizen_types_the_code_alone(client_for, digits, citizen, live_call) -> None:
    client = client_for(citizen)
    assert 'name="identifier"' not in client.get("/confirm/").content.decode()
    assert client.post("/confirm/", {"code": digits}).status_code == 303
    live_call.refresh_from_db()
    assert live_call.assurance == 1


def test_with_and_without_a_code_the_page_answers_alike(client_for, digits) -> None:
    def answer(identifier: str) -> tuple[int, str]:
        response = typed(client_for(None), "000000", identifier)
        page = re.sub(r"[\w+/=-]{20,}", "", response.content.decode())
        return response.status_code, page.replace(identifier, "")

    known, unknown = answer("+79161234567"), answer("+79160000088")
    assert known == unknown
    assert known[0] == 422


def test_an_address_is_tried_ten_times_in_a_quarter_of_an_hour(
    client_for, digits, live_call
) -> None:
    client = client_for(None)
    assert [typed(client, "000000").status_code for _ in range(10)] == [422] * 10
    refused = typed(client, digits)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    live_call.refresh_from_db()
    assert live_call.assurance == 0


def test_the_operators_pages_never_hold_the_code(
    client_for, digits, live_call, olga_operator
) -> None:
    client = client_for(olga_operator)
    for headers in (
        {},
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Target": "identity-live"},
    ):
        page = client.get(
            f"/desk/identity/{live_call.citizen_id}/?need=unlock", headers=headers
        ).content.decode()
        assert "Код отправляется" in page
        assert digits not in page
        assert "1234567" not in page


def test_the_panel_sends_and_kills_a_code(client_for, live_call, olga_operator) -> None:
    client = client_for(olga_operator)
    address = f"/desk/identity/conversations/{live_call.pk}/codes/"
    htmx = {"HX-Request": "true"}
    page = client.post(address, {"channel": "sms"}, headers=htmx).content.decode()
    assert "Код отправляется" in page
    assert "+7 916 ***-**-67" in page
    again = client.post(address, {"channel": "sms"}, headers=htmx)
    assert again.status_code == 422
    assert "Код уже отправлен" in again.content.decode()
    page = client.post(f"{address}spoken/", headers=htmx).content.decode()
    assert "Код отменён" in page


def test_the_cabinet_leads_to_the_code_while_it_waits(
    client_for, citizen, other_citizen, digits
) -> None:
    words = "Оператор отправил вам код"
    client = client_for(citizen)
    assert words in client.get("/cabinet/").content.decode()
    assert words not in client_for(other_citizen).get("/cabinet/").content.decode()
    typed(client_for(None), digits)
    assert words not in client.get("/cabinet/").content.decode()
