"""The decision: points of stems, what the model learned, how sure that is, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topics.detection.groups import grouped
from topics.detection.model import Model, shares
from topics.detection.stems import Match, StemRule, Stems
from topics.detection.words import Speller, Word

OTHER = "other"
# A longer text is judged by its beginning: the reason comes first, and the time stays bounded.
MAX_CHARACTERS = 2000
# At least so sure, a guess is used as it is; below it people are asked.
SURE = 0.5
# Below this it is "other": nothing is named that is hardly likelier than the rest.
LEAST = 0.2
MOST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Detection:
    """The best topic, how sure that is (0..1), and why.

    `scores` are points of stems, best first; `words` are those of the text that spoke for the
    topic; `shares` are the likelihoods of topics, best first.
    """

    topic: str
    confidence: float
    matched: tuple[StemRule, ...]
    scores: Mapping[str, int]
    words: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """Stems that spoke for the chosen topic, the weightiest first."""
        return tuple(rule.stem for rule in self.matched if rule.topic == self.topic)

    @property
    def is_sure(self) -> bool:
        """Whether the guess may be used without asking."""
        return self.confidence >= SURE


NOTHING = Detection(OTHER, 0.0, (), {})


class Detector:
    """Stems compiled for matching. `priority` lists active topics and breaks ties: earlier wins."""

    def __init__(
        self, rules: Iterable[StemRule], priority: Sequence[str], model: Model | None = None
    ) -> None:
        self._rank = {topic: number for number, topic in enumerate(priority)}
        self._stems = Stems(rules)
        self._model = model
        self._speller = Speller(model.vocabulary if model else ())

    def read(self, text: str) -> list[Word]:
        """Return the words of a text as stems see them."""
        return grouped(self._speller.words(text[:MAX_CHARACTERS]))

    def matches(self, words: Sequence[Word]) -> list[Match]:
        """Return the stems found in words, the weightiest first."""
        return sorted(self._stems.find(words), key=lambda m: (-m.rule.weight, m.rule.stem))

    def detect(self, text: str) -> Detection:
        """Return the likeliest topic; OTHER with no confidence when nothing speaks for any."""
        words = self.read(text)
        matches = self.matches(words)
        points = points_of(matches)
        if not points and not (self._model and self._model.knows(words)):
            return NOTHING
        order = sorted(points, key=lambda topic: (-points[topic], self._rank_of(topic)))
        scores = {topic: points[topic] for topic in order}
        if self._model is None:
            return _by_points(scores, matches, words)
        likely = {t: round(s, 2) for t, s in shares(self._model.logits(points, words)).items()}
        topic = min(likely, key=lambda code: (-likely[code], self._rank_of(code)))
        confidence = min(likely[topic], 0.99)
        if confidence < LEAST:
            topic, confidence = OTHER, likely.get(OTHER, 0.0)
        if topic not in self._rank:  # switched off: it is neither guessed nor given to a neighbour
            topic, confidence = OTHER, 0.0
        said = _said(matches, topic, words) or self._model.telling(words, topic)[:MOST_TELLING]
        return Detection(
            topic=topic,
            confidence=confidence,
            matched=tuple(match.rule for match in matches),
            scores=scores,
            words=tuple(said),
            shares=tuple(sorted(likely.items(), key=lambda pair: -pair[1])),
        )

    def _rank_of(self, topic: str) -> int:
        return self._rank.get(topic, len(self._rank))


def points_of(matches: Iterable[Match]) -> dict[str, int]:
    """Return the points of every topic the stems spoke for."""
    points: dict[str, int] = defaultdict(int)
    for match in matches:
        points[match.rule.topic] += match.rule.weight
    return points


def _by_points(
    scores: Mapping[str, int], matches: Sequence[Match], words: Sequence[Word]
) -> Detection:
    topic, best = next(iter(scores.items()))
    second = max((count for code, count in scores.items() if code != topic), default=0)
    return Detection(
        topic=topic,
        # One point is added to what speaks against: a single weak stem is never a certainty.
        confidence=round(best / (best + second + 1), 2),
        matched=tuple(match.rule for match in matches),
        scores=scores,
        words=tuple(_said(matches, topic, words)),
    )


def _said(matches: Iterable[Match], topic: str, words: Sequence[Word]) -> list[str]:
    """Return what the text said for a topic, in its own words, each once."""
    said: dict[str, None] = {}
    taken: set[int] = set()
    for match in matches:
        if match.rule.topic == topic and not taken.issuperset(match.places):
            taken.update(match.places)
            said[" ".join(words[place].written for place in match.places)] = None
    return list(said)
