"""Keeping what contacts were guessed to be about, and what people made of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actors import Acts
from common.policies import require
from journal.facts import record
from topics.events import TopicCorrected
from topics.models import Guess
from topics.policies import can_note_topics
from topics.selectors import detect_topic, plain_words


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact by its opaque key, its text, and the topic it has now."""

    key: UUID
    text: str
    topic: str


@transaction.atomic
def note_topic(*, contact: Contact, by: Acts, now: datetime) -> Guess:
    """Keep the guess of a contact once, and the topic it got when that is another.

    The text is read and forgotten: only plain words of the language that the stems found stay.
    """
    require(can_note_topics, by)
    found = detect_topic(contact.text)
    guess, _ = Guess.objects.select_for_update().get_or_create(
        contact=contact.key,
        defaults={
            "guessed": found.topic,
            "confidence": found.confidence,
            "words": plain_words(contact.text),
            "at": now,
        },
    )
    if contact.topic == (guess.chosen or guess.guessed):
        return guess
    guess.chosen, guess.chosen_at = contact.topic, now
    guess.save(update_fields=["chosen", "chosen_at"])
    fact = TopicCorrected(contact=contact.key, guessed=guess.guessed, chosen=contact.topic)
    record(fact, by=by, at=now)
    return guess
