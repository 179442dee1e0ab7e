"""Opening hours and the production calendar for administrators. Everything goes through doors."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils import timezone

from common.reference_admin import PolicyAdmin, PolicyInline
from schedules import actions, words
from schedules.forms import (
    DateFormSet,
    NoOverlapFormSet,
    ScheduleExceptionForm,
    WeeklyIntervalForm,
)
from schedules.models import (
    CalendarDay,
    CalendarYear,
    Schedule,
    ScheduleException,
    WeeklyInterval,
)
from schedules.policies import can_change_schedules
from schedules.selectors import all_hours


class WeeklyIntervalInline(PolicyInline):
    model = WeeklyInterval
    form = WeeklyIntervalForm
    formset = NoOverlapFormSet
    fields = ("weekday", "opens", "closes")
    extra = 1


class ScheduleExceptionInline(PolicyInline):
    model = ScheduleException
    form = ScheduleExceptionForm
    formset = DateFormSet
    fields = ("date", "opens", "closes", "reason")
    extra = 1


@admin.register(Schedule)
class ScheduleAdmin(PolicyAdmin):
    """Lines and clocks name schedules by code: one is emptied, never removed."""

    may_change = can_change_schedules
    list_display = ("title", "week", "state", "holiday_policy")
    search_fields = ("title", "code")
    inlines = (WeeklyIntervalInline, ScheduleExceptionInline)

    @admin.display(description="часы работы")
    def week(self, schedule: Schedule) -> str:
        hours = all_hours().get(schedule.code)
        lines = words.week_in_words(hours) if hours else []
        return "; ".join(f"{days} {day}" for days, day in lines)

    @admin.display(description="сейчас")
    def state(self, schedule: Schedule) -> str:
        hours = all_hours().get(schedule.code)
        return words.opening_in_words(hours, timezone.now()) if hours else ""

    def get_readonly_fields(
        self, request: HttpRequest, obj: Schedule | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: Schedule, form: BaseModelForm, change: bool
    ) -> None:
        """Wait for the rows: the schedule and its hours are one change and one fact."""

    def save_related(
        self, request: HttpRequest, form: BaseModelForm, formsets: Any, change: bool
    ) -> None:
        saved, deleted = [], []
        for formset in formsets:
            saved += formset.save(commit=False)
            deleted += formset.deleted_objects
        edit = actions.Edit(form.instance, saved=saved, deleted=deleted)
        actions.edit_schedule(edit=edit, by=request.user, now=timezone.now())


@admin.register(CalendarDay)
class CalendarDayAdmin(PolicyAdmin):
    may_change = can_change_schedules
    deletable = True
    list_display = ("date", "kind", "title", "region")
    list_filter = ("kind", "region")
    search_fields = ("title",)
    date_hierarchy = "date"

    def save_model(
        self, request: HttpRequest, obj: CalendarDay, form: BaseModelForm, change: bool
    ) -> None:
        actions.correct_calendar(day=obj, by=request.user, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        actions.uncorrect_calendar(day=obj, by=request.user, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        for day in queryset:
            self.delete_model(request, day)


@admin.register(CalendarYear)
class CalendarYearAdmin(PolicyAdmin):
    may_change = can_change_schedules
    deletable = True
    list_display = ("year", "source")

    def save_model(
        self, request: HttpRequest, obj: CalendarYear, form: BaseModelForm, change: bool
    ) -> None:
        confirmed = actions.confirm_year(
            year=obj.year, source=obj.source, by=request.user, now=timezone.now()
        )
        obj.pk = confirmed.pk

    def get_readonly_fields(
        self, request: HttpRequest, obj: CalendarYear | None = None
    ) -> tuple[str, ...]:
        return ("year",) if obj else ()

    def delete_model(self, request: HttpRequest, obj: CalendarYear) -> None:
        actions.unconfirm_year(year=obj.year, by=request.user, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CalendarYear]) -> None:
        for year in queryset:
            self.delete_model(request, year)
