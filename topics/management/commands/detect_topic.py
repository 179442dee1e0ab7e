"""`manage.py detect_topic`: JSON lines {"text"} in, {"text", "topic", "score", "why"} out."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from topics.selectors import detect_topic


class Command(BaseCommand):
    help = "Guess the topic of every text on standard input: JSON lines in, JSON lines out."

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                self.stdout.write(json.dumps(_answer(_text(line, number)), ensure_ascii=False))


def _text(line: str, number: int) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f'Line {number} is not JSON with a "text".') from error
    if not isinstance(text, str):
        raise CommandError(f'"text" of line {number} is not a string.')
    return text


def _answer(text: str) -> dict[str, Any]:
    found = detect_topic(text)
    why = list(found.words)
    return {"text": text, "topic": found.topic, "score": found.confidence, "why": why}
