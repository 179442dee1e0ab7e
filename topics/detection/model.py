"""What was learned from texts: how far to trust stems, and pieces of words that tell topics apart.

A softmax over nine topics. Its inputs are the points of stems, what every word means (its group, else
its lemma) and four-letter pieces of words, so words no stem names count too. It is a small JSON file
(`learned.json`) written by `manage.py train_topics` from `topics/training/texts.tsv`; nothing is
downloaded or fitted at run time. `temperature` was fitted on texts the rest was not, so that 0.8
means right 8 times of 10.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path

from topics.detection.words import Word

SOURCE = Path(__file__).parent / "learned.json"
PIECE = 4
# More points of one topic add no more certainty.
MOST_POINTS = 18
POINT = 0.3
SCALE = 100
MOST_WORDS = 150


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of every input for every topic, in the order of `topics`."""

    topics: tuple[str, ...]
    bias: Sequence[float]
    points: Mapping[str, Sequence[float]]
    pieces: Mapping[str, Sequence[float]]
    temperature: float = 1.0
    vocabulary: tuple[str, ...] = ()

    def logits(self, points: Mapping[str, int], words: Sequence[Word]) -> dict[str, float]:
        """Return how strongly a text speaks for each topic; a topic it never learned, by points."""
        sums = list(self.bias)
        for topic, weights in self.points.items():
            if value := strength(points.get(topic, 0)):
                sums = [old + value * weight for old, weight in zip(sums, weights, strict=True)]
        pieces = pieces_of(words)
        if learned := [self.pieces[piece] for piece in pieces if piece in self.pieces]:
            share = next(iter(pieces.values()))
            columns = map(sum, zip(*learned, strict=True))
            sums = [old + share * column for old, column in zip(sums, columns, strict=True)]
        known = dict(zip(self.topics, sums, strict=True))
        # A topic staff made since begins level with the likeliest, so its stems alone can name it.
        own, level = self._own_weight(), max(self.bias, default=0.0)
        added = {
            topic: level + own * strength(count)
            for topic, count in points.items()
            if topic not in known
        }
        return {topic: value / self.temperature for topic, value in {**known, **added}.items()}

    def telling(self, words: Sequence[Word], topic: str) -> list[str]:
        """Return the words whose pieces speak for a topic more than for any other, best first."""
        if topic not in self.topics:
            return []
        place, found = self.topics.index(topic), {}
        for word in words[:MOST_WORDS]:
            sums = [0.0] * len(self.topics)
            for piece in _inputs(word.readings):
                for number, weight in enumerate(self.pieces.get(piece, ())):
                    sums[number] += weight
            lead = sums[place] - max(other for n, other in enumerate(sums) if n != place)
            if lead > 0:
                found[word.written] = lead
        return sorted(found, key=lambda word: -found[word])

    def knows(self, words: Sequence[Word]) -> bool:
        """Whether anything of the text was ever seen."""
        return any(piece in self.pieces for piece in pieces_of(words))

    def _own_weight(self) -> float:
        own = [weights[self.topics.index(topic)] for topic, weights in self.points.items()]
        return sum(own) / len(own) if own else 1.0


def strength(points: int) -> float:
    return min(points, MOST_POINTS) * POINT


def pieces_of(words: Sequence[Word]) -> dict[str, float]:
    """Return the words and pieces of a text, each with the weight one of so many has."""
    found = {piece for word in words[:MOST_WORDS] for piece in _inputs(word.readings)}
    if not found:
        return {}
    share = 1 / sqrt(len(found))
    return dict.fromkeys(found, share)


def shares(logits: Mapping[str, float]) -> dict[str, float]:
    """Return logits as shares of one, best first."""
    top = max(logits.values())
    powers = {topic: exp(value - top) for topic, value in logits.items()}
    total = sum(powers.values())
    return {topic: powers[topic] / total for topic in sorted(powers, key=lambda t: -powers[t])}


@lru_cache(8192)
def _inputs(readings: tuple[str, ...]) -> tuple[str, ...]:
    """Return `=` and what the word means, then its pieces."""
    meaning = next((name for name in readings if name[0] == "@"), readings[-1])
    whole = f"_{readings[0]}_"
    pieces = (whole[at : at + PIECE] for at in range(len(whole) - PIECE + 1))
    return f"={meaning}", *pieces


@cache
def shipped() -> Model:
    """Return the model the house ships."""
    kept = json.loads(SOURCE.read_text("utf-8"))
    return Model(
        topics=tuple(kept["topics"]),
        bias=_row(kept["bias"]),
        points={topic: _row(row) for topic, row in kept["points"].items()},
        pieces={piece: _row(row) for piece, row in kept["pieces"].items()},
        temperature=kept["temperature"],
        vocabulary=tuple(kept["vocabulary"]),
    )


def save(model: Model, path: Path = SOURCE) -> None:
    """Write a model as JSON, one input a line, weights in hundredths."""
    lines = [
        f'"topics": {json.dumps(model.topics)}',
        f'"temperature": {round(model.temperature, 2)}',
        f'"bias": {_numbers(model.bias)}',
        f'"points": {_rows(model.points)}',
        f'"pieces": {_rows(model.pieces)}',
        f'"vocabulary": {json.dumps(model.vocabulary, ensure_ascii=False)}',
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _rows(rows: Mapping[str, Sequence[float]]) -> str:
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {_numbers(rows[name])}" for name in sorted(rows)
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def _numbers(row: Sequence[float]) -> str:
    return json.dumps([round(value * SCALE) for value in row], separators=(",", ":"))


def _row(numbers: Sequence[int]) -> tuple[float, ...]:
    return tuple(number / SCALE for number in numbers)
