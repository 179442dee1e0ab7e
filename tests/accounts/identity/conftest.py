"""A person with documents on file, an operator who talks with them."""

from typing import Any

import pytest

from tests.accounts.identity.papers import BORN, PASSPORT, SNILS


@pytest.fixture
def papers(citizen: Any, now: Any) -> Any:
    from accounts.models import PersonalData
    from accounts.reference import load_reference

    load_reference(now)
    return PersonalData.objects.create(
        citizen=citizen, snils=SNILS, passport=PASSPORT, birth_date=BORN, updated_at=now
    )


@pytest.fixture
def call(papers: Any, olga_operator: Any, citizen: Any, now: Any) -> Any:
    from accounts.actions.contacts import open_contact

    return open_contact(citizen=citizen, channel="phone", by=olga_operator, now=now)


@pytest.fixture
def live_call(papers: Any, olga_operator: Any, citizen: Any) -> Any:
    """A conversation that began just now by the real clock, which pages read."""
    from django.utils import timezone

    from accounts.actions.contacts import open_contact

    return open_contact(citizen=citizen, channel="phone", by=olga_operator, now=timezone.now())


@pytest.fixture
def desk(team_a: Any, department: Any) -> Any:
    """The route of the topic «other» to line A, so that an appeal can be registered."""
    from tests.factories.tickets import make_policy, make_route, make_topic

    make_policy(480)
    return make_route(make_topic(), team_a, department=department)
