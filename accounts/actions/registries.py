"""Asking a registry about a person's documents (R-076, R-079, C08).

The row is the queue: a door writes it, a worker claims it, asks outside of any transaction and
notes the answer. A claim is a lease: a worker killed between asking and noting leaves the row due
again, and the registry, asked under the same id, gives the same answer and counts it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.actions.assurance import REGISTRY, lift_profile
from accounts.actions.identification import require_identified
from accounts.actions.writing import locked_person, vouch
from accounts.attributes import documents_of
from accounts.events import RegistryAnswered, RegistryAsked
from accounts.gateways.registries import Answer, Match, Mismatch
from accounts.models import Assurance, Contact, PersonalData, RegistryInquiry, User
from accounts.policies import can_ask_registry
from accounts.registry_data import missing_for, question_data, vouched_by
from accounts.selectors.identity import PAPERS
from accounts.selectors.personal import is_vouched
from common import live
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.gateways.answers import FINAL, NotConfigured, Reason, Unavailable
from common.policies import require
from journal.facts import record

State = RegistryInquiry.State
OPERATION: Final = "check_documents"  # its row of the identification matrix
LEASE: Final = timedelta(seconds=30)  # longer than the longest exchange of a gateway
# Pauses before each recheck: about a day in all, then it is left to a person.
PAUSES_S: Final = (settings.REGISTRIES_FIRST_PAUSE_S, 60, 300, 900, 3600, 10_800, 21_600, 43_200)
MAX_ATTEMPTS: Final = len(PAUSES_S) + 1


@dataclass(frozen=True, slots=True)
class Claim:
    """An inquiry this worker may carry out now; `attempt` tells its claim from later ones."""

    inquiry: RegistryInquiry
    attempt: int
    data: Mapping[str, str] = field(repr=False)


@transaction.atomic
def ask_registry(*, contact: Contact, registry: str, by: Acts, now: datetime) -> RegistryInquiry:
    """Ask a registry about the person of a conversation; raises IdentityRequired, InvalidInput.

    A question that still waits for its answer is asked again at once instead of twice.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_ask_registry, by, contact)
    require_identified(contact=contact, operation=OPERATION, now=now)
    if registry not in RegistryInquiry.Registry.values:
        raise InvalidInput("Такого реестра нет.", field="registry")
    if contact.citizen is None:
        raise InvalidInput("Сначала найдите профиль человека.", field="registry")
    if missing := missing_for(contact.citizen, registry):
        names = ", ".join(str(attribute.label) for attribute in missing)
        raise InvalidInput(f"В профиле нет: {names}. Внесите и повторите.", field="registry")
    inquiry = _waiting(contact, registry)
    if inquiry is not None and inquiry.state == State.PENDING:
        return inquiry
    if inquiry is None:
        inquiry = RegistryInquiry(citizen=contact.citizen, registry=registry)
    inquiry.contact, inquiry.asked_at = contact, now
    inquiry.asked_by = by if isinstance(by, User) else None
    inquiry.state, inquiry.attempts, inquiry.next_try_at = State.PENDING, 0, now
    inquiry.save()
    record(RegistryAsked(contact.pk, inquiry.pk, inquiry.citizen_id, registry), by=by, at=now)
    _poke(inquiry)
    return inquiry


@transaction.atomic
def claim_inquiry(*, now: datetime) -> Claim | None:
    """Take the next inquiry that is due, passing over those others are busy with."""
    due = RegistryInquiry.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    inquiry = due.select_for_update(skip_locked=True, of=("self",)).first()
    if inquiry is None:
        return None
    inquiry.attempts += 1
    inquiry.next_try_at = now + LEASE
    inquiry.save(update_fields=["attempts", "next_try_at"])
    return Claim(inquiry, inquiry.attempts, _data_of(inquiry))


@transaction.atomic
def note_answer(*, claim: Claim, answer: Answer, latency_ms: int, now: datetime) -> None:
    """Note what a registry said. A late answer is welcome unless somebody else asks by now."""
    inquiry = RegistryInquiry.objects.select_for_update().get(pk=claim.inquiry.pk)
    if inquiry.next_try_at is None or inquiry.attempts != claim.attempt:
        return
    was = inquiry.state
    if isinstance(answer, Match | Mismatch) and _data_of(inquiry) != claim.data:
        answer = Unavailable(Reason.REUSED)  # the answer is about what the profile held before
    _apply(inquiry, answer, now=now)
    inquiry.latency_ms = latency_ms
    inquiry.save()
    if inquiry.state == State.MATCH:
        _vouch(inquiry, now=now)
    is_over = inquiry.next_try_at is None
    assert inquiry.contact_id is not None  # the door asks within a conversation only
    if is_over or inquiry.state != was:
        event = RegistryAnswered(
            contact_id=inquiry.contact_id,
            inquiry_id=inquiry.pk,
            citizen_id=inquiry.citizen_id,
            registry=inquiry.registry,
            state=inquiry.state,
            reason=inquiry.reason,
            after_wait=is_over and was == State.UNAVAILABLE,
        )
        record(event, by=SYSTEM, at=now)
    _poke(inquiry)


def _apply(inquiry: RegistryInquiry, answer: Answer, *, now: datetime) -> None:
    inquiry.mismatched, inquiry.reason = [], ""
    inquiry.next_try_at, inquiry.answered_at = None, now
    if isinstance(answer, Match):
        inquiry.state = State.MATCH
    elif isinstance(answer, Mismatch):
        inquiry.state, inquiry.mismatched = State.MISMATCH, list(answer.fields)
    elif isinstance(answer, NotConfigured):
        inquiry.state = State.NOT_CONFIGURED
    else:
        _postpone(inquiry, answer, now=now)


def _postpone(inquiry: RegistryInquiry, answer: Unavailable, *, now: datetime) -> None:
    """Put the recheck on, or give up when it cannot help any more."""
    inquiry.state, inquiry.reason, inquiry.answered_at = State.UNAVAILABLE, answer.reason, None
    if answer.reason in FINAL:
        return
    if answer.reason is Reason.RESTING:
        inquiry.attempts -= 1  # nobody was asked
    if inquiry.attempts >= MAX_ATTEMPTS:
        inquiry.reason = Reason.GAVE_UP
        return
    pause_s = 0 if answer.reason is Reason.RESTING else PAUSES_S[inquiry.attempts - 1]
    inquiry.next_try_at = now + timedelta(seconds=max(pause_s, answer.retry_after_s, 1))


def _vouch(inquiry: RegistryInquiry, *, now: datetime) -> None:
    """Let the registry vouch for the documents; with both papers the profile's level rises.

    The conversation's level does not: that the papers are genuine says nothing of who is talking.
    """
    citizen = locked_person(inquiry.citizen_id)
    asked = question_data(citizen, inquiry.registry)
    names = [name for name in vouched_by(inquiry.registry) if name in asked]
    vouch(citizen=citizen, attributes=names, source=PersonalData.Source.REGISTRY, now=now)
    documents = documents_of(citizen)
    if all(is_vouched(documents, name) for name in PAPERS):
        lift_profile(citizen_id=citizen.pk, level=Assurance.DOCUMENTS, proof=REGISTRY, now=now)


def _data_of(inquiry: RegistryInquiry) -> dict[str, str]:
    """Return what is asked of the person as the profile stands now, nothing when it is too little."""
    citizen = inquiry.citizen
    return (
        {} if missing_for(citizen, inquiry.registry) else question_data(citizen, inquiry.registry)
    )


def _waiting(contact: Contact, registry: str) -> RegistryInquiry | None:
    """Return the person's question to the registry that has no answer yet, locked."""
    rows = RegistryInquiry.objects.select_for_update().filter(
        citizen=contact.citizen, registry=registry, next_try_at__isnull=False
    )
    return rows.order_by("-asked_at").first()


def _poke(inquiry: RegistryInquiry) -> None:
    if inquiry.contact_id is not None:
        transaction.on_commit(partial(live.poke, contact_topic(inquiry.contact_id)), robust=True)


def contact_topic(contact_id: UUID) -> str:
    """Return the live topic of a conversation."""
    return f"contact:{contact_id}"
