"""When a rule looks: something happened to an appeal (an event of a closed list), or time came.

The reaction `automation.handlers.run_rules` stands in wiring beside every event of `ON_EVENTS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tickets import events


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way to begin. `event` is a fact of an appeal; without it the sweep looks, `hours` are asked."""

    name: str
    label: str
    event: type | None = None
    hours_label: str = ""

    @property
    def needs_hours(self) -> bool:
        return self.event is None


SILENT, DUE = "silent", "due"
_ALL = (
    Trigger("registered", "Зарегистрировано обращение", events.TicketRegistered),
    Trigger("citizen_wrote", "Заявитель написал", events.CitizenWrote),
    Trigger("answered", "Сотрудник ответил", events.TicketAnswered),
    Trigger("assigned", "Изменился исполнитель", events.TicketAssigned),
    Trigger("details", "Изменились тема или приоритет", events.TicketDetailsChanged),
    Trigger("moved", "Обращение передано другой линии", events.TicketMovedToTeam),
    Trigger("escalated", "Обращение передано старшему", events.TicketEscalated),
    Trigger("reopened", "Обращение возобновлено", events.TicketReopened),
    Trigger("resolved", "Дан ответ, обращение решено", events.TicketResolved),
    Trigger("rated", "Заявитель поставил оценку", events.TicketRated),
    Trigger("warned", "Подходит срок ответа (предупреждение SLA)", events.ClockWarned),
    Trigger("breached", "Срок ответа прошёл", events.ClockBreached),
    Trigger(
        SILENT,
        "Заявителю долго не отвечают",
        hours_label="Сколько рабочих часов без ответа",
    ),
    Trigger(DUE, "До срока ответа осталось мало", hours_label="За сколько рабочих часов до срока"),
)
TRIGGERS: Mapping[str, Trigger] = {trigger.name: trigger for trigger in _ALL}
ON_EVENTS: Mapping[type, str] = {
    trigger.event: trigger.name for trigger in _ALL if trigger.event is not None
}
