"""The decision: points of stems, what the model learned, how sure that is, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topics.detection.groups import grouped
from topics.detection.stems import StemRule, Stems
from topics.detection.words import Speller, Word

OTHER = "other"
# A longer text is judged by its beginning: the reason comes first, and the time stays bounded.
MAX_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Detection:
    """The best topic, how sure that is (0..1), and why. `scores` are points of stems, best first."""

    topic: str
    confidence: float
    matched: tuple[StemRule, ...]
    scores: Mapping[str, int]

    @property
    def stems(self) -> tuple[str, ...]:
        """Stems that spoke for the chosen topic, the weightiest first."""
        return tuple(rule.stem for rule in self.matched if rule.topic == self.topic)


class Detector:
    """Stems compiled for matching. `priority` breaks ties: an earlier topic wins."""

    def __init__(
        self, rules: Iterable[StemRule], priority: Sequence[str], speller: Speller | None = None
    ) -> None:
        self._rank = {topic: number for number, topic in enumerate(priority)}
        self._stems = Stems(rules)
        self._speller = speller or Speller()

    def read(self, text: str) -> list[Word]:
        return grouped(self._speller.words(text[:MAX_CHARACTERS]))

    def detect(self, text: str) -> Detection:
        """Return the topic with most points; OTHER with no confidence when nothing matched."""
        matched = [rule for rule, _ in self._stems.find(self.read(text))]
        points: dict[str, int] = defaultdict(int)
        for rule in matched:
            points[rule.topic] += rule.weight
        if not points:
            return Detection(OTHER, 0.0, (), {})
        order = sorted(points, key=lambda topic: (-points[topic], self._rank_of(topic)))
        best = points[order[0]]
        second = points[order[1]] if len(order) > 1 else 0
        matched.sort(key=lambda rule: (-rule.weight, rule.stem))
        return Detection(
            topic=order[0],
            # One point is added to what speaks against: a single weak stem is never a certainty.
            confidence=round(best / (best + second + 1), 2),
            matched=tuple(matched),
            scores={topic: points[topic] for topic in order},
        )

    def _rank_of(self, topic: str) -> int:
        return self._rank.get(topic, len(self._rank))
