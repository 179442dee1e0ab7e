"""Texts that ask the same, found by their words. Pure, deterministic, no randomness, no learning.

TF-IDF over dictionary forms; two texts are near when the cosine of their vectors is NEAR or more
and they share at least two words.
The text with most near neighbours becomes the centre of a cluster with all of them, then the next
of those left, and so on; clusters that ask the same in two wordings are joined by their centroids.
So every member is near one real text, which is also the most typical wording of its cluster.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Vector = dict[str, float]

NEAR = 0.45
JOINED = 0.55
SMALLEST = 4
# One word in common says little, however rare it is.
SHARED = 2
MOST_WORDS = 8
# A word in more texts than this share tells nothing; one of a single text likens it to nobody.
COMMONEST = 0.15
RAREST = 2
SHARED_BY = 3


@dataclass(frozen=True, slots=True)
class Text(Generic[Key]):
    """A text as its telling words; `key` is whose."""

    key: Key
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster(Generic[Key]):
    """Texts that ask the same, the most typical first; `words` explain it, the strongest first."""

    keys: tuple[Key, ...]
    words: tuple[str, ...]


def clusters_of(
    texts: Sequence[Text[Key]], *, near: float = NEAR, smallest: int = SMALLEST
) -> list[Cluster[Key]]:
    """Return the clusters of at least `smallest` texts, the largest first; the rest stays alone."""
    vectors = vectors_of(texts)
    groups = _joined(_around_centres(_neighbours(vectors, near)), vectors)
    large = [group for group in groups if len(group) >= smallest]
    found = [_described(group, texts, vectors) for group in large]
    return sorted(found, key=lambda cluster: -len(cluster.keys))


def vectors_of(texts: Sequence[Text[Key]]) -> list[Vector]:
    """Return the texts as vectors of length 1 (empty ones of texts that say nothing in common)."""
    spread = Counter(word for text in texts for word in set(text.words))
    most = max(len(texts) * COMMONEST, 20)
    weight = {
        word: math.log(len(texts) / number) + 0.5
        for word, number in spread.items()
        if RAREST <= number <= most
    }
    return [_unit({w: weight[w] for w in text.words if w in weight}) for text in texts]


def _neighbours(vectors: Sequence[Vector], near: float) -> list[dict[int, float]]:
    """Return for each text the near ones with their cosines, through the words they share."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    found: list[dict[int, float]] = [{} for _ in vectors]
    for number, vector in enumerate(vectors):
        cosines: dict[int, float] = defaultdict(float)
        shared: Counter[int] = Counter()
        for word, value in vector.items():
            for other, theirs in holders[word]:
                cosines[other] += value * theirs
                shared[other] += 1
            holders[word].append((number, value))
        for other, cosine in cosines.items():
            if cosine >= near and shared[other] >= SHARED:
                found[number][other] = found[other][number] = cosine
    return found


def _around_centres(neighbours: list[dict[int, float]]) -> list[list[int]]:
    """Return groups, centre first, members by how near they are to it."""
    order = sorted(range(len(neighbours)), key=lambda one: (-sum(neighbours[one].values()), one))
    taken: set[int] = set()
    groups = []
    for centre in order:
        if centre in taken:
            continue
        near = {one: cosine for one, cosine in neighbours[centre].items() if one not in taken}
        group = [centre, *sorted(near, key=lambda one: (-near[one], one))]
        taken.update(group)
        groups.append(group)
    return groups


def _joined(groups: list[list[int]], vectors: Sequence[Vector]) -> list[list[int]]:
    """Return the groups with those whose centroids nearly agree made one, the larger one leading."""
    kept: list[list[int]] = []
    centroids: list[Vector] = []
    for group in sorted(groups, key=lambda one: (-len(one), one[0])):
        mine = _centroid(group, vectors)
        likeness = [_cosine(mine, other) for other in centroids] if len(group) > 1 else []
        best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= JOINED:
            kept[best] += group
            centroids[best] = _centroid(kept[best], vectors)
        elif len(group) > 1:
            kept.append(list(group))
            centroids.append(mine)
    return kept


def _described(
    group: list[int], texts: Sequence[Text[Key]], vectors: Sequence[Vector]
) -> Cluster[Key]:
    spread = Counter(word for one in group for word in vectors[one])
    weights = _centroid(group, vectors)
    shared = [word for word, number in spread.items() if number >= SHARED_BY]
    words = sorted(shared, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    return Cluster(tuple(texts[one].key for one in group), tuple(words))


def _centroid(group: Sequence[int], vectors: Sequence[Vector]) -> Vector:
    total: Vector = defaultdict(float)
    for one in group:
        for word, value in vectors[one].items():
            total[word] += value
    return _unit(dict(total))


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _cosine(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return sum(value * large.get(word, 0.0) for word, value in small.items())
