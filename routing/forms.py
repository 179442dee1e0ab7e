"""What supervisors and citizens send about the queue. Plain forms: the doors check what it means."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from accounts.models import Team
from common.checks.forms import PhoneField
from routing.models import CallbackRequest
from routing.selectors.callbacks import callback_lines, window_of
from routing.selectors.lines import all_languages, all_lines
from schedules.hours import MOSCOW


class PostingForm(forms.Form):
    """Whose queues an operator serves, and until when today; no time: until midnight."""

    teams = forms.ModelMultipleChoiceField(
        label="Очереди", queryset=Team.objects.none(), to_field_name="pk"
    )
    until = forms.TimeField(label="До", required=False, input_formats=["%H:%M"])

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]

    def until_moment(self, now: datetime) -> datetime:
        """Return the moment of the given Moscow time, the next one after `now`."""
        local = now.astimezone(MOSCOW)
        clock = self.cleaned_data["until"] or time(0, 0)
        moment = datetime.combine(local.date(), clock, tzinfo=MOSCOW)
        return moment if moment > local else moment + timedelta(days=1)


class PriorityForm(forms.Form):
    priority = forms.IntegerField(label="Приоритет", min_value=1, max_value=4)


class PersonForm(forms.Form):
    """A colleague by id; empty: nobody in particular (reservation) or oneself (taking over)."""

    operator = forms.UUIDField(label="Оператор", required=False)


class CallbackForm(forms.Form):
    """Whom to call, from which line, in what language, about what; each line says when it would call."""

    phone = PhoneField(
        label="Телефон", help_text="Позвоним на этот номер. Звонок бесплатный.", required=True
    )
    line = forms.ChoiceField(label="Кто перезвонит", widget=forms.RadioSelect)
    language = forms.ChoiceField(label="Язык разговора")
    question = forms.CharField(
        label="Коротко, в чём вопрос",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Паролей, кодов и номеров карт не пишите.",
    )
    why = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = callback_lines()
        spoken = {code for line in lines for code in line.languages}
        self.fields["line"].choices = [(line.pk, _line_label(line, now)) for line in lines]  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, row.title) for code, row in all_languages().items() if code in spoken
        ]

    def clean_why(self) -> str:
        given = self.cleaned_data["why"]
        return given if given in CallbackRequest.Why.values else CallbackRequest.Why.WISH

    def clean_line(self) -> Any:
        return all_lines()[self.cleaned_data["line"]]


def _line_label(line: Any, now: datetime) -> str:
    window = window_of(line, "ru", now=now)
    when = f" — позвоним {window.words(now)}" if window else ""
    return f"{line.title}{when}"
