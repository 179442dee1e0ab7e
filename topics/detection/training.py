"""Learning the model from texts, in plain Python: a minute once, by `manage.py train_topics`.

Softmax regression with weights kept small (L2), by AdaGrad over shuffled texts; the same seed gives
the same file. Honest figures come from `cross_validate`: each text is judged by a model that has
not seen it.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from pathlib import Path

from topics.detection.detector import Detector, points_of
from topics.detection.model import Model, pieces_of, shares, strength
from topics.detection.stems import StemRule
from topics.detection.words import Word, is_known, normalize

_FOLDER = Path(__file__).parent.parent / "training"
TEXTS = _FOLDER / "texts.tsv"
# Other wordings of the questions of the FAQ: never learned from, so confidence is fitted on them.
UNSEEN = _FOLDER / "unseen.tsv"
SEED = 7
ROUNDS = 10
STEP = 0.1
DECAY = 0.01
# An input fewer texts have is not learned; how much words weigh beside stems.
FEWEST = 2
WORDS = 2.0
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the topic it is about."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as the model sees it."""

    topic: int
    pieces: Mapping[str, float]
    points: Mapping[str, int]
    words: Sequence[Word]


def texts_of(path: Path = TEXTS) -> list[Text]:
    """Read `topic<TAB>text` lines."""
    lines = path.read_text("utf-8").splitlines()
    return [Text(*line.split("\t", 1)) for line in lines if line.strip()]


def vocabulary_of(texts: Iterable[Text]) -> tuple[str, ...]:
    """Return the words of texts that are written right: what typos are repaired towards."""
    words = {w for text in texts for w in re.findall("[а-я]{5,}", normalize(text.text))}
    return tuple(sorted(word for word in words if is_known(word)))


def learn(rules: Sequence[StemRule], topics: Sequence[str], texts: Sequence[Text]) -> Model:
    """Return the model learned from texts, its confidence not yet calibrated."""
    words = vocabulary_of(texts)
    return _fit(_seen(rules, topics, texts, words), topics, words)


def cross_validate(
    rules: Sequence[StemRule], topics: Sequence[str], texts: Sequence[Text], folds: int = FOLDS
) -> list[tuple[str, dict[str, float]]]:
    """Return for each text its topic and the shares given by a model that has not seen it."""
    seen = _seen(rules, topics, texts, vocabulary_of(texts))
    order = sorted(range(len(seen)), key=lambda n: (seen[n].topic, n))
    fold = {text: place % folds for place, text in enumerate(order)}
    judged: dict[int, dict[str, float]] = {}
    for number in range(folds):
        model = _fit([row for n, row in enumerate(seen) if fold[n] != number], topics, ())
        for n, row in enumerate(seen):
            if fold[n] == number:
                judged[n] = shares(model.logits(row.points, row.words))
    return [(topics[row.topic], judged[n]) for n, row in enumerate(seen)]


def calibrated(model: Model, rules: Sequence[StemRule], texts: Sequence[Text]) -> Model:
    """Return the model with the temperature that makes its shares likeliest on unseen texts."""
    detector = Detector(rules, model.topics, model)
    judged = []
    for text in texts:
        words = detector.read(text.text)
        judged.append((text.topic, model.logits(points_of(detector.matches(words)), words)))
    return replace(model, temperature=temperature_for(judged))


def temperature_for(judged: Sequence[tuple[str, Mapping[str, float]]]) -> float:
    """Return the divisor of logits, 0.5 to 4, with the least surprise at the true topics."""

    def surprise(temperature: float) -> float:
        total = 0.0
        for topic, logits in judged:
            cooled = {code: value / temperature for code, value in logits.items()}
            total -= log(max(shares(cooled)[topic], 1e-9))
        return total

    return min((step / 20 for step in range(10, 81)), key=surprise)


def _seen(
    rules: Sequence[StemRule], topics: Sequence[str], texts: Sequence[Text], words: Sequence[str]
) -> list[_Seen]:
    empty = Model(tuple(topics), (), {}, {}, vocabulary=tuple(words))
    detector = Detector(rules, topics, empty)
    place = {topic: number for number, topic in enumerate(topics)}
    rows = []
    for text in texts:
        read = detector.read(text.text)
        points = points_of(detector.matches(read))
        rows.append(_Seen(place[text.topic], pieces_of(read), points, read))
    return rows


def _fit(rows: Sequence[_Seen], topics: Sequence[str], words: Sequence[str]) -> Model:
    """Return stems and words learned apart and added up. Stems were written by people who had read
    the texts; learned together, words would only get what stems leave over, which is little here
    and much in life.
    """
    common = Counter(name for row in rows for name in row.pieces)
    stems = _descend([(row.topic, _strengths(row.points)) for row in rows], len(topics))
    texts = _descend(
        [(r.topic, {n: v for n, v in r.pieces.items() if common[n] >= FEWEST}) for r in rows],
        len(topics),
    )
    learned = {name: [WORDS * weight for weight in row] for name, row in texts.items()}
    bias = [sum(pair) for pair in zip(stems.pop(""), learned.pop(""), strict=True)]
    return Model(tuple(topics), bias, stems, learned, vocabulary=tuple(words))


def _strengths(points: Mapping[str, int]) -> dict[str, float]:
    return {topic: strength(count) for topic, count in points.items()}


def _descend(rows: list[tuple[int, dict[str, float]]], size: int) -> dict[str, list[float]]:
    """Return the weights of every input, and of none ("")."""
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * size)
    spent: dict[str, list[float]] = defaultdict(lambda: [1e-6] * size)
    shuffler = random.Random(SEED)  # noqa: S311 — an order of texts, not a secret
    lines = sorted((topic, [("", 1.0), *sorted(inputs.items())]) for topic, inputs in rows)
    for _ in range(ROUNDS):
        shuffler.shuffle(lines)
        for topic, inputs in lines:
            sums = [0.0] * size
            for name, value in inputs:
                for place, weight in enumerate(weights[name]):
                    sums[place] += value * weight
            given = shares({str(place): total for place, total in enumerate(sums)})
            misses = [given[str(place)] - (place == topic) for place in range(size)]
            for name, value in inputs:
                row, past = weights[name], spent[name]
                for place, miss in enumerate(misses):
                    slope = miss * value + DECAY * row[place]
                    past[place] += slope * slope
                    row[place] -= STEP * slope / sqrt(past[place])
    return dict(weights)
