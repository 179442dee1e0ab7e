"""The contract is made from the code and is exact."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
SCHEMA = "/api/v1/schema/"
OPERATIONS = {
    "tickets_list", "tickets_register", "tickets_read", "timeline_list", "replies_create",
    "attachments_upload", "attachments_list", "attachments_add", "attachments_download", "topics_list",
}  # fmt: skip


@pytest.fixture
def schema(client: Any) -> dict[str, Any]:
    return client.get(SCHEMA).json()


def test_generator_finds_nothing_to_warn_about() -> None:
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.validation import validate_schema

    GENERATOR_STATS.reset()
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_every_operation_is_described(schema: dict[str, Any]) -> None:
    found = {method["operationId"] for path in schema["paths"].values() for method in path.values()}
    assert found == OPERATIONS


def test_every_operation_needs_a_key_and_answers_with_problems(schema: dict[str, Any]) -> None:
    for path in schema["paths"].values():
        for method in path.values():
            assert method["security"] == [{"apiKey": []}]
            assert {"400", "401", "403", "406", "429", "500"} <= set(method["responses"])
            assert list(method["responses"]["401"]["content"]) == ["application/problem+json"]
            assert method["summary"]


def test_names_and_versions(schema: dict[str, Any]) -> None:
    from django.conf import settings

    assert schema["info"]["version"] == settings.VERSION
    assert all(path.startswith("/api/v1/") for path in schema["paths"])


def test_page_of_the_contract_has_no_inline_script(client: Any) -> None:
    answer = client.get("/api/v1/docs/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-schema="/api/v1/schema/"' in html
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_schema_holds_no_data_and_is_public(client: Any, api: Callable[..., Any]) -> None:
    assert client.get(SCHEMA).status_code == 200
    assert client.post(SCHEMA).status_code == 405
