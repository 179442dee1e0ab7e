"""The level of assurance: a step of the doors that prove something, never a door of its own."""

from datetime import datetime
from uuid import UUID

from accounts.models import Assurance, Citizen, Contact

CODE = "code"
DOCUMENTS = "documents"
REGISTRY = "registry"
IN_PERSON = "in_person"
ESIA = "esia"


def lift_level(*, contact: Contact, level: int, proof: str, now: datetime) -> int:
    """Raise the level of a conversation and of its person; return the conversation's level.

    In the caller's transaction, under the caller's policy and fact. Never lowers anything: the
    next conversation starts from nothing anyway.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if level > contact.assurance:
        contact.assurance = level
        contact.save(update_fields=["assurance"])
    if contact.citizen_id is not None:
        lift_profile(citizen_id=contact.citizen_id, level=level, proof=proof, now=now)
    return Assurance(contact.assurance)


def lift_profile(*, citizen_id: UUID, level: int, proof: str, now: datetime) -> None:
    """Raise the level of a person outside a conversation (a phone proved at sign-up, ESIA)."""
    Citizen.objects.filter(pk=citizen_id, assurance__lt=level).update(
        assurance=level, assured_at=now, assured_by=proof
    )
