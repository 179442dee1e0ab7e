"""Links by hand: shown on both ends to who sees both, a tree of parts, nothing told of what is hidden."""

import pytest

from common.errors import NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, registered, stream
from tickets.actions.linking import reclassify_ticket
from tickets.actions.links import CannotLink, LinkStays, link_tickets, unlink_tickets
from tickets.events import TicketsLinked, TicketsUnlinked
from tickets.models import Ticket, TicketLink
from tickets.models.ticket import Kind
from tickets.selectors.links import links_of, waiting_children
from tickets.states import Status

pytestmark = pytest.mark.django_db
Relation = TicketLink.Relation


def link(one, other, relation, by, now):
    return link_tickets(ticket=one, other=other, relation=relation, by=by, now=now)


@pytest.mark.parametrize(
    ("relation", "here", "there"),
    [
        (Relation.RELATED, "Связано с", "Связано с"),
        (Relation.DUPLICATE, "Дубликат обращения", "Есть дубликат"),
        (Relation.PARENT, "Главное для", "Часть обращения"),
    ],
)
def test_both_ends_show_it(first, second, olga_operator, now, relation, here, there):
    made = link(first, second, relation, olga_operator, now)
    [one], [other] = links_of(olga_operator, first), links_of(olga_operator, second)
    assert (one.words, one.other, one.may_remove) == (here, second, True)
    assert (other.words, other.other, other.link_id) == (there, first, made.pk)
    assert stream(fresh(first))[-1] == stream(fresh(second))[-1] == ("move", "linked")
    assert facts(first)[-1] == TicketsLinked(first.pk, second.pk, relation.value)
    unlink_tickets(link=made, by=olga_operator, now=now)
    assert links_of(olga_operator, first) == []
    assert facts(first)[-1] == TicketsUnlinked(first.pk, second.pk, relation.value)


def test_of_what_a_reader_may_not_see_nothing_is_told(first, second, lawyer, senior, team_b, now):
    """The same page with and without the link for who sees one end only (Z-03)."""
    link(first, second, Relation.RELATED, senior, now)
    Ticket.objects.filter(pk=second.pk).update(team=team_b)
    assert links_of(lawyer, first) == []


def test_z04_both_ends_must_be_ones_work(first, second, olga_operator, oleg_operator, team_b, now):
    Ticket.objects.filter(pk=second.pk).update(team=team_b)
    for one, other in [(first, second), (second, first)]:
        for by in (olga_operator, oleg_operator):
            with refused(NotAllowed):
                link(one, other, Relation.DUPLICATE, by, now)


def test_one_link_a_pair_and_never_to_itself(first, second, olga_operator, now):
    link(first, second, Relation.RELATED, olga_operator, now)
    for one, other, why in [(second, first, "уже связаны"), (first, first, "само с собой")]:
        with refused(CannotLink, match=why):
            link(one, other, Relation.DUPLICATE, olga_operator, now)
    third = registered(first.citizen, now=now)
    with refused(CannotLink, match="сама программа"):
        link(first, third, Relation.SPLIT, olga_operator, now)


def test_parts_are_a_tree(first, second, citizen, olga_operator, now):
    third = registered(citizen, now=now, body="Третье.")
    link(first, second, Relation.PARENT, olga_operator, now)
    link(second, third, Relation.PARENT, olga_operator, now)
    with refused(CannotLink, match="само"):
        link(third, first, Relation.PARENT, olga_operator, now)
    other = registered(citizen, now=now, body="Четвёртое.")
    with refused(CannotLink, match="уже часть"):
        link(other, third, Relation.PARENT, olga_operator, now)


def test_what_a_door_has_linked_stays(first, olga_operator, now):
    reclassify_ticket(ticket=first, kind=Kind.COMPLAINT, by=olga_operator, now=now)
    with refused(LinkStays):
        unlink_tickets(link=TicketLink.objects.get(), by=olga_operator, now=now)


def test_an_answered_parent_hints_at_its_open_parts(first, second, citizen, olga_operator, now):
    done = registered(citizen, now=now, body="Решённая часть.")
    for child in (second, done):
        link(first, child, Relation.PARENT, olga_operator, now)
    brought_to(Status.RESOLVED, done, by=olga_operator, now=now)
    assert waiting_children(links_of(olga_operator, first), fresh(first)) == []
    parent = brought_to(Status.RESOLVED, fresh(first), by=olga_operator, now=now)
    assert waiting_children(links_of(olga_operator, parent), parent) == [second]
