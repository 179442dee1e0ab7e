"""Chosen messages become an appeal of their own; in their old place they stay readable."""

from datetime import timedelta
from typing import Any

import pytest

from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from common.files import store
from journal.facts import fact_of, record
from tests.factories.tickets import fresh
from tests.tickets.files.builders import pdf as make_pdf
from tests.tickets.helpers import brought_to, fact_names, facts, refused, stream
from tickets import events, notices
from tickets.actions._move import MoveRefused
from tickets.actions.attachments import Files, upload
from tickets.actions.conversation import write_message
from tickets.actions.merging import merge_tickets
from tickets.actions.splitting import Part, split_ticket
from tickets.models import Attachment, Ticket, TicketLink
from tickets.models.ticket import Kind
from tickets.selectors.timeline import timeline_for
from tickets.states import Status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAYMENT = "И ещё: деньги за пошлину списали дважды."


@pytest.fixture
def added(first: Ticket, citizen: Any, now: Any) -> Any:
    """A second matter in the first appeal, an hour later."""
    return write_message(ticket=first, by=citizen.user, body=PAYMENT, now=now + HOUR)


def part(*items: Any, kind: Kind = Kind.COMPLAINT, **fields: Any) -> Part:
    return Part(tuple(item.pk for item in items), kind, **fields)


def test_a_new_number_from_the_right_counter(first, added, citizen, olga_operator, now):
    later = now + 3 * HOUR
    new = split_ticket(ticket=first, part=part(added), by=olga_operator, now=later)
    old, new = fresh(first), fresh(new)
    assert (new.number, new.type, new.citizen, new.is_official) == (200_000_001, 2, citizen, True)
    assert new.items.get(seq=1).body == PAYMENT
    assert {clock.started_at for clock in new.clocks.all()} == {added.at}
    link = TicketLink.objects.get()
    assert (link.source, link.target, link.relation) == (old, new, "split")
    assert old.status == Status.IN_PROGRESS
    assert stream(old)[-1] == ("move", "split")
    assert facts(old)[-1] == events.TicketSplit(ticket_id=old.pk, new_ticket_id=new.pk)
    assert fact_names(new) == ["TicketRegistered"]


def test_the_original_stays_readable_with_a_mark(first, added, citizen, olga_operator, now):
    new = split_ticket(ticket=first, part=part(added), by=olga_operator, now=now + 3 * HOUR)
    for reader in (olga_operator, citizen.user):
        said = {row.body: row.remark for row in timeline_for(reader, fresh(first)) if row.body}
        assert said[PAYMENT] == f"выделено в № {new.number}"
        [copy] = [row for row in timeline_for(reader, fresh(new)) if row.body]
        assert (copy.body, copy.remark) == (PAYMENT, f"из обращения № {first.number}")
    with refused(InvalidInput, match="уже выделена|Отметьте"):
        split_ticket(ticket=first, part=part(added), by=olga_operator, now=now + 4 * HOUR)


def test_files_go_along_and_stay(first, citizen, olga_operator, now, tmp_path):
    pdf = tmp_path / "check.pdf"
    pdf.write_bytes(make_pdf())
    with pdf.open("rb") as file:
        given = {"name": "check.pdf", "by": citizen.user, "draft_key": "split", "ticket": first}
        sent = upload(file=file, now=now, **given)
    files = Files((sent.pk,), "split")
    item = write_message(ticket=first, by=citizen.user, body="Чек.", now=now + HOUR, files=files)
    new = split_ticket(ticket=first, part=part(item), by=olga_operator, now=now + 2 * HOUR)
    kept, copy = Attachment.objects.order_by("pk")
    assert (kept.ticket, copy.ticket, copy.name) == (first, new, "check.pdf")
    assert kept.storage_name != copy.storage_name
    one, other = (store.path_of(row.storage_name) for row in (kept, copy))
    assert one.read_bytes() == other.read_bytes()
    store.forget(kept.storage_name)
    assert other.exists(), "one appeal's file does not go with the other's"


def test_from_what_was_joined(first, second, added, olga_operator, now):
    merge_tickets(source=second, target=first, by=olga_operator, now=now + 3 * HOUR)
    joined = second.items.get(seq=1)
    new = split_ticket(ticket=first, part=part(joined, added), by=olga_operator, now=now + 4 * HOUR)
    assert [item.body for item in new.items.filter(kind="message").order_by("seq")] == [
        added.body, joined.body,
    ]  # fmt: skip


def test_a_second_press_makes_no_second_appeal(first, added, olga_operator, now):
    given = part(added, client_key="k")
    new = split_ticket(ticket=first, part=given, by=olga_operator, now=now + 3 * HOUR)
    again = split_ticket(ticket=first, part=given, by=olga_operator, now=now + 3 * HOUR)
    assert again == new
    assert Ticket.objects.count() == 2


def test_not_all_of_it_not_none_and_not_anothers(first, second, added, olga_operator, now):
    whole = [first.items.get(seq=1), added]
    for chosen, why in [(whole, "хотя бы одно"), ([], "Отметьте"), ([second.items.get(seq=1)], "Отметьте")]:  # fmt: skip
        with refused(InvalidInput, match=why):
            split_ticket(ticket=first, part=part(*chosen), by=olga_operator, now=now + 3 * HOUR)


def test_by_whoever_works_with_it_while_it_is_open(first, added, oleg_operator, olga_operator, now):
    with refused(NotAllowed):
        split_ticket(ticket=first, part=part(added), by=oleg_operator, now=now + 3 * HOUR)
    brought = brought_to(Status.RESOLVED, fresh(first), by=olga_operator, now=now + 3 * HOUR)
    with refused(MoveRefused):
        split_ticket(ticket=brought, part=part(added), by=olga_operator, now=now + 4 * HOUR)


def test_the_citizen_hears_of_the_new_number_once(first, added, olga_operator, now):
    new = split_ticket(ticket=first, part=part(added), by=olga_operator, now=now + 3 * HOUR)
    event = events.TicketRegistered(new.pk, new.type, new.channel, new.team_id)
    [notice] = notices.notices_for(fact_of(record(event, by=SYSTEM, at=now)))
    assert (notice.template, notice.context["number"]) == ("ticket_split", str(new.number))
    assert notice.context["from"] == str(first.number)
    assert events.TicketSplit not in notices.NOTICES
