"""Every condition, fitting and not, as one question to the database."""

from datetime import timedelta

import pytest

from automation.rules.conditions import FIELDS, Condition, question
from common.errors import InvalidInput
from tests.tickets.helpers import registered
from tickets.actions.assignment import take_ticket
from tickets.models import Tag, Ticket, TicketTag

pytestmark = pytest.mark.django_db
# field -> (op, value that fits, value that does not); a function takes the appeal
CASES = {
    "topic": ("is", lambda t: str(t.topic_id), None),
    "kind": ("is", "question", "complaint"),
    "channel": ("is", "cabinet", "phone"),
    "team": ("is", lambda t: str(t.team_id), None),
    "priority": ("at_least", "2", "3"),
    "status": ("is", "open", "closed"),
    "age": ("at_least", "2", "4"),
    "language": ("is", "ru", "en"),
    "official": ("is", "no", "yes"),
    "assigned": ("is", "yes", "no"),
    "anonymous": ("is", "no", "yes"),
    "repeat": ("is", "no", "yes"),
    "words": ("has", "коды подтверждений", "водительские права"),
}


@pytest.fixture
def ticket(citizen, olga_operator, now):
    made = registered(citizen, now=now - timedelta(hours=3))
    return take_ticket(ticket=made, by=olga_operator, now=now)


def fits(ticket, now, *conditions, match="all"):
    asked = question([Condition(*one) for one in conditions], match=match, now=now)
    return Ticket.objects.filter(asked, pk=ticket.pk).exists()


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_condition_fits_what_it_says_and_nothing_else(ticket, now, name):
    op, right, wrong = CASES[name]
    right = right(ticket) if callable(right) else right
    assert fits(ticket, now, (name, op, right))
    if wrong is not None:
        assert not fits(ticket, now, (name, op, wrong))
    if "is_not" in FIELDS[name].ops:
        assert not fits(ticket, now, (name, "is_not", right))


def test_every_condition_has_its_case():
    assert set(FIELDS) - set(CASES) == {"label", "tag"}


def test_a_tag_and_a_label(ticket, now):
    tag = Tag.objects.create(title="важное")
    assert not fits(ticket, now, ("tag", "is", str(tag.pk)))
    assert fits(ticket, now, ("tag", "is_not", str(tag.pk)))
    TicketTag.objects.create(ticket=ticket, tag=tag, added_at=now)
    assert fits(ticket, now, ("tag", "is", str(tag.pk)))
    with pytest.raises(InvalidInput):
        fits(ticket, now, ("label", "is", "0"))


def test_a_second_appeal_about_the_same_is_a_repeat(ticket, citizen, now):
    again = registered(citizen, now=now)
    assert fits(again, now, ("repeat", "is", "yes"))
    assert fits(ticket, now, ("repeat", "is", "no"))


def test_all_and_any(ticket, now):
    right, wrong = ("channel", "is", "cabinet"), ("channel", "is", "phone")
    assert not fits(ticket, now, right, wrong)
    assert fits(ticket, now, right, wrong, match="any")
    assert fits(ticket, now)


@pytest.mark.parametrize(
    "broken",
    [
        ("phase_of_the_moon", "is", "1"),
        ("topic", "is", "999999"),
        ("topic", "at_least", "1"),
        ("age", "at_least", "-1"),
        ("age", "at_least", "много"),
        ("words", "has", " ,. "),
        ("official", "is", "maybe"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_never_guessed(now, broken):
    with pytest.raises(InvalidInput):
        question([Condition(*broken)], match="all", now=now)
