"""What happens to one appeal, and when: a list of moments and deeds, drawn from a story."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from tickets.actions import answering, assignment, conversation, details, ending, rating, transfer
from tickets.models import PendingAnswer, Ticket, TopicRoute

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Deed = Callable[[Ticket, datetime], object]
MARKS = [5, 5, 5, 5, 4, 4, 4, 3, 2, 1]
WORDS = {
    5: "Спасибо, быстро и понятно.",
    4: "Помогли, но пришлось подождать.",
    3: "",
    2: "Ответ общий, пришлось уточнять.",
    1: "Так и не понял, почему это случилось.",
}


@dataclass(slots=True)
class Plot:
    """Deeds of one appeal in order. Each is done by somebody who may, at its own moment."""

    story: dict[str, Any]
    worker: User
    leader: User
    expert: User
    writer: User | None
    chance: random.Random
    deeds: list[tuple[datetime, Deed]] = field(default_factory=list)
    at: datetime = EPOCH

    def draw(self, start: datetime, ticket: Ticket) -> list[tuple[datetime, Deed]]:
        """Return the deeds of a ticket registered at `start`; some stories stop half-way."""
        self.at = start
        fate = self.chance.random()
        if fate < 0.03:
            return self.deeds  # nobody takes it: one of the late ones
        self._take()
        if fate < 0.06:
            return self.deeds
        if fate < 0.075 and self.writer:
            self._then(
                0.5, 20, lambda t, now: ending.withdraw_ticket(ticket=t, by=self._author(), now=now)
            )
            return self.deeds
        if fate < 0.10:
            self._end_otherwise()
            return self.deeds
        self._work(ticket, fate)
        return self.deeds

    def _take(self) -> None:
        self._then(
            0.05, 5, lambda t, now: assignment.take_ticket(ticket=t, by=self.worker, now=now)
        )
        if note := self.story.get("note"):
            self._then(
                0.05,
                0.5,
                lambda t, now: conversation.add_note(ticket=t, by=self.worker, body=note, now=now),
            )

    def _work(self, ticket: Ticket, fate: float) -> None:
        if delay := self.story.get("delay"):
            changed = details.Details(delay_reason=delay)
            self._then(
                2,
                10,
                lambda t, now: details.change_details(
                    ticket=t, details=changed, by=self.worker, now=now
                ),
            )
        if self.story.get("ask"):
            self._ask(is_answered=fate > 0.16)
        if self.story.get("department") and fate < 0.9:
            self._send(is_returned=fate > 0.14)
        self._answer(ticket)
        self._afterwards(ticket)

    def _ask(self, *, is_answered: bool) -> None:
        self._then(
            0.2,
            8,
            lambda t, now: answering.ask_citizen(
                ticket=t, by=self.worker, question=self.story["ask"], now=now
            ),
        )
        if is_answered and self.writer:
            text = self.story.get("reply", "Спасибо, уточняю: всё так, как вы описали.")
            self._then(
                1,
                40,
                lambda t, now: conversation.write_message(
                    ticket=t, by=self._author(), body=text, now=now
                ),
            )
        else:
            self._stop()

    def _send(self, *, is_returned: bool) -> None:
        note = "Нужна проверка по вашей части: обстоятельства в первом сообщении."
        self._then(
            0.3,
            6,
            lambda t, now: transfer.send_to_department(
                ticket=t, by=self.worker, note=note, now=now
            ),
        )
        if not is_returned:
            self._stop()
        back = "Проверено, ограничений с нашей стороны нет."
        self._then(
            8,
            60,
            lambda t, now: transfer.return_from_department(
                ticket=t, by=self.expert, note=back, now=now
            ),
        )

    def _answer(self, ticket: Ticket) -> None:
        route = TopicRoute.objects.get(topic=ticket.topic_id)
        if not (route.needs_approval and ticket.is_official):
            self._then(
                0.3,
                30,
                lambda t, now: answering.resolve_ticket(
                    ticket=t, by=self.worker, answer=self.story["answer"], now=now
                ),
            )
            return
        self._then(
            0.3,
            30,
            lambda t, now: answering.propose_answer(
                ticket=t, by=self.worker, answer=self.story["answer"], now=now
            ),
        )
        self._then(
            0.3,
            6,
            lambda t, now: answering.approve_answer(
                pending=PendingAnswer.objects.get(ticket=t, decided_at=None),
                by=self.leader,
                now=now,
            ),
        )

    def _afterwards(self, ticket: Ticket) -> None:
        if self.writer is None:
            return
        if self.chance.random() < 0.6:
            mark = self.chance.choice(MARKS)
            self._then(
                0.5,
                30,
                lambda t, now: rating.rate_answer(
                    ticket=t, by=self._author(), score=mark, words=WORDS[mark], now=now
                ),
            )
        fate = self.chance.random()
        if fate < 0.3:
            self._then(
                0.1, 10, lambda t, now: ending.close_ticket(ticket=t, by=self._author(), now=now)
            )
        elif fate < 0.36:
            more = "К сожалению, вопрос повторился. Посмотрите, пожалуйста, ещё раз."
            self._then(
                5,
                70,
                lambda t, now: conversation.write_message(
                    ticket=t, by=self._author(), body=more, now=now
                ),
            )

    def _end_otherwise(self) -> None:
        if self.chance.random() < 0.5:
            reason = "Сведений о таком начислении у нас нет. Обратитесь к получателю платежа: реквизиты указаны в квитанции."
            self._then(
                1,
                20,
                lambda t, now: answering.refuse_ticket(
                    ticket=t, by=self.worker, reason=reason, now=now
                ),
            )
        else:
            text = "Решение этого вопроса относится к полномочиям МВД. Обращение направлено туда, ответ придёт вам напрямую."
            self._then(
                1,
                20,
                lambda t, now: answering.redirect_ticket(
                    ticket=t, by=self.worker, to="МВД России", text=text, now=now
                ),
            )

    def _then(self, least_h: float, most_h: float, deed: Deed) -> None:
        """Do a deed some hours later; the tail is long, as in life."""
        share = self.chance.random() ** 2
        self.at += timedelta(
            hours=least_h + (most_h - least_h) * share, seconds=self.chance.randrange(3600)
        )
        self.deeds.append((self.at, deed))

    def _stop(self) -> None:
        self.at += timedelta(days=400)

    def _author(self) -> User:
        if self.writer is None:
            raise LookupError("Nobody signs in for this appeal.")
        return self.writer


def is_official(story: dict[str, Any], chance: random.Random) -> bool | None:
    """Proposals and complaints are by default; one request for information in five is, too."""
    return True if story["kind"] == "info_request" and chance.random() < 0.2 else None
