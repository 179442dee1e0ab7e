"""D-05, D-06 beside the walk of every operation (test_matrix.py): frames of sockets, own profiles, lines of logs."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.security.walk import STAFF, known, shown

__all__ = ["known"]
pytestmark = pytest.mark.django_db


def test_d05_profiles_of_colleagues_show_nothing_of_a_citizen(
    known: dict[str, Any], client_for: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    for name in STAFF:
        page = client_for(request.getfixturevalue(name)).get("/account/profile/")
        assert shown(page.content.decode()) == [], name


def test_d05_socket_frames_carry_names_of_topics_only() -> None:
    """`tests/security/test_sockets.py` listens to them; here: what may be said at all."""
    from tickets.consumers import ERRORS

    assert all(re.fullmatch(r"[a-z_]+", code) for code in ERRORS)


def test_d06_log_lines_hold_nothing_of_a_person(
    known: dict[str, Any], client_for: Any, olga_operator: Any, caplog: Any, capfd: Any
) -> None:
    """Searching, revealing, changing and a failing page: none says in a log what was typed."""
    caplog.set_level("DEBUG")
    client = client_for(olga_operator, raise_request_exception=False)
    person = known["citizen"]
    for address, form in (
        ("/desk/search/", {"q": "+7 916 123-45-67"}),
        ("/desk/new/people/", {"phone": "89161234567"}),
        (f"/desk/identity/{person}/data/shown/", {"attributes": "phone", "reason": "call_back"}),
        (f"/desk/identity/{person}/data/change/", {"attribute": "snils", "value": "98765432183"}),
        (
            f"/desk/identity/{person}/data/change/",
            {"attribute": "email", "value": "maria@example.org"},
        ),
        ("/account/login/", {"identifier": "maria@example.org", "password": "x"}),
        ("/no/such/place/", {"phone": "+79161234567"}),
    ):
        client.post(address, form)
    client.get(f"/desk/identity/{person}/data/")
    out, err = capfd.readouterr()
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert shown(said + out + err) == []
