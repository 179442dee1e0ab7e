"""Reference data of the queue and what operators can do, for administrators and supervisors."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from common.phones import PhoneError, parse_phone
from common.reference_admin import PolicyAdmin
from routing.actions.reference import save_reference, set_abilities
from routing.models import (
    ChannelWeight,
    LanguageService,
    Line,
    OperatorSettings,
    PauseReason,
    RelaxStep,
    Skill,
    WaitNorm,
)
from routing.policies import can_edit_routing
from routing.selectors.desk import all_skills, levels_of
from routing.selectors.lines import all_lines
from schedules.forms import ClockField
from schedules.words import SHORT_WEEKDAYS

LANGUAGES = [("ru", "Русский"), ("en", "Английский"), ("tt", "Татарский"), ("ba", "Башкирский")]


class RoutingAdmin(PolicyAdmin):
    """A table of the queue; rows are written by the door."""

    may_change = can_edit_routing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_reference(row=obj, by=request.user, now=timezone.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (self.model._meta.pk.name,) if obj else ()


@admin.register(Skill)
class SkillAdmin(RoutingAdmin):
    list_display = ("title", "code")


@admin.register(ChannelWeight)
class ChannelWeightAdmin(RoutingAdmin):
    list_display = ("channel", "weight", "wrap_up_s")


@admin.register(PauseReason)
class PauseReasonAdmin(RoutingAdmin):
    list_display = ("title", "limit_min", "is_paid", "is_choosable", "order")


@admin.register(RelaxStep)
class RelaxStepAdmin(RoutingAdmin):
    list_display = ("after_s", "level_drop", "any_skill", "any_language")


class LineForm(forms.ModelForm):
    """A line: the number in any spelling, skills with levels, languages of the list."""

    phone = forms.CharField(label="Телефон", required=False, max_length=40)
    languages = forms.MultipleChoiceField(
        label="Языки", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Line
        fields = tuple(field.name for field in Line._meta.fields)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return parse_phone(typed).e164 if typed else ""
        except PhoneError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_skills(self) -> dict[str, int]:
        """Accept {"tech": 2}: known skills, levels from 1 to 5."""
        given, known = self.cleaned_data["skills"] or {}, {skill.pk for skill in all_skills()}
        right = isinstance(given, dict) and all(
            code in known and level in range(1, 6) for code, level in given.items()
        )
        if not right:
            raise forms.ValidationError('Навык из списка и уровень от 1 до 5: {"tech": 2}.')
        return dict(given)


@admin.register(Line)
class LineAdmin(RoutingAdmin):
    form = LineForm
    list_display = ("title", "phone", "channel", "schedule", "team", "is_public", "takes_callbacks")
    list_select_related = ("schedule", "team")
    list_filter = ("channel", "is_public")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.languages = form.cleaned_data["languages"]
        super().save_model(request, obj, form, change)


@admin.register(LanguageService)
class LanguageServiceAdmin(RoutingAdmin):
    list_display = ("title", "schedule", "order")


class WaitNormForm(forms.ModelForm):
    """A period of some days, by the clock, and minutes."""

    begins = ClockField(label="С")
    ends = ClockField(label="До", help_text="Конец суток — 24:00.")
    days = forms.TypedMultipleChoiceField(
        label="Дни",
        choices=list(enumerate(SHORT_WEEKDAYS, start=1)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WaitNorm
        fields = tuple(field.name for field in WaitNorm._meta.fields)


@admin.register(WaitNorm)
class WaitNormAdmin(RoutingAdmin):
    form = WaitNormForm
    list_display = ("title", "line", "low_min", "high_min")
    list_filter = ("line",)


class AbilitiesForm(forms.ModelForm):
    """An operator's tier, capacity, languages, and a level for every skill (empty: does not have it)."""

    languages = forms.MultipleChoiceField(
        label="Языки", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    lines = forms.MultipleChoiceField(
        label="Линии",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ничего не отмечено — любые линии своих команд.",
    )

    class Meta:
        model = OperatorSettings
        fields = ("operator", "tier", "capacity", "languages", "lines")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = levels_of(self.instance.pk)
        self.fields["lines"].choices = [(line.pk, line.title) for line in all_lines().values()]
        for skill in all_skills():
            self.fields[f"skill-{skill.pk}"] = forms.TypedChoiceField(
                label=skill.title,
                choices=[("", "—"), *((level, level) for level in range(1, 6))],
                coerce=int,
                empty_value=None,
                required=False,
                initial=known.get(skill.pk, ""),
            )

    def skills(self) -> dict[str, int]:
        """Return the chosen levels by skill."""
        return {
            name.removeprefix("skill-"): level
            for name, level in self.cleaned_data.items()
            if name.startswith("skill-") and level
        }


@admin.register(OperatorSettings)
class OperatorSettingsAdmin(PolicyAdmin):
    may_change = can_edit_routing
    form = AbilitiesForm
    list_display = ("operator", "tier", "capacity", "languages")
    list_select_related = ("operator",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        skills = [f"skill-{skill.pk}" for skill in all_skills()]
        return [
            (None, {"fields": AbilitiesForm.Meta.fields}),
            ("Навыки: 1 — учится, 5 — учит других", {"fields": skills}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        # The skills are not fields of the model: the form adds them itself.
        return super().get_form(request, obj, change, **{**kw, "fields": AbilitiesForm.Meta.fields})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("operator",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        set_abilities(
            operator=obj.operator,
            skills=form.skills(),
            languages=form.cleaned_data["languages"],
            by=request.user,
            now=timezone.now(),
            tier=obj.tier,
            capacity=obj.capacity,
            lines=form.cleaned_data["lines"],
        )
