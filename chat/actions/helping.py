"""The helper before a person: names ready answers, takes the topic people choose."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chat.actions._locking import locked
from chat.actions.messages import Words, say_bot, say_event
from chat.events import TopicSet
from chat.models import Dialog
from chat.policies import can_choose_topic
from chat.selectors.help import Answer
from common.actors import Acts
from common.ids import new_id
from common.policies import require
from journal.facts import record
from topics.models import Topic


@transaction.atomic
def name_answers(*, dialog: Dialog, answers: Sequence[Answer], now: datetime) -> None:
    """Write the found answers into the dialog: whoever takes it sees what was tried."""
    if answers:
        told = "\n".join(["Похоже, об этом есть ответы:", *(f"«{a.question}»" for a in answers)])
        words = Words(cid=new_id(), text=told, articles=tuple(a.code for a in answers))
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
