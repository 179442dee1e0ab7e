"""Parsing of opening hours typed in the admin."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms

from schedules.hours import Interval, InvalidHours, day_of, format_clock, parse_clock


class ClockField(forms.CharField):
    """Reads "09:00" … "24:00" as minutes from midnight and shows them back."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 5)
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 5, "placeholder": "09:00"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return parse_clock(value)
        except InvalidHours as error:
            raise forms.ValidationError(str(error)) from error

    def run_validators(self, value: Any) -> None:
        """Checked while parsing: validators of text don't apply to minutes."""

    def prepare_value(self, value: Any) -> Any:
        return format_clock(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except forms.ValidationError:
            return True


class WeeklyIntervalForm(forms.ModelForm):
    opens = ClockField(label="Открытие")
    closes = ClockField(label="Закрытие", help_text="Конец суток — 24:00.")


class ScheduleExceptionForm(forms.ModelForm):
    opens = ClockField(label="Открытие", required=False)
    closes = ClockField(label="Закрытие", required=False, help_text="Оба поля пусты — закрыто.")


class NoOverlapFormSet(forms.BaseInlineFormSet):
    """Refuses intervals of one day that overlap, and a date both closed and open."""

    day_field = "weekday"

    def clean(self) -> None:
        super().clean()
        days: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for form in self.forms:
            row = getattr(form, "cleaned_data", {})
            if row.get(self.day_field) is not None and not row.get("DELETE"):
                days[row[self.day_field]].append(row)
        for rows in days.values():
            self._check(rows)

    def _check(self, rows: Iterable[dict[str, Any]]) -> None:
        spans: list[Any] = [(row.get("opens"), row.get("closes")) for row in rows]
        given = [span for span in spans if None not in span]
        if given and len(given) != len(spans):
            raise forms.ValidationError(
                "Дата указана и закрытой, и рабочей. Оставьте одну из этих строк."
            )
        try:
            day_of(Interval(opens, closes) for opens, closes in given)
        except InvalidHours as error:
            raise forms.ValidationError(str(error)) from error


class DateFormSet(NoOverlapFormSet):
    day_field = "date"
