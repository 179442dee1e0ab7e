"""Keys of other systems and a client that speaks for one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLAMAV_HOST = ""
    settings.API_REQUESTS_PER_MINUTE = 100_000


@pytest.fixture
def reference(team_a: Any) -> Any:
    """A topic routed to team A, and a policy for the clocks."""
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_policy()
    topic = make_topic("other", title="Другое")
    make_route(topic, team_a)
    return topic


@pytest.fixture
def key_a(team_a: Any) -> Any:
    """A key of team A that may do everything a key may."""
    from accounts.actions.keys import Scope
    from tests.factories.accounts import make_api_key

    return make_api_key(teams=[team_a], scopes=[scope.value for scope in Scope])


@pytest.fixture
def reader(team_a: Any) -> Any:
    """A key of team A that only reads."""
    from tests.factories.accounts import make_api_key

    return make_api_key(teams=[team_a], scopes=["tickets:read"])


class ApiClient:
    """Requests under one key; bodies are JSON."""

    def __init__(self, key: Any) -> None:
        from django.test import Client

        from tests.factories.accounts import bearer

        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": bearer(key)} if key is not None else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers | headers)

    def head(self, path: str) -> Any:
        return self.client.head(path, headers=self.headers)

    def send(self, path: str, body: Any, **options: Any) -> Any:
        """POST raw bytes or a value as JSON; `key=` is the Idempotency-Key."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.headers | {"Idempotency-Key": options.pop("key", "key-1")}
        kind = options.pop("content_type", "application/json")
        return self.client.generic("POST", path, raw, content_type=kind, headers=headers | options)

    def upload(self, path: str, *files: tuple[str, bytes], **fields: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        parts: dict[str, Any] = {"file": [SimpleUploadedFile(*file) for file in files]}
        return self.client.post(path, parts | fields, headers=self.headers)

    def method(self, name: str, path: str) -> Any:
        return self.client.generic(name, path, headers=self.headers)


@pytest.fixture
def api() -> Callable[[Any], ApiClient]:
    return ApiClient


@pytest.fixture
def ticket_a(team_a: Any, citizen: Any, reference: Any) -> Any:
    from tests.factories.tickets import make_ticket

    return make_ticket(team=team_a, citizen=citizen, topic=reference)


@pytest.fixture
def ticket_b(team_b: Any, other_citizen: Any, reference: Any) -> Any:
    from tests.factories.tickets import make_ticket

    return make_ticket(team=team_b, citizen=other_citizen, topic=reference, subject="PDTOKEN-7f3a")


NEW = {
    "kind": "complaint",
    "body": "Не приходит код подтверждения, третий день не могу войти.",
    "citizen": {"phone": "+7 916 000-00-01", "last_name": "Орлова", "first_name": "Вера"},
}


@pytest.fixture
def new_ticket() -> dict[str, Any]:
    return json.loads(json.dumps(NEW))
