"""The end of a shift: whose it is, and who takes the open appeals."""

from typing import Any

from django import forms

from accounts.models import User
from tickets.forms.desk import one_of, people
from tickets.selectors.directory import directory

POOL = "pool"


class ShiftForm(forms.Form):
    """Who takes the appeals of `colleague`: a person, the substitute ("") or everybody (`pool`)."""

    to = one_of(
        "Кому передать",
        hint="Обращения команд, где этот коллега не работает, вернутся в общую очередь.",
        coerce=str,
    )

    def __init__(self, *args: Any, colleague: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [
            who for who in directory().workers_of(*colleague.team_ids()) if who.id != colleague.pk
        ]
        heir = colleague.substitute
        first = [("", f"Заместителю: {heir.full_name}")] if heir else []
        pool = (POOL if heir else "", "В общую очередь")
        self.fields["to"].choices = [*first, pool, *people(rows)]
