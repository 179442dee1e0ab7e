"""Topics and their stems for administrators, with a page to try a text. Changes go through doors."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import BaseModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from common.reference_admin import PolicyAdmin, PolicyInline
from topics import actions
from topics.detection import Detection
from topics.forms import ProbeForm, StemForm
from topics.models import Stem, Topic
from topics.policies import can_change_topics
from topics.selectors import detect_topic, topic_of


class StemInline(PolicyInline):
    model = Stem
    form = StemForm
    fields = ("stem", "weight")
    extra = 2
    verbose_name_plural = (
        "основы слов: «парол» — начало слова, «не работ» — слова рядом по порядку, «=код» — слово "
        "целиком, «сайт+упал|лежит» — рядом в любом порядке, | — или, «=код -регион» — но не рядом с "
        "этим словом, «@нельзя войти» — группа слов «не могу, не получается, невозможно»"
    )


@admin.register(Topic)
class TopicAdmin(PolicyAdmin):
    """Appeals point at topics: one is switched off, never removed."""

    may_change = can_change_topics
    list_display = ("title", "code", "skill", "order", "is_active")
    list_filter = ("is_active", "skill")
    search_fields = ("title", "code", "stems__stem")
    inlines = (StemInline,)
    change_list_template = "admin/topics/topic/change_list.html"

    def get_readonly_fields(
        self, request: HttpRequest, obj: Topic | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: Topic, form: BaseModelForm, change: bool
    ) -> None:
        """Wait for the stems: the topic and its stems are one change and one fact."""

    def save_related(
        self, request: HttpRequest, form: BaseModelForm, formsets: Any, change: bool
    ) -> None:
        saved, deleted = [], []
        for formset in formsets:
            saved += formset.save(commit=False)
            deleted += formset.deleted_objects
        edit = actions.Edit(form.instance, saved=saved, deleted=deleted)
        actions.edit_topic(edit=edit, by=request.user, now=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        # /admin/topics/topic/probe/ — what a text is taken for, and why
        probe = path("probe/", self.admin_site.admin_view(self.probe), name="topics_topic_probe")
        return [probe, *super().get_urls()]

    def probe(self, request: HttpRequest) -> HttpResponse:
        """Show which topic a text is taken for. POST, so that the text stays out of addresses."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ProbeForm(request.POST or None)
        detection: Detection | None = None
        if form.is_valid():
            detection = detect_topic(form.cleaned_data["text"])
        context = {
            **self.admin_site.each_context(request),
            "title": "Проверка определения темы",
            "opts": self.opts,
            "form": form,
            "detection": detection,
            "topic": topic_of(detection.topic) if detection else None,
            "likely": _likely(detection) if detection else [],
        }
        return TemplateResponse(request, "admin/topics/topic/probe.html", context)


def _likely(detection: Detection) -> list[dict[str, Any]]:
    """Return the three likeliest topics with the points their stems gave."""
    rows = [
        {"topic": topic_of(code), "share": share, "points": detection.scores.get(code, 0)}
        for code, share in detection.shares
    ]
    return [row for row in rows if row["topic"] is not None][:3]
