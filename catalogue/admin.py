"""Reference data of the catalogue for administrators and editors. Everything goes through the door."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Model
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils import timezone

from catalogue.actions.reference import Edit, save_reference
from catalogue.models import (
    InPersonReason,
    LegalArea,
    MfcOffice,
    PlannedWork,
    Script,
    ScriptBranch,
    ScriptStep,
    Service,
    ServiceDocument,
    ServiceLink,
    SystemStatus,
)
from catalogue.policies import can_edit_catalogue
from common.reference_admin import PolicyAdmin, PolicyInline


class CatalogueAdmin(PolicyAdmin):
    """A row with the rows that belong to it is one change and one fact."""

    may_change = can_edit_catalogue

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        key = self.model._meta.pk
        return (key.name,) if obj and key is not None and not key.auto_created else ()

    def save_model(
        self, request: HttpRequest, obj: Model, form: BaseModelForm, change: bool
    ) -> None:
        """Wait for what belongs to it: `save_related` writes all of it."""

    def save_related(
        self, request: HttpRequest, form: BaseModelForm, formsets: Any, change: bool
    ) -> None:
        saved, deleted = [], []
        for formset in formsets:
            saved += formset.save(commit=False)
            deleted += formset.deleted_objects
        related = {
            field.name: form.cleaned_data[field.name]
            for field in form.instance._meta.many_to_many
            if field.name in form.cleaned_data
        }
        edit = Edit(form.instance, saved=saved, deleted=deleted, related=related)
        save_reference(edit=edit, by=request.user, now=timezone.now())


class DocumentInline(PolicyInline):
    model = ServiceDocument
    fields = (
        "code", "title", "condition", "hint", "formats", "max_file_mb", "is_original", "order",
    )  # fmt: skip
    extra = 1


class LinkInline(PolicyInline):
    model = ServiceLink
    fields = ("title", "url", "order")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 1


@admin.register(Service)
class ServiceAdmin(CatalogueAdmin):
    list_display = ("code", "title", "agency", "in_person", "checked_on", "is_active")
    list_filter = ("category", "is_active")
    list_select_related = ("in_person",)
    search_fields = ("code", "title", "synonyms")
    inlines = (DocumentInline, LinkInline)


@admin.register(InPersonReason)
class InPersonReasonAdmin(CatalogueAdmin):
    list_display = ("title", "code", "order")


@admin.register(MfcOffice)
class MfcOfficeAdmin(CatalogueAdmin):
    list_display = ("title", "city", "address", "load", "is_active")
    list_filter = ("city", "is_active")
    search_fields = ("title", "city", "address")
    filter_horizontal = ("services",)


@admin.register(SystemStatus)
class SystemStatusAdmin(CatalogueAdmin):
    list_display = ("title", "code", "state", "order")
    readonly_fields = ("state", "since")
    fields = ("code", "title", "order")


@admin.register(PlannedWork)
class PlannedWorkAdmin(CatalogueAdmin):
    list_display = ("title", "begins_at", "ends_at", "is_cancelled")
    filter_horizontal = ("systems",)


@admin.register(Script)
class ScriptAdmin(CatalogueAdmin):
    """A script with its steps; what answers lead to is on the step's own page."""

    class StepInline(PolicyInline):
        model = ScriptStep
        fields = ("code", "title", "ask", "say", "tool", "is_required", "order")
        show_change_link = True
        extra = 1

    list_display = ("title", "code", "topic", "order", "is_active")
    list_select_related = ("topic",)
    inlines = (StepInline,)


@admin.register(ScriptStep)
class ScriptStepAdmin(CatalogueAdmin):
    class BranchInline(PolicyInline):
        model = ScriptBranch
        fk_name = "step"
        fields = ("title", "leads_to", "order")
        extra = 1

    list_display = ("title", "script", "order")
    list_filter = ("script",)
    list_select_related = ("script",)
    inlines = (BranchInline,)


@admin.register(LegalArea)
class LegalAreaAdmin(CatalogueAdmin):
    list_display = ("title", "code", "order", "is_active")
    filter_horizontal = ("services",)
