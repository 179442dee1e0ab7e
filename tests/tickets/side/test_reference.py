"""What a new contact centre starts with."""

from datetime import datetime

import pytest

from tests.factories.tickets import make_topic
from tickets.models import ChecklistLine, CustomField, StateLabel, Tag
from tickets.reference_side import load_side

pytestmark = pytest.mark.django_db


def test_loads_once_and_gives_fields_their_topics(now: datetime) -> None:
    topics = {code: make_topic(code) for code in ("payment", "login", "otp_codes")}
    created = load_side(topics, now)
    models = (Tag, StateLabel, CustomField, ChecklistLine)
    assert created == sum(model.objects.count() for model in models)
    account = CustomField.objects.get(code="refund_account")
    assert [topic.code for topic in account.topics.all()] == ["payment"]
    assert load_side(topics, now) == 0
