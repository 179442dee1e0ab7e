"""From resolved appeals to ideas of articles: clusters, their topic, whose question and whose answer."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from quality.clusters import Cluster, Text, clusters_of
from quality.models import AnsweredContact, Idea
from quality.selectors.counting import tickets_to_cluster
from quality.selectors.texts import answered_in, asked_in, topics_in
from quality.words import is_common, words_of
from tickets.models import Ticket

LOOKED_BACK = timedelta(days=60)
CHUNK = 200
# So that a cluster is of several people and says nothing about one.
FEWEST_PEOPLE = 3
MOST_ANSWERS = 40
MOST_IDEAS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """An idea before it is kept; `tickets` most typical first."""

    topic: int
    words: list[str]
    tickets: list[UUID]
    answered: UUID | None


def look_for_ideas(*, now: datetime, step: Callable[..., None]) -> list[Found]:
    """Return what resolved appeals of the last weeks ask that no article answers, the largest first."""
    keys = tickets_to_cluster(now - LOOKED_BACK)
    step(0, more=len(keys))
    texts: dict[int, list[Text[UUID]]] = defaultdict(list)
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        bodies, about = asked_in(chunk), topics_in(chunk)
        for key in (key for key in chunk if key in bodies):
            texts[about[key][0]].append(Text(key, words_of(bodies[key])))
        step(len(chunk))
    # Inside a topic: what all its appeals say tells nothing there, and pairs are fewer.
    clusters = [(topic, one) for topic in sorted(texts) for one in clusters_of(texts[topic])]
    found: list[Found] = []
    for topic, cluster in sorted(clusters, key=lambda pair: -len(pair[1].keys)):
        idea = _idea_of(cluster, topic)
        if idea is not None:
            found.append(idea)
        if len(found) == MOST_IDEAS:
            break
    return found


def keep_ideas(found: Sequence[Found], *, now: datetime) -> int:
    """Put the ideas in place of those nobody used; what was drafted or put away is not said again."""
    Idea.objects.filter(article=None, dismissed_at=None).delete()
    settled = [
        set(idea.tickets.values_list("pk", flat=True)) for idea in Idea.objects.order_by("found_at")
    ]
    fresh = [one for one in found if not _said_before(one, settled)]
    for one in fresh:
        idea = Idea.objects.create(
            topic_id=one.topic,
            words=one.words,
            size=len(one.tickets),
            typical_id=one.tickets[0],
            answered_id=one.answered,
            found_at=now,
        )
        idea.tickets.set(Ticket.objects.filter(pk__in=one.tickets))
    return len(fresh)


def most_typical(texts: dict[UUID, str]) -> UUID | None:
    """Return whose text shares most words with the others, None without texts."""
    words = {key: set(words_of(text)) for key, text in texts.items()}

    def likeness(key: UUID) -> float:
        return sum(
            len(words[key] & other) / len(words[key] | other)
            for other in words.values()
            if words[key] | other
        )

    return max(words, key=lambda key: (likeness(key), str(key)), default=None)


def _idea_of(cluster: Cluster[UUID], topic: int) -> Found | None:
    """Return the idea of a cluster; None when an article answers most of it or few people ask."""
    about = topics_in(cluster.keys)
    if len({person for _, person in about.values()}) < FEWEST_PEOPLE:
        return None
    answered = AnsweredContact.objects.filter(ticket__in=cluster.keys).count()
    if 2 * answered > len(cluster.keys):
        return None
    return Found(
        topic=topic,
        words=[word for word in cluster.words if is_common(word)],
        tickets=list(cluster.keys),
        answered=most_typical(answered_in(cluster.keys[:MOST_ANSWERS])),
    )


def _said_before(one: Found, settled: Sequence[set[UUID]]) -> bool:
    keys = set(one.tickets)
    return any(2 * len(keys & before) > len(keys) for before in settled)
