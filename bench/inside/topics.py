"""Row 24: processor time of guessing the topic of one text, in one process."""

import random
import time
from typing import Any

from django.utils import timezone

from topics.detection.training import UNSEEN, texts_of
from topics.reference import load_reference
from topics.selectors import detect_topic

LONG = 1500


def detection(rounds: int) -> dict[str, Any]:
    """Return milliseconds a text takes: short ones as people write them, and long letters."""
    short = [text.text for text in texts_of() + texts_of(UNSEEN)]
    shuffled = random.Random(24)
    load_reference(timezone.now())
    detect_topic(short[0])  # stems are read from the tables once in 15 seconds
    long = [" ".join(shuffled.sample(short, 40))[:LONG] for _ in range(100)]
    return {
        "texts": len(short),
        "first": _spent(short),
        "short": _spent(short * rounds),
        "long": _spent(long * rounds),
    }


def _spent(texts: list[str]) -> dict[str, float]:
    spent = []
    for text in texts:
        began = time.thread_time()
        detect_topic(text)
        spent.append((time.thread_time() - began) * 1000)
    spent.sort()
    return {"p50": spent[len(spent) // 2], "p95": spent[int(len(spent) * 0.95)], "max": spent[-1]}
