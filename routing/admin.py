"""Reference data of the queue and what operators can do, for administrators and supervisors."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from common.reference_admin import PolicyAdmin
from routing.actions.reference import save_reference, set_abilities
from routing.models import (
    ChannelWeight,
    OperatorSettings,
    PauseReason,
    RelaxStep,
    Skill,
)
from routing.policies import can_edit_routing
from routing.selectors.desk import all_skills, levels_of

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


class AbilitiesForm(forms.ModelForm):
    """An operator's tier, capacity, languages, and a level for every skill (empty: does not have it)."""

    languages = forms.MultipleChoiceField(
        label="Языки", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OperatorSettings
        fields = ("operator", "tier", "capacity", "languages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = levels_of(self.instance.pk)
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
            (None, {"fields": ("operator", "tier", "capacity", "languages")}),
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
        )
