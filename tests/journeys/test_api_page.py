"""The page of the API in a real browser, under the strict Content-Security-Policy."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
OPERATIONS = 10


def test_swagger_draws_every_operation_without_breaking_the_policy(
    open_page: Callable[..., Any],
) -> None:
    """The fixture fails the test on any complaint of the console, a blocked style or script among them."""
    page = open_page()
    page.goto("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() == OPERATIONS
    page.locator("#operations-tickets-tickets_register .opblock-summary-control").click()
    page.wait_for_selector("#operations-tickets-tickets_register .opblock-body")
    assert page.get_by_text("Idempotency-Key").first.is_visible()
