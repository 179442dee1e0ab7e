"""What the MFC's gateway promises: one question by number, one of four answers, never an exception."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from common.gateways.answers import NotConfigured, Unavailable


class Stage(StrEnum):
    """How far an application is, as the MFC says it."""

    ACCEPTED = "accepted"
    AT_AGENCY = "at_agency"
    NEEDS_PAPERS = "needs_papers"
    READY = "ready"
    ISSUED = "issued"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def advice(self) -> str:
        """What to tell the person."""
        return ADVICE[self]


LABELS = {
    Stage.ACCEPTED: "Принято в МФЦ",
    Stage.AT_AGENCY: "В ведомстве",
    Stage.NEEDS_PAPERS: "Нужны документы",
    Stage.READY: "Готово к выдаче",
    Stage.ISSUED: "Выдано",
    Stage.REFUSED: "Отказано",
}
ADVICE = {
    Stage.ACCEPTED: "Документы приняли, сегодня или завтра они уйдут в ведомство. Делать ничего не нужно.",
    Stage.AT_AGENCY: "Заявление рассматривает ведомство. Назовите срок; раньше его ответ бывает редко.",
    Stage.NEEDS_PAPERS: "Нужно донести документы в тот же офис. До этого заявление стоит.",
    Stage.READY: "Результат ждёт в офисе. Взять с собой паспорт и расписку, в офис можно по записи.",
    Stage.ISSUED: "Результат уже выдан. Если человек его не получал, передайте вопрос старшему.",
    Stage.REFUSED: "Ведомство отказало. Причина — в уведомлении, его выдают в офисе.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """An application by its number; `request_id` names the question for ever."""

    request_id: UUID
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """What the MFC knows. `service` and `office` are codes of the catalogue, "" when it says others."""

    stage: Stage
    changed_on: date
    due_on: date | None = None
    service: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The MFC has no application with this number."""


Answer = Application | Unknown | Unavailable | NotConfigured


class MfcGateway(Protocol):
    """Asks the MFC."""

    def status(self, question: Question) -> Answer:
        """Return the MFC's answer; a failure of any kind is `Unavailable`."""
