"""Looking people up: every search by a person is a fact, and there is a limit an hour (D-05).

What the owner fears most is an operator who looks up people they have no business with. One typed
query is one search, however many times the page asks while it is typed.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.events import CitizensLookedUp, LookupLimitReached
from accounts.models import Citizen, User
from accounts.policies import can_look_up
from accounts.selectors import find_citizens
from common.errors import TooManyRequests
from common.fields import keyed_digest
from common.policies import require
from common.ratelimit import bucket_key, hit
from journal.facts import record

HOUR = timedelta(hours=1)
MOST_PER_HOUR = 60
# Asked again within this time, it is the same query being typed or turned over.
SAME_QUERY = timedelta(minutes=2)
NAMED_AT_MOST = 20
SHORTEST = 3
# A page asks so often while one name is typed; the next time it is somebody else's name.
TYPED_IN = 8
LIMIT = (
    "За час вы искали людей шестьдесят раз — это предел. Обращение можно найти по номеру; "
    "супервизору уже сообщили."
)


def look_up(
    *, text: str, by: User, now: datetime, most: int = NAMED_AT_MOST, similar: bool = True
) -> list[Citizen]:
    """Return people by phone, e-mail, number or name, and record that they were looked up.

    `similar`: names that are like the words will do. Call outside a transaction: a refused search must stay counted. Raises TooManyRequests. Words of
    a name that lead to nobody are no search yet: they are still being typed, or are no name at all.
    """
    require(can_look_up, by)
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    kind = _kind(text)
    found = find_citizens(text, similar=similar)[:most]
    if (found or kind in {"phone", "email"}) and _is_new(by, kind, text, now):
        _count(by, now)
        _note(by, kind, found, now)
    return found


def _kind(text: str) -> str:
    if "@" in text:
        return "email"
    digits = sum(character.isdigit() for character in text)
    if digits >= 10:
        return "phone" if digits == 11 or text.lstrip("+")[:1] in "789" else "number"
    return "number" if digits else "name"


def _is_new(by: User, kind: str, text: str, now: datetime) -> bool:
    """Whether this query was not asked a moment ago; a name being typed is known by how it begins."""
    stable = text.casefold()[:SHORTEST] if kind == "name" else text.casefold()
    digest = keyed_digest(f"{kind}:{stable}", place="accounts.lookup").hex()
    hits, _ = hit(bucket_key("lookup", by.pk, digest), now=now, window=SAME_QUERY)
    return hits % TYPED_IN == 1


def _count(by: User, now: datetime) -> None:
    hits, retry_after_s = hit(bucket_key("lookups", by.pk), now=now, window=HOUR)
    if hits <= MOST_PER_HOUR:
        return
    with transaction.atomic():
        record(LookupLimitReached(by.pk, hits - MOST_PER_HOUR), by=by, at=now)
    raise TooManyRequests(LIMIT, retry_after_s=retry_after_s)


@transaction.atomic
def _note(by: User, kind: str, found: list[Citizen], now: datetime) -> None:
    ids = [citizen.pk for citizen in found[:NAMED_AT_MOST]]
    record(CitizensLookedUp(by.pk, kind, len(found), ids), by=by, at=now)
