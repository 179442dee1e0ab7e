"""A-17: nobody is somebody by a header; only the front says where a request comes from."""

from typing import Any

import pytest

pytestmark = pytest.mark.django_db
HEADERS = (
    "Remote-User",
    "X-Remote-User",
    "X-User-ID",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Authenticated-User",
    "X-Auth-Request-User",
    "X-Original-URL",
    "X-Rewrite-URL",
)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("address", ["/admin/", "/desk/", "/board/", "/cabinet/"])
def test_a17_header_lets_nobody_in(
    client_for: Any, administrator: Any, header: str, address: str
) -> None:
    for name in (administrator.email, str(administrator.pk), "admin"):
        answer = client_for(None).get(address, headers={header: name})
        assert answer.status_code in {302, 303}, header
        assert "/account/login/" in answer["Location"] or "/admin/login/" in answer["Location"]


@pytest.mark.parametrize("header", HEADERS)
def test_a17_header_makes_nobody_somebody_else(
    client_for: Any, citizen: Any, administrator: Any, header: str
) -> None:
    client = client_for(citizen)
    page = client.get("/account/profile/", headers={header: administrator.email})
    assert page.context["user"] == citizen.user
    assert client.get("/admin/", headers={header: administrator.email}).status_code in {
        302,
        403,
        404,
    }


def test_a17_environment_of_the_server_is_not_read(client_for: Any, administrator: Any) -> None:
    answer = client_for(None).get("/admin/", REMOTE_USER=administrator.email)
    assert answer.status_code == 302
