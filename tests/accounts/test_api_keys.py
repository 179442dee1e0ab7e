"""Keys of other systems: scopes, end, revocation, limits (Z-15)."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions import keys
from accounts.models import ApiKey, Team, User
from common.errors import DomainError, InvalidInput, NotAllowed
from journal.models import Entry
from tests.factories.accounts import bearer, make_api_key, make_staff, make_team

pytestmark = pytest.mark.django_db


class Reading(APIView):
    required_scopes = ["tickets:read"]

    def get(self, request: Request) -> Response:
        return Response({"key": str(request.auth.pk), "kind": request.user.actor.kind})


class ByMethod(APIView):
    required_scopes = {"GET": ["tickets:read"], "POST": ["tickets:read", "tickets:write"]}

    def get(self, request: Request) -> Response:
        return Response({})

    post = get


class Forgotten(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


def call(view: Any, header: str = "", *, method: str = "get", **extra: str) -> Any:
    if header:
        extra["HTTP_AUTHORIZATION"] = header
    request = getattr(RequestFactory(), method)("/api/v1/", **extra)
    return view.as_view()(request).render()


@pytest.fixture
def new(team_a: Team) -> keys.NewKey:
    return keys.NewKey("Портал", ("tickets:read",), (team_a,))


def test_issued_key_opens_what_its_scopes_say(
    new: keys.NewKey, administrator: User, now: Any
) -> None:
    key, text = keys.issue_api_key(new=new, by=administrator, now=now)
    answer = call(Reading, f"Bearer {text}")
    assert (answer.status_code, answer.data) == (200, {"key": str(key.pk), "kind": "api_key"})
    assert call(ByMethod, f"Bearer {text}").status_code == 200
    refused = call(ByMethod, f"Bearer {text}", method="post")
    assert (refused.status_code, refused.data["code"]) == (403, "permission_denied")
    assert ApiKey.objects.get().last_used_at is not None


def test_only_the_hash_is_stored(new: keys.NewKey, administrator: User, now: Any) -> None:
    _, text = keys.issue_api_key(new=new, by=administrator, now=now)
    secret = text.split("_", 2)[2]
    row = ApiKey.objects.values().get()
    assert secret not in str(row)
    assert bytes(row["digest"]) == hashlib.sha256(secret.encode()).digest()
    assert secret not in str(list(Entry.objects.values()))


def test_view_without_scopes_is_closed(administrator: User) -> None:
    assert call(Forgotten, bearer(make_api_key(created_by=administrator))).status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer gs_",
        "Bearer gs_unknown_secret",
        "Basic YTpi",
        "Token abc",
        "Bearer x_y_z",
    ],
)
def test_no_key_is_401_with_a_challenge(header: str) -> None:
    answer = call(Reading, header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer["Content-Type"] == "application/problem+json"


def test_right_prefix_with_a_wrong_secret_is_401(administrator: User) -> None:
    key = make_api_key(created_by=administrator)
    assert call(Reading, bearer(key)[:-1] + "!").status_code == 401


def test_expired_key_is_401(administrator: User) -> None:
    past = timezone.now() - timedelta(seconds=1)
    key = make_api_key(created_by=administrator, expires_at=past)
    assert call(Reading, bearer(key)).status_code == 401


def test_revoked_key_is_401_at_once(administrator: User, now: Any) -> None:
    key = make_api_key(created_by=administrator)
    assert call(Reading, bearer(key)).status_code == 200
    keys.revoke_api_key(key=key, by=administrator, now=now)
    assert call(Reading, bearer(key)).status_code == 401
    with pytest.raises(DomainError, match="уже отозван"):
        keys.revoke_api_key(key=key, by=administrator, now=now)
    assert Entry.objects.filter(event="accounts.ApiKeyRevoked").count() == 1


def test_session_cookie_is_no_key(client_for: Any, administrator: User) -> None:
    request = RequestFactory().get("/api/v1/")
    request.user = administrator
    assert Reading.as_view()(request).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("everything",)}, "scopes"),
        ({"teams": ()}, "teams"),
    ],
)
def test_key_must_be_told_what_it_may(
    new: keys.NewKey, administrator: User, now: Any, change: dict[str, Any], field: str
) -> None:
    asked = {name: getattr(new, name) for name in ("title", "scopes", "teams")} | change
    with pytest.raises(InvalidInput) as refused:
        keys.issue_api_key(new=keys.NewKey(**asked), by=administrator, now=now)
    assert refused.value.field == field
    assert ApiKey.objects.count() == 0
    assert Entry.objects.count() == 0


def test_others_issue_no_keys(new: keys.NewKey, sveta_supervisor: User, now: Any) -> None:
    with pytest.raises(NotAllowed):
        keys.issue_api_key(new=new, by=sveta_supervisor, now=now)
    assert ApiKey.objects.count() == 0


def test_wrong_keys_of_one_network_are_stopped(settings: Any) -> None:
    codes = [
        call(
            Reading, "Bearer gs_guess_secret", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.1"
        ).status_code
        for n in range(31)
    ]
    assert codes == [401] * 30 + [429]


@pytest.mark.django_db(transaction=True)
def test_limit_of_a_key_is_exact_under_concurrency(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10
    header = bearer(make_api_key(created_by=make_staff(role="administrator"), teams=[make_team()]))

    def once(_: int) -> int:
        try:
            return int(call(Reading, header).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(once, range(30)))
    assert codes == [200] * 10 + [429] * 20
    assert int(call(Reading, header)["Retry-After"]) <= 61
