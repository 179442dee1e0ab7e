"""What is known of a person as a colleague may see it now: masked, or open while a reveal lives (D-05)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.attributes import (
    CONTACTS,
    DOCUMENTS,
    MASKED,
    displayed,
    documents_of,
    masked,
    value_of,
)
from accounts.models import Assurance, Attribute, Citizen, PersonalData, Reveal, User

SOURCES = dict(PersonalData.Source.choices)
PROVED = "Код"
SAID = "Со слов заявителя"
LEVELS = {
    Assurance.NONE: "не подтверждено",
    Assurance.PHONE: "подтверждено",
    Assurance.DOCUMENTS: "сверено",
}


@dataclass(frozen=True, slots=True)
class Known:
    """One attribute on a card. `until` is set while it is open; nothing known has no `text`.

    `is_proved`: somebody besides the person vouches for it.
    """

    attribute: Attribute
    text: str
    source: str
    level: str
    at: datetime | None
    until: datetime | None
    mask: str = ""
    is_proved: bool = False

    @property
    def label(self) -> str:
        return str(self.attribute.label)

    @property
    def is_open(self) -> bool:
        return self.until is not None


def known_of(citizen: Citizen, by: User, *, now: datetime) -> list[Known]:
    """Return every attribute of a card; two queries."""
    data = documents_of(citizen) or PersonalData(citizen=citizen)
    until = open_until(citizen, by, now=now)
    return [_known(citizen, attribute, data, until.get(attribute)) for attribute in MASKED]


def shown(citizen: Citizen, attribute: str, by: User, *, now: datetime) -> str:
    """Return an attribute as this colleague may read it at this moment."""
    value = value_of(citizen, attribute)
    is_open = attribute in open_until(citizen, by, now=now)
    return displayed(attribute, value) if is_open else masked(attribute, value)


def open_until(citizen: Citizen, by: User, *, now: datetime) -> dict[str, datetime]:
    """Return what is revealed to this colleague now, and until when.

    The end of the conversation masks everything that was shown for it.
    """
    going_on = Q(contact=None) | Q(contact__ended_at=None)
    rows = Reveal.objects.filter(
        going_on, citizen=citizen, shown_to=by, shown_at__lte=now, until__gt=now
    )
    found: dict[str, datetime] = {}
    for attributes, until in rows.values_list("attributes", "until"):
        for attribute in attributes:
            found[attribute] = max(until, found.get(attribute, until))
    return found


def is_vouched(data: PersonalData | None, attribute: str) -> bool:
    """Whether somebody besides the person has matched a document."""
    return _source(data, attribute)[0] not in {"", PersonalData.Source.CITIZEN}


def own_documents(citizen: Citizen, *, is_open: bool) -> list[tuple[Attribute, str, bool]]:
    """Return a person's documents for their own page: label, text, whether somebody has matched it."""
    data = documents_of(citizen) or PersonalData(citizen=citizen)
    write = displayed if is_open else masked
    return [
        (
            attribute,
            write(attribute, value_of(citizen, attribute, data)),
            is_vouched(data, attribute),
        )
        for attribute in MASKED
        if attribute in DOCUMENTS and attribute != Attribute.ACCOUNT_ID
    ]


def _known(
    citizen: Citizen, attribute: Attribute, data: PersonalData, until: datetime | None
) -> Known:
    value = value_of(citizen, attribute, data)
    if not value:
        return Known(attribute, "", "", "", None, None)
    mask = masked(attribute, value)
    text = displayed(attribute, value) if until else mask
    source, level, at = _origin(citizen, attribute, data)
    proved = level > Assurance.NONE
    return Known(attribute, text, source, LEVELS[level], at, until, mask, proved)


def _origin(
    citizen: Citizen, attribute: Attribute, data: PersonalData
) -> tuple[str, Assurance, datetime | None]:
    """Return who says so, how sure that is, and since when."""
    if attribute in CONTACTS:
        at = getattr(citizen, f"{attribute.value}_verified_at")
        return (PROVED, Assurance.PHONE, at) if at else (SAID, Assurance.NONE, None)
    source, at = _source(data, attribute)
    level = Assurance.DOCUMENTS if is_vouched(data, attribute) else Assurance.NONE
    return SOURCES.get(source, SAID), level, at


def _source(data: PersonalData | None, attribute: str) -> tuple[str, datetime | None]:
    """Return who vouched for a document and when; what nobody vouched for is the person's own word."""
    if data is None:
        return "", None
    if attribute in data.sources:
        source, at = data.sources[attribute]
        return source, parse_datetime(at)
    if attribute == Attribute.INN or not getattr(data, attribute):
        return "", None
    return PersonalData.Source.CITIZEN, data.updated_at
