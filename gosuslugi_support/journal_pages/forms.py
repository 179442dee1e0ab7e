"""What stands in the address of the journal: filters, all of them optional."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils import timezone

from common.actors import SYSTEM_KIND
from gosuslugi_support.journal_pages import names
from journal.selectors import EntryFilter
from tickets.selectors.numbers import id_of_number

ONE_DAY = timedelta(days=1)
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class JournalFilter(forms.Form):
    """Event, subject, actor, period. `people` are the colleagues to choose from."""

    event = forms.ChoiceField(label="Событие", required=False)
    subject = forms.CharField(
        label="Предмет",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "Номер обращения или идентификатор"}),
    )
    actor = forms.CharField(label="Кто", required=False, max_length=40)
    since = forms.DateField(label="С", required=False, widget=_DATE)
    until = forms.DateField(label="По", required=False, widget=_DATE)

    def __init__(self, data: Any, *, people: dict[str, str]) -> None:
        super().__init__(data)
        self.fields["event"].choices = [("", "Все события"), *names.choices()]  # type: ignore[attr-defined]
        known: list[tuple[str, str]] = [("", "Все"), (SYSTEM_KIND, "Система"), *people.items()]
        given = str(data.get("actor", ""))
        if given and given not in dict(known):
            known.append((given, f"Не сотрудник: …{given[-8:]}"))
        self.fields["actor"].widget = forms.Select(choices=known)

    def clean_subject(self) -> tuple[str, ...]:
        """Return the subjects meant: a number of an appeal, an id of anything, or kind:id."""
        text = self.cleaned_data["subject"].strip().lower().replace(" ", "")
        if not text:
            return ()
        if text.isdigit() and len(text) == 9:
            found = id_of_number(int(text))
            return (f"ticket:{found}",) if found else ("ticket:",)
        kind, colon, rest = text.rpartition(":")
        try:
            thing = str(UUID(rest))
        except ValueError as error:
            if colon and kind in names.kinds_of_things():
                return (text,)
            raise forms.ValidationError(
                "Введите девять цифр номера обращения или идентификатор целиком: "
                "он есть в колонке «Предмет»."
            ) from error
        return (
            (f"{kind}:{thing}",)
            if kind
            else tuple(f"{kind}:{thing}" for kind in names.kinds_of_things())
        )

    def clean_actor(self) -> str:
        text = str(self.cleaned_data["actor"]).strip()
        if text in {"", SYSTEM_KIND}:
            return text
        try:
            return str(UUID(text))
        except ValueError as error:
            raise forms.ValidationError("Выберите человека из списка.") from error

    def wanted(self) -> EntryFilter:
        """Return what the selector takes; days are Moscow's."""
        values = self.cleaned_data
        since, until = values["since"], values["until"]
        return EntryFilter(
            event=values["event"],
            subjects=values["subject"],
            actor=values["actor"],
            since=_midnight(since) if since else None,
            until=_midnight(until + ONE_DAY) if until else None,
        )

    def codes(self) -> dict[str, str]:
        """Return the filters for the journal: ids and codes, never what was typed."""
        values = self.cleaned_data
        subject = values["subject"]
        return {
            "event": values["event"],
            "subject": subject[0] if len(subject) == 1 else subject and subject[0].split(":")[1],
            "actor": values["actor"],
            "since": values["since"].isoformat() if values["since"] else "",
            "until": values["until"].isoformat() if values["until"] else "",
        }

    def query(self, **changes: str) -> str:
        """Return the query string of these filters with something changed."""
        given = {name: str(self.data.get(name, "")) for name in self.fields} | changes
        return urlencode({name: value for name, value in given.items() if value})


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
