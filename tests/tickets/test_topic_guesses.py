"""What appeals are about, told to topics by facts: guesses against people's choices."""

from datetime import datetime
from typing import Any

import pytest

from journal.models import Entry, Reaction
from journal.outbox import run_due
from tests.factories.tickets import make_route
from tests.tickets.helpers import registered
from tickets.actions.details import Details, change_details
from topics.models import CorrectedWord, Guess, Topic
from topics.reference import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _topics(desk: Any, team_a: Any, now: datetime) -> None:
    load_reference(now)
    for topic in Topic.objects.all():
        make_route(topic, team_a)


def told() -> tuple[str, str]:
    """Let the worker run; return what is kept of the one contact."""
    run_due()
    assert not Reaction.objects.filter(handler="tickets.handlers.note_topic", done_at=None).exists()
    return Guess.objects.values_list("guessed", "chosen").get()


def test_appeal_nobody_corrects_is_a_right_guess(citizen: Any, now: datetime) -> None:
    ticket = registered(citizen, now=now)

    assert told() == ("otp_codes", "")
    assert Guess.objects.get().contact == ticket.pk


def test_topic_chosen_while_writing_is_compared(citizen: Any, now: datetime) -> None:
    registered(citizen, now=now, topic=Topic.objects.get(code="login"))

    assert told() == ("otp_codes", "login")


def test_colleagues_correction_is_kept_and_nobodys_words(
    citizen: Any, olga_operator: Any, now: datetime
) -> None:
    ticket = registered(citizen, now=now)
    told()
    login = Topic.objects.get(code="login")
    change_details(ticket=ticket, details=Details(topic=login), by=olga_operator, now=now)

    assert told() == ("otp_codes", "login")
    fact = Entry.objects.get(event="topics.TopicCorrected")
    assert (fact.actor_kind, fact.data["chosen"]) == ("system", "login")
    assert "код" in CorrectedWord.objects.values_list("word", flat=True)


def test_another_detail_says_nothing_of_the_topic(
    citizen: Any, olga_operator: Any, now: datetime
) -> None:
    ticket = registered(citizen, now=now)
    told()
    change_details(ticket=ticket, details=Details(priority=4), by=olga_operator, now=now)

    assert told() == ("otp_codes", "")
