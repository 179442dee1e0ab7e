"""What an operator chooses when an appeal goes to somebody who has to agree, or a step higher."""

from uuid import UUID

from django import forms

from routing.models import OperatorSettings
from tickets.forms.desk import MoveForm, one_of, words
from tickets.selectors.directory import Directory, Person, directory

Choices = list[tuple[str, str]]


def whom(team_id: UUID, user_id: UUID | None = None) -> str:
    """Return the value of a choice: a team, and the colleague in it."""
    return f"{team_id}:{user_id or ''}"


class HandingOverForm(MoveForm):
    """A colleague by name, or anybody of another team; `to` is (team, user or None)."""

    to = one_of(
        "Кому",
        "Выберите коллегу или команду.",
        hint="Обращение остаётся вашим, пока коллега не согласится. Ждём 15 минут.",
        coerce=lambda value: tuple(UUID(part) if part else None for part in value.split(":")),
    )
    note = words(
        "Что коллеге нужно знать",
        "Напишите, что коллеге нужно знать.",
        hint="Увидят только коллеги.",
    )

    def prepare(self) -> None:
        book = directory()
        groups = [("", "Выберите, кому"), ("Моя команда", self._people(book, self.ticket.team_id))]
        if self.ticket.home_team_id is None:
            others = [*book.lines_but(self.ticket), *book.departments()]
            for team in others:
                anybody = (whom(team.pk), "Любой специалист команды")
                groups.append((team.title, [anybody, *self._people(book, team.pk)]))
        self.fields["to"].choices = [group for group in groups if group[1]]

    def _people(self, book: Directory, team_id: UUID) -> Choices:
        here: list[Person] = [
            who for who in book.workers_of(team_id) if not who.is_away and who.id != self.by.pk
        ]
        return [(whom(team_id, who.id), who.name) for who in here]


class TierForm(MoveForm):
    tier = forms.TypedChoiceField(
        label="Кому из линии",
        coerce=int,
        error_messages={"required": "Выберите, чей это вопрос."},
    )
    reason = words("Что нужно от специалиста", "Напишите, что нужно от специалиста.")

    def prepare(self) -> None:
        higher = [row for row in OperatorSettings.Tier.choices if row[0] > self.ticket.tier]
        self.fields["tier"].choices = higher
