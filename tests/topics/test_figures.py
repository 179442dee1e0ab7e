"""How often guesses are right, on texts the model has not learned from, and what they cost.

The bounds are the counted figures: they may rise, and fall only with a reason in docs/topics.md.
"""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.topics.test_detection import SHIPPED
from topics.detection.model import SOURCE, shipped
from topics.detection.training import TEXTS, UNSEEN, Text, texts_of
from topics.figures import figures_of
from topics.reference import load_reference, reference_topics

HERE = Path(__file__).parent / "data"
# The owner's development set lies beside the project; a copy of the project alone has none.
DEVELOPMENT = Path(__file__).parents[3] / "shared" / "data" / "topics_dev.jsonl"


def development() -> list[Text]:
    if not DEVELOPMENT.exists():
        return []
    rows = map(json.loads, DEVELOPMENT.read_text("utf-8").splitlines())
    return [Text(row["label"], row["text"]) for row in rows]


@pytest.mark.parametrize(
    ("texts", "right"),
    [
        (texts_of(UNSEEN), 426),
        (texts_of(HERE / "oblique.tsv"), 232),
        (texts_of(HERE / "held_out.tsv"), 97),
        (development(), 52),
    ],
    ids=["wordings-of-the-faq", "oblique", "held-out", "development"],
)
def test_unseen_texts_are_guessed_so_often(texts: list[Text], right: int) -> None:
    figures = figures_of((text.topic, SHIPPED.detect(text.text).topic) for text in texts)

    assert figures.right >= (right if texts else 0), figures.mistakes()


def test_confidence_means_how_often_it_is_right() -> None:
    bands: dict[bool, list[bool]] = {True: [], False: []}
    for text in texts_of(UNSEEN):
        found = SHIPPED.detect(text.text)
        bands[found.is_sure].append(found.topic == text.topic)

    assert sum(bands[True]) / len(bands[True]) >= 0.85
    assert sum(bands[False]) / len(bands[False]) <= 0.65


def test_unseen_texts_are_not_among_those_learned_from() -> None:
    learned = {text.text.lower() for text in texts_of(TEXTS)}
    held = [*texts_of(UNSEEN), *texts_of(HERE / "held_out.tsv")]
    held += texts_of(HERE / "oblique.tsv")

    assert len([text for text in held if text.text.lower() in learned]) <= 3


def test_model_is_small_and_knows_the_nine_topics() -> None:
    assert SOURCE.stat().st_size < 400_000
    assert set(shipped().topics) == {topic.code for topic in reference_topics()}


def test_text_takes_less_than_five_milliseconds() -> None:
    texts = [text.text for text in texts_of(UNSEEN)]
    spent = []
    for text in texts:
        began = time.thread_time()
        SHIPPED.detect(text)
        spent.append(time.thread_time() - began)

    assert sorted(spent)[int(len(spent) * 0.95)] < 0.005


@pytest.mark.django_db
def test_lines_of_json_come_back_with_topic_score_and_reasons(
    monkeypatch: Any, capsys: pytest.CaptureFixture[str], now: Any
) -> None:
    load_reference(now)
    lines = '{"text": "Не приходит СМС с кодом"}\n\n{"text": "", "label": "other"}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))

    call_command("detect_topic")

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["text"], first["topic"]) == ("Не приходит СМС с кодом", "otp_codes")
    assert first["score"] > 0.9
    assert first["why"]
    assert second == {"text": "", "topic": "other", "score": 0.0, "why": []}


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["nonsense", "[]", '{"query": "x"}', '{"text": 5}'])
def test_line_that_is_no_text_is_refused_by_its_number(monkeypatch: Any, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"\n{line}\n"))

    with pytest.raises(CommandError, match="ine 2"):
        call_command("detect_topic")


def test_cross_validation_judges_texts_by_models_that_have_not_seen_them(
    monkeypatch: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    few = texts_of()[::20]
    monkeypatch.setattr("topics.management.commands.train_topics.texts_of", lambda: few)
    before = SOURCE.read_bytes()

    call_command("train_topics", "--check")

    assert f"of {len(few)})" in capsys.readouterr().out
    assert SOURCE.read_bytes() == before
