"""Finding people by their names; `Citizen.names` and what is opened to compare (docs/protected-data.md)."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, QuerySet

from accounts.models import Citizen
from common import keyed_names, keyed_search

OPENED_AT_MOST = 200
RANKED_AT_MOST = 5_000


def name_vectors(keys: Sequence[Any]) -> dict[Any, str]:
    """Return the name vectors of rows made anew (`Citizen.names`, for a new index key)."""
    return {
        citizen.pk: keyed_names.literal(citizen.pk, citizen.full_name)
        for citizen in Citizen.objects.filter(pk__in=keys)
    }


def named(profiles: QuerySet[Citizen], text: str, *, most: int) -> list[Citizen]:
    """Return people in whose name every word of `text` stands, in any form, newest first."""
    query = keyed_names.beginning_query(text)
    if query is None:
        return []
    wanted = set(keyed_search.words(text, limit=keyed_names.MAX_QUERY_WORDS))
    candidates = profiles.filter(names=query).order_by("-id")[:OPENED_AT_MOST]
    found = [one for one in candidates if wanted <= set(keyed_search.words(one.full_name))]
    return found[:most]


def named_like(profiles: QuerySet[Citizen], text: str, *, most: int) -> list[Citizen]:
    """Return people whose names are like every word of `text`, the most similar first.

    A part of a surname or of an organisation's name will do; any word may have a letter or two wrong.
    """
    query, shared = keyed_names.similar_query(text), keyed_names.any_query(text)
    if query is None or shared is None:
        return []
    newest = profiles.filter(names=query).order_by("-id").values("pk")[:RANKED_AT_MOST]
    rank = SearchRank(F("names"), shared)
    candidates = Citizen.objects.filter(pk__in=newest).order_by(rank.desc(), "-id")
    words = keyed_names.parts(text, limit=keyed_names.MAX_QUERY_WORDS)
    scored = [(_farness(words, one), one) for one in candidates[:OPENED_AT_MOST]]
    close = [(far, one) for far, one in scored if far is not None]
    return [one for _, one in sorted(close, key=lambda pair: pair[0])][:most]


def _farness(words: list[str], citizen: Citizen) -> float | None:
    """Return how far a name is from the words, 0 for the same; None when a word is not like any."""
    # a part is enough of what people are called by; a patronymic holds the name of a father
    whole = citizen.organisation or citizen.last_name
    parted = keyed_names.parts(whole)
    others = keyed_names.parts(f"{citizen.first_name} {citizen.middle_name}")
    total = 0.0
    for word in words:
        ways = [_apart(word, name) for name in [*parted, *others]]
        ways += [0.5 for name in parted if len(word) > 2 and word in name]
        best = min((way for way in ways if way is not None), default=None)
        if best is None:
            return None
        total += best
    return total


def _apart(word: str, name: str) -> float | None:
    most = keyed_names.tolerated(word)
    apart = keyed_names.distance(word, name, most=most)
    return float(apart) if apart <= most else None
