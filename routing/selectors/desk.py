"""What an operator's page shows of the queue: own state, the offer, and why it came to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from routing.models import Offer, OperatorSkill, PauseReason, Presence, Skill, WorkItem
from schedules.words import duration_in_words


def presence_of(operator: User) -> Presence | None:
    """Return what the operator does now, None before their first day."""
    return Presence.objects.select_related("reason").filter(pk=operator.pk).first()


def switch_of(operator: User) -> dict[str, Any]:
    """Return what the switch at the top of the desk draws; two queries."""
    reasons = PauseReason.objects.filter(is_choosable=True)
    return {"presence": presence_of(operator), "reasons": list(reasons)}


def open_offer_of(operator: User, *, now: datetime) -> Offer | None:
    """Return the offer that waits for this operator's answer."""
    rows = Offer.objects.select_related("item").filter(
        operator=operator, outcome=Offer.Outcome.OPEN, expires_at__gt=now
    )
    return rows.order_by("made_at").first()


def offer_to_answer(operator: User, offer_id: Any) -> Offer | None:
    """Return one of the operator's own offers, open or not."""
    return Offer.objects.select_related("item").filter(operator=operator, pk=offer_id).first()


def taken_by(operator: User) -> int:
    """Return how many items the operator has."""
    return WorkItem.objects.filter(owner=operator, state=WorkItem.State.TAKEN).count()


def all_skills() -> list[Skill]:
    return list(Skill.objects.all())


def levels_of(operator_id: UUID | None) -> dict[str, int]:
    """Return an operator's level in each skill they have."""
    rows = OperatorSkill.objects.filter(operator_id=operator_id)
    return dict(rows.values_list("skill_id", "level"))


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of «почему мне?»."""

    text: str


def why(offer: Offer) -> list[Reason]:
    """Return in words what decided: the same facts that matching used."""
    facts = offer.why
    titles = dict(Skill.objects.filter(pk__in=facts["skills"]).values_list("pk", "title"))
    lines = []
    if facts["reserved"]:
        lines.append("Отложено именно для вас.")
    if facts["knows"]:
        lines.append("Вы уже вели это обращение или говорили с этим человеком.")
    for code, (need, has) in facts["skills"].items():
        lines.append(f"{titles.get(code, code)}: нужен уровень {need}, у вас {has}.")
    if not facts["speaks"]:
        lines.append("Говорящих на языке заявителя на линии нет.")
    if facts["relaxed_s"]:
        lines.append(f"Ждёт дольше {_seconds(facts['relaxed_s'])}: требования смягчены.")
    if facts.get("live"):
        lines.append("Человек ждёт на связи: раньше писем.")
    if facts["priority"] > 2:
        lines.append("Приоритет выше обычного.")
    lines.append(
        f"Ждало {_seconds(facts['waited_s'])}, вы были свободны {_seconds(facts['idle_s'])}."
    )
    return [Reason(line) for line in lines]


def _seconds(number: int) -> str:
    return f"{number} с" if number < 60 else duration_in_words(timedelta(seconds=number))
