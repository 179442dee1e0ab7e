"""Asking for a notice: rows in the asker's transaction, a worker does the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from notifications import limits
from notifications.catalogue import Reach, Template, checked
from notifications.models import Delivery, Preference
from notifications.quiet import wake_time
from notifications.recipients import Recipient
from notifications.rendering import render
from notifications.selectors import preference_for
from notifications.states import Channel, Status
from notifications.wake import wake_after_commit


@dataclass(frozen=True, slots=True)
class _Request:
    """One call of `notify`, passed along whole."""

    entry_id: int
    recipient: Recipient
    template: Template
    context: Mapping[str, str]
    is_anonymous: bool
    now: datetime


@transaction.atomic
def notify(
    *,
    entry_id: int,
    recipient: Recipient,
    template: str,
    context: Mapping[str, str],
    now: datetime,
    anonymous_trigger: bool = False,
) -> list[Delivery]:
    """Queue a notice about a fact, one delivery per channel; asked again, it adds nothing.

    Channels follow the template and the person's preference. `anonymous_trigger`: the one who
    caused it has not proved that the address is theirs, so at most three a day go out (A-15).
    Returns every delivery of the notice, those held back by a limit (`skipped`) among them.
    Raises BadContextError for a context that is not of numbers, dates, labels and own links.
    Records no fact: the notice belongs to the fact `entry_id`.
    """
    request = _Request(
        entry_id, recipient, checked(template, context), context, anonymous_trigger, now
    )
    preference = preference_for(recipient.kind, recipient.id)
    return [
        _queue(request, channel, preference)
        for channel in _channels(request.template, recipient, preference)
    ]


def queue_fallback(*, dead: Delivery, recipient: Recipient, now: datetime) -> Delivery | None:
    """Send by SMS what could not be sent by mail (C11); None when there is no such way."""
    template = checked(dead.template, json.loads(dead.context or "{}"))
    preference = preference_for(recipient.kind, recipient.id)
    wanted = preference.by_sms or template.is_obligatory
    if dead.channel != Channel.EMAIL or Channel.SMS not in template.channels or not wanted:
        return None
    if not recipient.address(Channel.SMS):
        return None
    context = json.loads(dead.context)
    request = _Request(dead.entry_id, recipient, template, context, dead.is_anonymous_trigger, now)
    return _queue(request, Channel.SMS, preference)


def _channels(template: Template, recipient: Recipient, preference: Preference) -> list[Channel]:
    """Return the ways to take: what the template knows, the person has and wants."""
    possible: list[Channel] = [
        channel
        for channel in (Channel.EMAIL, Channel.SMS)
        if channel in template.channels and recipient.address(channel)
    ]
    wishes = {Channel.EMAIL: preference.by_email, Channel.SMS: preference.by_sms}
    wanted = [channel for channel in possible if wishes[channel]]
    if not wanted and template.is_obligatory:
        wanted = possible
    return wanted if template.reach is Reach.BOTH else wanted[:1]


def _queue(request: _Request, channel: Channel, preference: Preference) -> Delivery:
    """Write one delivery, or return the one that is there."""
    recipient = request.recipient
    address = recipient.address(channel)
    limits.queue_up(address)
    found = Delivery.objects.filter(
        entry_id=request.entry_id,
        person_kind=recipient.kind,
        person_id=recipient.id,
        channel=channel,
        template=request.template.code,
    ).first()
    if found is not None:
        return found
    delivery = _compose(request, channel, address)
    delivery.error = limits.reason_to_skip(
        template=request.template,
        channel=channel,
        address=address,
        is_anonymous=request.is_anonymous,
        now=request.now,
    )
    if delivery.error:
        delivery.status = Status.SKIPPED
        delivery.subject = delivery.body = delivery.context = ""
    elif channel == Channel.SMS and not delivery.is_urgent:
        delivery.due_at = wake_time(request.now, preference.quiet_from, preference.quiet_to)
    delivery.save(force_insert=True)
    if delivery.status == Status.QUEUED and delivery.due_at <= request.now:
        wake_after_commit(channel)
    return delivery


def _compose(request: _Request, channel: Channel, address: str) -> Delivery:
    """Return a delivery with its words, not yet written down."""
    template, recipient, now = request.template, request.recipient, request.now
    words = render(template.code, channel, recipient.language, request.context)
    return Delivery(
        entry_id=request.entry_id,
        person_kind=recipient.kind,
        person_id=recipient.id,
        channel=channel,
        template=template.code,
        language=words.language,
        address=address,
        subject=words.subject,
        body=words.body,
        context=json.dumps(dict(request.context), ensure_ascii=False),
        parts=words.parts,
        is_urgent=template.is_urgent,
        is_anonymous_trigger=request.is_anonymous,
        due_at=now,
        expires_at=now + template.life if template.life else None,
        created_at=now,
    )
