"""Reference data of the desk in Django admin. Saving goes through the door."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from tickets.actions.reference import save_reference
from tickets.forms.custom_fields import CustomFieldForm
from tickets.models import (
    AnswerTemplate,
    ChecklistLine,
    CustomField,
    SlaPolicy,
    StateLabel,
    Tag,
    TopicGuide,
    TopicRoute,
)


class ReferenceAdmin(admin.ModelAdmin):
    """Rows are switched off, not deleted: appeals point at them."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        save_reference(row=obj, by=request.user, now=timezone.now())  # type: ignore[arg-type]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return getattr(request.user, "role", "") == "administrator"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TopicRoute)
class TopicRouteAdmin(ReferenceAdmin):
    list_display = ("topic", "team", "department", "needs_approval")
    list_select_related = ("topic", "team", "department")


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ReferenceAdmin):
    list_display = (
        "title",
        "type",
        "topic",
        "priority",
        "channel",
        "resolution_minutes",
        "is_active",
    )
    list_select_related = ("topic",)
    list_filter = ("is_active", "type")


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ReferenceAdmin):
    list_display = ("title", "code", "topic", "is_active")
    list_select_related = ("topic",)
    search_fields = ("title", "body")


@admin.register(Tag)
class TagAdmin(ReferenceAdmin):
    list_display = ("title", "is_active")
    list_filter = ("is_active",)
    search_fields = ("title",)


@admin.register(StateLabel)
class StateLabelAdmin(ReferenceAdmin):
    list_display = ("title", "status", "tone", "public_title", "position", "is_active")
    list_filter = ("is_active", "status")


@admin.register(CustomField)
class CustomFieldAdmin(ReferenceAdmin):
    """A field's kind never changes once it is there: what is kept in it would not fit."""

    form = CustomFieldForm
    list_display = ("title", "code", "kind", "is_required", "is_sensitive", "position", "is_active")
    list_filter = ("is_active", "kind")
    filter_horizontal = ("topics",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "kind", "is_sensitive") if obj else ()


@admin.register(ChecklistLine)
class ChecklistLineAdmin(ReferenceAdmin):
    list_display = ("title", "topic", "is_required", "position", "is_active")
    list_select_related = ("topic",)
    list_filter = ("is_active", "topic")


@admin.register(TopicGuide)
class TopicGuideAdmin(ReferenceAdmin):
    """What an operator is told to do about a topic, and the answer offered with one key."""

    list_display = ("topic", "hint", "template", "is_active")
    list_select_related = ("topic", "template")
