"""Marks «доставлено» and «прочитано»: they only grow, whatever order they come in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from chat import hints
from chat.models import Dialog
from chat.models.messages import Side
from chat.policies import can_mark
from chat.selectors.dialogs import side_of
from common.actors import Acts
from common.policies import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Numbers of the last rows that reached a side and were read by it."""

    got: int = 0
    seen: int = 0


@transaction.atomic
def note_marks(*, dialog: Dialog, marks: Marks, by: Acts, now: datetime) -> None:
    """Note how far a side has received and read; what is read has been delivered.

    Leaves no fact: a mark is a number beside the rows, and each row would be a fact of its own.
    """
    require(can_mark, by, dialog)
    side = "citizen" if side_of(by, dialog) == Side.CITIZEN else "operator"
    got, seen = f"{side}_got_seq", f"{side}_seen_seq"
    values = {
        got: Greatest(F(got), Least(F("last_seq"), max(marks.got, marks.seen))),
        seen: Greatest(F(seen), Least(F("last_seq"), marks.seen)),
    }
    rows = Dialog.objects.filter(pk=dialog.pk)
    if rows.exclude(
        **{f"{got}__gte": max(marks.got, marks.seen), f"{seen}__gte": marks.seen}
    ).update(**values):
        hints.after_commit(hints.frame(hints.MARKS, dialog.pk))
