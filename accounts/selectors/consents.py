"""Reads of consents: what is in force, what a person gave, what must be asked again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Citizen, Consent, ConsentText


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose as the person sees it: the text in force and what they gave, if anything."""

    text: ConsentText
    consent: Consent | None

    @property
    def is_given(self) -> bool:
        return self.consent is not None

    @property
    def is_old(self) -> bool:
        """Given to an earlier version than the one in force."""
        return self.consent is not None and self.consent.text_id != self.text.pk


def current_texts(*, now: datetime) -> list[ConsentText]:
    """Return the newest version in force of every purpose, required ones first."""
    texts = ConsentText.objects.filter(valid_from__lte=now).order_by("purpose", "-version")
    newest = list(texts.distinct("purpose"))
    return sorted(newest, key=lambda text: (not text.is_required, text.purpose))


def lines_of(citizen: Citizen, *, now: datetime) -> list[ConsentLine]:
    """Return every purpose with what the person gave for it."""
    given = _given(citizen)
    return [ConsentLine(text, given.get(text.purpose)) for text in current_texts(now=now)]


def unasked_texts(citizen: Citizen, *, now: datetime) -> list[ConsentText]:
    """Return required texts whose version in force the person has not agreed to."""
    return [
        line.text
        for line in lines_of(citizen, now=now)
        if line.text.is_required and (line.consent is None or line.is_old)
    ]


def history_of(citizen: Citizen) -> list[Consent]:
    """Return consents that are over, newest first."""
    over = citizen.consents.exclude(withdrawn_at=None).select_related("text")
    return list(over.order_by("-withdrawn_at", "-pk"))


def texts_by_id(ids: list[str]) -> list[ConsentText]:
    """Return the texts a form was shown with, whatever came after; broken ids are nobody's."""
    known = []
    for text in ids:
        try:
            known.append(UUID(text))
        except (ValueError, AttributeError, TypeError):
            continue
    return list(ConsentText.objects.filter(pk__in=known).order_by("purpose"))


def _given(citizen: Citizen) -> dict[str, Consent]:
    live = citizen.consents.filter(withdrawn_at=None).select_related("text")
    return {row.text.purpose: row for row in live.order_by("text__version")}
