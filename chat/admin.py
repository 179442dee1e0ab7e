"""Sites that may show the chat, for administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from chat.actions.sites import ORIGIN, save_site
from chat.models import Site
from chat.policies import can_edit_sites
from common.reference_admin import PolicyAdmin


class SiteForm(forms.ModelForm):
    """Origins one a line: exact scheme, host and port."""

    origins = forms.CharField(
        label="Адреса",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="По одному в строке: https://www.example.ru. Путь и звёздочки не пишите.",
    )

    class Meta:
        model = Site
        fields = ("code", "title", "origins", "line", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["origins"] = "\n".join(self.instance.origins)

    def clean_origins(self) -> list[str]:
        origins = [line.strip().lower() for line in self.cleaned_data["origins"].split()]
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise forms.ValidationError(f"«{origin}»: нужны протокол и имя, без пути.")
        return origins


@admin.register(Site)
class SiteAdmin(PolicyAdmin):
    may_change = can_edit_sites
    form = SiteForm
    list_display = ("title", "code", "line", "is_active")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_site(site=obj, by=request.user, now=timezone.now())
