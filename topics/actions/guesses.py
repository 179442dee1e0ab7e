"""Keeping what contacts were guessed to be about, and what people made of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from common.actors import Acts
from common.policies import require
from journal.facts import record
from topics.detection.words import plain_words
from topics.events import TopicCorrected
from topics.models import CorrectedWord, Guess
from topics.policies import can_note_topics
from topics.selectors import detect_topic


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact by its opaque key, its text, and the topic it has now."""

    key: UUID
    text: str
    topic: str


@transaction.atomic
def note_topic(*, contact: Contact, by: Acts, now: datetime) -> Guess:
    """Keep the guess of a contact once, and the topic it got when that is another.

    The text is read and forgotten. Of a corrected one, its common words are counted, nobody's.
    """
    require(can_note_topics, by)
    found = detect_topic(contact.text)
    guess, _ = Guess.objects.select_for_update().get_or_create(
        contact=contact.key,
        defaults={
            "guessed": found.topic,
            "confidence": found.confidence,
            "at": now,
        },
    )
    if contact.topic == (guess.chosen or guess.guessed):
        return guess
    guess.chosen, guess.chosen_at = contact.topic, now
    guess.save(update_fields=["chosen", "chosen_at"])
    if guess.chosen != guess.guessed:
        _count_words(plain_words(contact.text), guess)
    fact = TopicCorrected(contact=contact.key, guessed=guess.guessed, chosen=contact.topic)
    record(fact, by=by, at=now)
    return guess


def _count_words(words: list[str], guess: Guess) -> None:
    rows = [CorrectedWord(word=word, guessed=guess.guessed, chosen=guess.chosen) for word in words]
    CorrectedWord.objects.bulk_create(rows, ignore_conflicts=True)
    own = CorrectedWord.objects.filter(word__in=words, guessed=guess.guessed, chosen=guess.chosen)
    own.update(times=F("times") + 1)
