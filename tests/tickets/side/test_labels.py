"""Tags and labels: their doors."""

from datetime import datetime
from typing import Any

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, refused, stream
from tickets.actions import labels as doors
from tickets.actions.answering import ask_citizen
from tickets.actions.assignment import unassign_ticket
from tickets.actions.labels import TooManyTags, add_tags, create_tag, remove_tags, set_label
from tickets.models import StateLabel, Tag, Ticket, TicketTag

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(db: None) -> StateLabel:
    return StateLabel.objects.create(title="Ждём ведомство", status="in_progress", tone="warning")


def titles(ticket: Ticket) -> list[str]:
    return sorted(ticket.tags.values_list("tag__title", flat=True))


def test_tags_are_put_on_once_and_taken_off(ticket: Any, olga_operator: Any, now: datetime) -> None:
    sms, bank = Tag.objects.create(title="СМС"), Tag.objects.create(title="Банк")
    lines = stream(ticket)
    add_tags(ticket=ticket, tags=[sms, bank], by=olga_operator, now=now)
    add_tags(ticket=ticket, tags=[sms], by=olga_operator, now=now)
    assert titles(ticket) == ["Банк", "СМС"]
    remove_tags(ticket=ticket, tags=[bank], by=olga_operator, now=now)
    remove_tags(ticket=ticket, tags=[bank], by=olga_operator, now=now)
    assert titles(ticket) == ["СМС"]
    assert fact_names(ticket) == ["TicketRegistered", "TagsChanged", "TagsChanged"]
    assert stream(ticket) == lines, "tags are no event of an appeal's story"


def test_another_team_and_the_citizen_put_no_tags(
    ticket: Any, oleg_operator: Any, citizen: Any, now: datetime
) -> None:
    tag = Tag.objects.create(title="СМС")
    for by in (oleg_operator, citizen.user):
        with refused(NotAllowed):
            add_tags(ticket=ticket, tags=[tag], by=by, now=now)
    assert not TicketTag.objects.exists()


def test_an_appeal_has_a_limit_of_tags(
    ticket: Any, olga_operator: Any, now: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr(doors, "MOST_TAGS", 1)
    tags = [Tag.objects.create(title=title) for title in ("СМС", "Банк")]
    with refused(TooManyTags):
        add_tags(ticket=ticket, tags=tags, by=olga_operator, now=now)


def test_a_leader_adds_a_word_the_same_in_other_letters_is_that_word(
    senior: Any, now: datetime
) -> None:
    tag = create_tag(title="  Код  из СМС ", by=senior, now=now)
    assert tag.title == "Код из СМС"
    assert create_tag(title="код из смс", by=senior, now=now) == tag
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    "title", ["", " ", "я" * 41, "+7 916 123-45-67", "ivan@example.org", "112-233-445 95"]
)
def test_a_tag_is_short_and_says_nothing_of_a_person(
    title: str, senior: Any, now: datetime
) -> None:
    with refused(InvalidInput):
        create_tag(title=title, by=senior, now=now)


def test_an_operator_adds_no_words(olga_operator: Any, now: datetime) -> None:
    with refused(NotAllowed):
        create_tag(title="Новый", by=olga_operator, now=now)


def test_a_label_refines_the_state_until_the_next_one(
    ticket: Any, label: StateLabel, olga_operator: Any, now: datetime
) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    set_label(ticket=ticket, label=label, by=olga_operator, now=now)
    set_label(ticket=ticket, label=label, by=olga_operator, now=now)
    assert fresh(ticket).label == label
    assert stream(ticket)[-1] == ("move", "label")
    assert fact_names(ticket).count("LabelSet") == 1
    assert not ticket.items.get(data__verb="label").is_public
    ask_citizen(ticket=ticket, by=olga_operator, question="Какой телефон?", now=now)
    assert fresh(ticket).label is None


def test_a_label_is_taken_off(
    ticket: Any, label: StateLabel, olga_operator: Any, now: datetime
) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    set_label(ticket=ticket, label=label, by=olga_operator, now=now)
    set_label(ticket=ticket, label=None, by=olga_operator, now=now)
    assert fresh(ticket).label is None
    set_label(ticket=ticket, label=label, by=olga_operator, now=now)
    unassign_ticket(ticket=ticket, by=olga_operator, now=now)
    assert fresh(ticket).label is None


def test_a_label_of_another_state_or_out_of_use_is_refused(
    ticket: Any, label: StateLabel, olga_operator: Any, now: datetime
) -> None:
    with refused(InvalidInput, match="не для состояния «Принято»"):
        set_label(ticket=ticket, label=label, by=olga_operator, now=now)
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    StateLabel.objects.update(is_active=False)
    label.refresh_from_db()
    with refused(InvalidInput):
        set_label(ticket=ticket, label=label, by=olga_operator, now=now)
