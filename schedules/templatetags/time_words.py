"""`{% load time_words %}`: dates, durations and counts in words. `now` is read here, at the edge."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

from schedules import words
from schedules.deadlines import local_date

register = template.Library()


@register.filter
def date_words(value: date | datetime | None) -> str:
    """«25 ноября, среда»; the year is added when it is not this one."""
    if value is None:
        return ""
    day = local_date(value) if isinstance(value, datetime) else value
    return words.date_in_words(day, local_date(timezone.now()))


@register.filter
def day_words(value: date | datetime | None) -> str:
    """«сегодня», «завтра», else the date in words."""
    if value is None:
        return ""
    day = local_date(value) if isinstance(value, datetime) else value
    return words.day_in_words(day, local_date(timezone.now()))


@register.filter
def moment_words(value: datetime | None) -> str:
    """«сегодня в 20:00», «25 ноября, среда, в 09:00»."""
    return "" if value is None else words.moment_in_words(value, timezone.now())


@register.filter
def duration_words(value: timedelta | None) -> str:
    """«2 ч 15 мин»."""
    return "" if value is None else words.duration_in_words(value)


@register.filter
def remaining_words(value: datetime | None) -> str:
    """«осталось 2 ч 15 мин» or «просрочено на 1 день»."""
    return "" if value is None else words.remaining_in_words(value, timezone.now())


@register.filter
def counted(number: int, forms: str) -> str:
    """The number with its noun: {{ count|counted:"обращение,обращения,обращений" }}."""
    one, few, many = forms.split(",")
    return words.count_in_words(int(number), one, few, many)
