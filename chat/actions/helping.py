"""The helper before a person: names ready answers, takes the topic people choose."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chat.actions._locking import locked
from chat.actions.article_use import note_looked_up
from chat.actions.messages import Words, say_bot, say_event
from chat.events import TopicSet
from chat.models import Dialog
from chat.policies import can_choose_topic
from common.actors import Acts
from common.policies import require
from faq.selectors.search import Hit
from journal.facts import record
from topics.models import Topic


@transaction.atomic
def name_answers(*, dialog: Dialog, hits: Sequence[Hit], now: datetime) -> None:
    """Write the found answers into the dialog: whoever takes it sees what was tried.

    The row's `cid` is the search it came from: an answer opened later is counted for it.
    """
    search = note_looked_up(hits, language=dialog.language, now=now)
    if hits:
        told = "\n".join(["Похоже, об этом есть ответы:", *(f"«{hit.question}»" for hit in hits)])
        words = Words(cid=search, text=told, articles=tuple(hit.code for hit in hits))
        say_bot(dialog=dialog, words=words, now=now)


@transaction.atomic
def choose_topic(*, dialog: Dialog, topic: Topic, by: Acts, now: datetime) -> Dialog:
    """Take the topic the person chose: they are sure."""
    dialog = locked(dialog)
    require(can_choose_topic, by, dialog)
    dialog.topic, dialog.confidence = topic, 1.0
    dialog.save(update_fields=["topic", "confidence"])
    record(TopicSet(dialog.pk, topic.code), by=by, at=now)
    return dialog


@transaction.atomic
def note_consents(*, dialog: Dialog, versions: dict[str, int], by: Acts, now: datetime) -> None:
    """Write down what a guest agreed to before the first word (R-091): purposes and versions of texts."""
    say_event(dialog=dialog, event="consented", by=by, data={"texts": versions}, now=now)
