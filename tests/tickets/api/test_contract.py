"""P-02: the contract holds under fuzzing (schemathesis), bounded in time."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

EXAMPLES = 12
OPERATIONS = (
    "tickets_list", "tickets_register", "tickets_read", "timeline_list", "replies_create",
    "attachments_upload", "attachments_list", "attachments_add", "attachments_download", "topics_list",
)  # fmt: skip
# Invented bytes are no picture: a refusal with its reason is all that can be asked for.
MADE_OF_FILES = {"attachments_upload", "attachments_add"}
UPLOADS = (201, 400)


@cache
def _contract() -> Any:
    """The schema as the program serves it, called in this process."""
    import schemathesis

    from gosuslugi_support.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture(autouse=True)
def _one_connection(db: None) -> Iterator[None]:
    """Requests run inside the test's transaction, as those of Django's own test client do."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(ticket_a: Any, key_a: Any) -> dict[str, Any]:
    """An appeal and a file that exist, so that fuzzing gets past 404."""
    from django.utils import timezone

    from tests.tickets.files.builders import picture
    from tickets.actions.attachments import upload

    body = io.BytesIO(picture("JPEG"))
    file = upload(file=body, name="a.jpg", by=key_a, draft_key="d", now=timezone.now())
    return {"number": ticket_a.number, "id": str(file.pk)}


def _checks() -> list[Any]:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.response_schema_conformance,
        checks.content_type_conformance,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_p02_contract_holds(operation: str, mode: str, known: dict[str, Any], key_a: Any) -> None:
    from schemathesis import GenerationMode

    from tests.factories.accounts import bearer

    checks, seen = _checks(), []
    headers = {"Authorization": bearer(key_a)}
    strategy = (
        _contract()
        .find_operation_by_id(operation)
        .as_strategy(generation_mode=GenerationMode(mode))
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def holds(case: Any) -> None:
        if mode == "positive":
            known_here = {name: known[name] for name in case.path_parameters or {}}
            case.path_parameters = known_here
        response = case.call(headers=headers)
        seen.append(response.status_code)
        case.validate_response(response, checks=checks)

    holds()
    expected = UPLOADS if operation in MADE_OF_FILES else range(200, 300)
    assert mode == "negative" or any(code in expected for code in seen), seen
