"""Reactions to facts of appeals. Each may run twice and in any order: the present state is read."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Citizen, User
from common import live
from common.actors import API_KEY, STAFF, SYSTEM
from journal.facts import Fact
from notifications.actions import Recipient, notify, of_colleague
from notifications.models import PersonKind
from notifications.states import Status
from tickets import events
from tickets.actions.assignment import hand_over_shift, pass_on_lost_work
from tickets.actions.conversations import note_step
from tickets.actions.notices import note_notice
from tickets.actions.queueing import follow
from tickets.identity_steps import step_data
from tickets.models import ExportFile, Ticket, TransferOffer
from tickets.notices import moment_words, notices_for
from tickets.selectors.conversations import tickets_in
from tickets.selectors.duplicates import text_of
from tickets.selectors.transfers import asked_in
from topics import actions as topics

# Work among colleagues: the citizen's lists have nothing new to fetch.
INTERNAL = (
    events.NoteAdded,
    events.TagsChanged,
    events.TicketSnoozed,
    events.TicketWoken,
    events.WatchingChanged,
    events.ColleaguesMentioned,
    events.FieldsFilled,
    events.ChecklistChanged,
    events.TimeCorrected,
    events.ConversationLinked,
    events.TicketAssigned,
    events.TicketEscalated,
    events.TransferAsked,
    events.TransferDeclined,
    events.TransferEnded,
    events.TierRaised,
    events.AnswerProposed,
    events.AnswerRejected,
    events.ClockWarned,
    events.ClockBreached,
    events.ClockEscalated,
    events.TicketsLinked,
    events.TicketsUnlinked,
)
_WHO_WATCHES = (
    "team_id",
    "home_team_id",
    "assignee_id",
    "home_assignee_id",
    "escalated_to_id",
    "citizen_id",
)


def poke_watchers(fact: Fact) -> None:
    """Tell open pages to fetch again: the appeal, its teams' and people's lists, the board."""
    ticket_id = fact.event.ticket_id
    watchers = (
        Ticket.objects.filter(pk=ticket_id).values(*_WHO_WATCHES).first() if ticket_id else None
    )
    if watchers is not None:
        live.poke(f"ticket:{ticket_id}", *_lists(fact.event, watchers), "board")


def poke_asked(fact: Fact) -> None:
    """Tell the pages of who was asked to take an appeal over, and of who asked."""
    offer = TransferOffer.objects.filter(pk=fact.event.offer_id).first()
    if offer is not None:
        people = {offer.owner_id, *asked_in(offer)}
        live.poke(*sorted(f"user:{key}" for key in people))


def poke_other(fact: Fact) -> None:
    """Tell pages of the other appeal of a pair; for facts that name a second one (`events/merging.py`)."""
    event = fact.event
    other = next(
        (
            getattr(event, name)
            for name in ("target_id", "new_ticket_id", "other_id")
            if hasattr(event, name)
        ),
        None,
    )
    rows = Ticket.objects.filter(pk__in=[other] if other else [])
    if (watchers := rows.values(*_WHO_WATCHES).first()) is not None:
        live.poke(f"ticket:{other}", *_lists(event, watchers))


def notify_people(fact: Fact) -> None:
    """Queue the notices of a fact; asked again, nothing is added (one per fact and person).

    What goes to the citizen is also a line of the appeal's stream.
    """
    now = timezone.now()
    channels: dict[str, set[str]] = {}
    for notice in notices_for(fact):
        deliveries = notify(
            entry_id=fact.entry_id,
            recipient=notice.recipient,
            template=notice.template,
            context=notice.context,
            anonymous_trigger=fact.actor.kind == API_KEY and not _is_proved(notice.recipient),
            now=now,
        )
        if notice.recipient.kind == PersonKind.CITIZEN:
            sent = {row.channel for row in deliveries if row.status != Status.SKIPPED}
            channels.setdefault(notice.template, set()).update(sent)
    for template, ways in channels.items():
        ticket_id = fact.event.ticket_id
        note_notice(
            ticket_id=ticket_id,
            entry_id=fact.entry_id,
            template=template,
            channels=sorted(ways),
            now=now,
        )
        transaction.on_commit(partial(live.poke, f"ticket:{ticket_id}"))


def note_identity_step(fact: Fact) -> None:
    """Write a step of a conversation into the appeals it is about; the event has a `contact_id`.

    Without a conversation (the person in the cabinet) there is no appeal to write it into.
    Words of a new event go to `tickets/identity_steps.py`.
    """
    if fact.event.contact_id is None:
        return
    by = User.objects.filter(pk=fact.actor.id).first() if fact.actor.kind == STAFF else None
    for ticket_id in tickets_in(fact.event.contact_id):
        note_step(
            ticket_id=ticket_id,
            entry_id=fact.entry_id,
            data=step_data(fact.event),
            by=by or SYSTEM,
            now=fact.at,
        )
        transaction.on_commit(partial(live.poke, f"ticket:{ticket_id}"))


def tell_of_file(fact: Fact) -> None:
    """Tell who ordered a big download that it is ready: by letter and on the open desk."""
    file = ExportFile.objects.select_related("requester").filter(pk=fact.event.file_id).first()
    if file is None or file.expires_at is None or file.state != ExportFile.State.READY:
        return
    context = {
        "link": settings.PUBLIC_URL + reverse("board:files"),
        "expires_at": moment_words(file.expires_at),
    }
    notify(
        entry_id=fact.entry_id,
        recipient=of_colleague(file.requester),
        template="export_ready",
        context=context,
        now=fact.at,
    )
    transaction.on_commit(partial(live.poke, f"user:{file.requester_id}"))


def _lists(event: Any, watchers: dict[str, Any]) -> list[str]:
    """Return the topics of lists the appeal is in, or was in before this event."""
    teams = {
        watchers["team_id"],
        watchers["home_team_id"],
        getattr(event, "previous_team_id", None),
    }
    people = {watchers["assignee_id"], watchers["home_assignee_id"], watchers["escalated_to_id"]}
    people |= {getattr(event, "previous_id", None)}
    topics = [f"team:{key}" for key in teams if key] + [f"user:{key}" for key in people if key]
    if watchers["citizen_id"] and not isinstance(event, INTERNAL):
        topics.append(f"citizen:{watchers['citizen_id']}")
    return sorted(topics)


def follow_in_queue(fact: Fact) -> None:
    """Bring the one queue in line with the appeal as it is now, and with what it was joined to."""
    named = {fact.event.ticket_id, getattr(fact.event, "target_id", None)} - {None}
    for ticket_id in (
        Ticket.objects.filter(pk__in=named).order_by("pk").values_list("pk", flat=True)
    ):
        follow(ticket_id=ticket_id, by=SYSTEM, now=timezone.now())


def note_topic(fact: Fact) -> None:
    """Tell topics what the appeal is about now: what was guessed is compared with it (R-010).

    Only a person's choice counts: at registration, or when colleagues correct the details.
    """
    event = fact.event
    if isinstance(event, events.TicketDetailsChanged) and (
        "topic" not in event.fields or fact.actor.kind != STAFF
    ):
        return
    ticket = Ticket.objects.select_related("topic").filter(pk=event.ticket_id).first()
    if ticket is not None:
        contact = topics.Contact(ticket.pk, text_of(ticket), ticket.topic.code)
        topics.note_topic(contact=contact, by=SYSTEM, now=timezone.now())


def pass_on_work(fact: Fact) -> None:
    """Leave no appeal with somebody who is absent, or may not work on it any more (decisions 6).

    For facts about staff; the present state of the person decides, so that running twice is harmless.
    """
    colleague = User.objects.filter(pk=fact.event.user_id).first()
    if colleague is None or colleague.is_citizen:
        return
    now = timezone.now()
    if colleague.is_away:
        hand_over_shift(colleague=colleague, by=SYSTEM, now=now)
    else:
        pass_on_lost_work(colleague=colleague, by=SYSTEM, now=now)


def _is_proved(recipient: Recipient) -> bool:
    """Say whether the person signs in, so that the phone or e-mail is theirs (A-15)."""
    return (
        recipient.kind != PersonKind.CITIZEN
        or Citizen.objects.filter(pk=recipient.id, user__isnull=False).exists()
    )
