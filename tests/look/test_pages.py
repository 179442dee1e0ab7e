"""The styleguide and what a person sees when something goes wrong."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from gosuslugi_support import error_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_at() -> HttpRequest:
    return RequestFactory().get("/somewhere/")


@pytest.mark.parametrize("part", ["citizen", "desk", "board"])
def test_the_styleguide_shows_every_part_in_the_demo(
    client: Client, settings: Settings, part: str
) -> None:
    settings.DEMO = True
    response = client.get("/styleguide/", {"part": part})
    assert response.status_code == 200
    assert response.templates[0].name == f"styleguide/{part}.html"


def test_the_styleguide_is_not_there_in_production(client: Client, settings: Settings) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404


def test_a_missing_page_says_what_to_do(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Такой страницы нет" in response.content.decode()


def test_a_missing_address_of_the_api_is_a_problem(client: Client) -> None:
    response = client.get("/api/v1/no-such-thing/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


def test_an_own_error_needs_no_database(
    request_at: HttpRequest, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = error_pages.server_error(request_at)
    assert response.status_code == 500
    assert "Ошибка на нашей стороне" in response.content.decode()


def test_a_refused_form_token_explains_itself() -> None:
    response = Client(enforce_csrf_checks=True).post("/styleguide/")
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()
