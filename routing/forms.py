"""What supervisors send about the queue. Plain forms: the doors check what it means."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from accounts.models import Team
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
