"""Appeals of the same person that may be about the same matter: by topic, by words, by time.

Two statements whatever is asked. Words are compared as keyed digests, so nothing is opened but the
subjects that are shown; what a colleague may not open is ranked by topic and time alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When

from accounts.models import Citizen, User
from accounts.policies import DESK
from accounts.selectors import profile_ids
from common.crypto.digests import live_numbers
from common.keyed_search import token, words
from tickets.models import Ticket
from tickets.selectors.citizen_history import PastTicket, past_of
from tickets.selectors.visibility import visibility
from tickets.states import OPEN
from topics.models import Topic

MOST = 5
COMPARED = 50
MOST_WORDS = 40
# Shorter stems («не», «мне», «код») are in every text.
TELLING = 4
ENOUGH_WORDS = 0.25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is being compared: the words so far, their topic, the appeal they are of (None: a new one)."""

    text: str = ""
    topic: Topic | None = None
    ticket_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """One appeal with why it is shown; `share` is how many of the words it has, 0 to 1."""

    past: PastTicket
    share: float
    has_topic: bool

    @property
    def why(self) -> str:
        """Return «та же тема, похожие слова»."""
        said = ["та же тема"] if self.has_topic else []
        return ", ".join([*said, "похожие слова"] if self.share >= ENOUGH_WORDS else said)


def similar_to(
    by: User, citizen: Citizen, wanted: Wanted, *, now: datetime, most: int = MOST
) -> list[Similar]:
    """Return a person's appeals of the last days, or still open, that may be the same; likeliest first.

    For colleagues at the desk and for the person; nothing for anybody else.
    """
    seen = visibility(by)
    if seen is None or not (by.is_citizen or by.role in DESK):
        return []
    stems = _telling(wanted.text)
    since = now - timedelta(days=settings.DUPLICATE_DAYS)
    rows = (
        Ticket.objects.filter(citizen__in=profile_ids(citizen), merged_into=None)
        .filter(Q(status__in=sorted(OPEN)) | Q(registered_at__gte=since))
        .exclude(pk__in=[wanted.ticket_id] if wanted.ticket_id else [])
        .select_related("topic")
        .annotate(
            may_open=Case(When(seen, then=True), default=False),
            shared=Case(When(seen, then=_shared(stems)), default=0, output_field=IntegerField()),
        )
        .defer("search", "client_digest", "asked")
        .order_by("-registered_at")[:COMPARED]
    )
    found = [
        (_score(row, wanted, len(stems), now), _similar(row, wanted, len(stems))) for row in rows
    ]
    fitting = [(score, one) for score, one in found if one.why]
    fitting.sort(key=lambda pair: (-pair[0], -pair[1].past.number))
    return [one for _, one in fitting[:most] if one.past.may_open or not by.is_citizen]


def text_of(ticket: Ticket) -> str:
    """Return what an appeal began with; one statement."""
    first = ticket.items.filter(seq=1).first()
    return f"{ticket.subject}\n{first.body if first else ''}"


def _telling(text: str) -> list[str]:
    stems = dict.fromkeys(stem for stem in words(text) if len(stem) >= TELLING)
    return list(stems)[:MOST_WORDS]


def _shared(stems: list[str]) -> Func | Value:
    """Count the stems a text of an appeal has; while an index key is replaced, under either key."""
    if not stems:
        return Value(0)
    tokens = [token(stem, number=number) for number in live_numbers() for stem in stems]
    wanted = Value(tokens, output_field=ArrayField(TextField()))
    return Func(
        F("search"),
        wanted,
        template=("cardinality(ARRAY(SELECT unnest(tsvector_to_array(%(expressions)s::text[])))"),
        arg_joiner=")) INTERSECT SELECT unnest(",
        output_field=IntegerField(),
    )


def _share(ticket: Ticket, stems: int) -> float:
    return min(1.0, vars(ticket)["shared"] / stems) if stems else 0.0


def _similar(ticket: Ticket, wanted: Wanted, stems: int) -> Similar:
    has_topic = wanted.topic is not None and ticket.topic_id == wanted.topic.pk
    return Similar(past_of(ticket), _share(ticket, stems), has_topic)


def _score(ticket: Ticket, wanted: Wanted, stems: int, now: datetime) -> float:
    """Words say most, then the topic, then whether it is open, then how fresh it is."""
    days = (now - ticket.registered_at) / timedelta(days=settings.DUPLICATE_DAYS)
    has_topic = wanted.topic is not None and ticket.topic_id == wanted.topic.pk
    fresh = max(0.0, 1.0 - days)
    return 3 * _share(ticket, stems) + has_topic + 0.5 * (ticket.status in OPEN) + 0.5 * fresh
