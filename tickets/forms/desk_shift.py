"""The end of a shift: who takes one's open appeals."""

from typing import Any

from django import forms

from accounts.models import User
from tickets.forms.desk import one_of, people
from tickets.selectors.directory import directory


class ShiftForm(forms.Form):
    to = one_of(
        "Кому передать",
        hint="Обращения команд, где этот коллега не работает, вернутся в общую очередь.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [who for who in directory().workers_of(*by.team_ids()) if who.id != by.pk]
        self.fields["to"].choices = [("", "Моему заместителю или в общую очередь"), *people(rows)]
