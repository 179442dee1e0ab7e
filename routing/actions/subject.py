"""The part of the queue in what is known about a person: the calls they asked for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q

from accounts.subjects import Held, Hold, Looked, Section, Subject, SubjectFile, section
from routing.models import CallbackRequest

NAMES = "phone question language why window_from window_to state attempts asked_at ended_at".split()


class RoutingPart:
    """Phone and words of a request go, and so does a call not made yet; that one was asked for stays."""

    name = "routing"
    covers: ClassVar[Mapping[str, str]] = {
        "routing.CallbackRequest": "телефон и вопрос стираются, несделанный звонок снимается",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        line = ("линия", lambda row: row.line.title)
        rows = _callbacks(subject).select_related("line").order_by("asked_at")
        return [section("callbacks", "Заказанные звонки", rows, NAMES, line=line)]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        return iter(())

    def held(self, subject: Subject) -> list[Held]:
        known = _callbacks(subject).filter(phone_index__isnull=False)
        return [Held("Заказанные звонки с телефоном", known.count())]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        return []

    def looked(self, subject: Subject) -> Looked:
        return Looked()

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        rows = _callbacks(subject).filter(phone_index__isnull=False).select_for_update(of=("self",))
        done = 0
        for row in rows:
            wipe(row, now=now)
            done += 1
        return {"Телефоны и вопросы заказанных звонков": done}


PART = RoutingPart()


def wipe(row: CallbackRequest, *, now: datetime) -> None:
    """Forget whom to call and about what; the sweep takes a call not made yet out of the queue."""
    row.phone = row.question = ""
    row.citizen = None
    if row.state == CallbackRequest.State.WAITING:
        row.state, row.ended_at = CallbackRequest.State.CANCELLED, now
    row.save()


def _callbacks(subject: Subject) -> Any:
    by_phone = Q(phone_index__in=sorted(subject.addresses))
    return CallbackRequest.objects.filter(Q(citizen__in=subject.profile_ids) | by_phone)
