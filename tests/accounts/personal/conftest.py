"""A person with documents on file and an operator who talks to them."""

from datetime import datetime
from typing import Any

import pytest

ANSWERS = {
    "full_name": "Морозова Мария Петровна",
    "snils": "112-233-445 95",
    "birth_date": "02.03.1985",
    "passport": "45 10 123456",
}


@pytest.fixture
def papers(citizen: Any, now: datetime) -> Any:
    """What a registry has confirmed of the citizen."""
    from accounts.models import PersonalData
    from accounts.reference import load_reference

    load_reference(now)
    citizen.inn = "500100732259"
    citizen.save()
    names = ("snils", "passport", "passport_issued_on", "passport_code", "birth_date", "address")
    return PersonalData.objects.create(
        citizen=citizen,
        snils="11223344595",
        passport="4510123456",
        passport_issued_on="2010-05-20",
        passport_code="770001",
        birth_date="1985-03-02",
        address="г. Москва, ул. Лесная, д. 5, кв. 12",
        source="registry",
        sources={name: ["registry", now.isoformat()] for name in names},
        updated_at=now,
    )


@pytest.fixture
def call(papers: Any, olga_operator: Any, citizen: Any, now: datetime) -> Any:
    """Olga talks with the citizen by phone; nothing is proved yet."""
    from accounts.actions.contacts import open_contact

    return open_contact(citizen=citizen, channel="phone", by=olga_operator, now=now)


@pytest.fixture
def proved_call(call: Any, now: datetime) -> Any:
    """The citizen has answered everything the matrix may ask, and typed a code."""
    from django.db import transaction

    from accounts.actions.assurance import lift_level
    from accounts.actions.identification import answer_question

    for attribute, said in ANSWERS.items():
        answer_question(contact=call, attribute=attribute, said=said, by=call.operator, now=now)
    with transaction.atomic():
        lift_level(contact=call, level=1, proof="code", now=now)
    call.refresh_from_db()
    return call


@pytest.fixture
def alone(call: Any) -> None:
    """No operation wants a second person."""
    from accounts.models import IdentificationRule

    IdentificationRule.objects.update(second_person=False)
