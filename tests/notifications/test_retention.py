"""Old notices: the fact of telling stays, the words go."""

from datetime import timedelta

import pytest

from notifications.actions import claim_next, forget_texts, mark_sent, notify, of_citizen
from notifications.models import Delivery
from notifications.selectors import deliveries_page
from notifications.states import Status
from tests.notifications.conftest import CONTEXT


@pytest.fixture
def pair(make_entry, citizen, now):
    """A sent letter and an SMS that still waits."""
    made = notify(
        entry_id=make_entry(),
        recipient=of_citizen(citizen),
        template="ticket_registered",
        context=CONTEXT,
        now=now,
    )
    claim = claim_next(channel="email", now=now)
    mark_sent(delivery_id=claim.delivery.pk, attempt=1, provider_ids=["a"], now=now)
    return made


def test_after_thirty_days_words_and_address_are_gone(pair, now, sveta_supervisor):
    later = now + timedelta(days=31)
    assert forget_texts(now=later) == 1
    letter, sms = (Delivery.objects.get(pk=delivery.pk) for delivery in pair)
    assert (letter.address, letter.subject, letter.body, letter.context) == ("", "", "", "")
    assert (letter.address_index, letter.status) == (None, Status.SENT)
    assert sms.body.startswith("Обращение 300000001")
    assert forget_texts(now=later) == 0
    lines = deliveries_page(sveta_supervisor).lines
    assert {line.address for line in lines} == {"", "+7 916 ***-**-67"}


def test_before_that_nothing_is_forgotten(pair, now):
    assert forget_texts(now=now + timedelta(days=30)) == 0
    assert Delivery.objects.get(pk=pair[0].pk).address == "maria@example.org"
