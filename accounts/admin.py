"""Colleagues, teams and keys for administrators. Everything goes through doors; citizens are not here."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.actions import keys, matrix, retention, sessions, staff
from accounts.models import (
    ApiKey,
    Attribute,
    IdentificationRule,
    RetentionPolicy,
    Role,
    Team,
    User,
)
from accounts.policies import (
    can_create_staff,
    can_edit_matrix,
    can_edit_retention,
    can_manage_api_keys,
    can_manage_teams,
)
from accounts.reauth import require_recent_proof
from accounts.selectors import active_teams
from accounts.selectors import staff as colleagues
from common.actors import STAFF
from common.reference_admin import PolicyAdmin


def _teams_field(*, required: bool) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        active_teams(),
        label="Команды",
        required=required,
        widget=FilteredSelectMultiple("команды", is_stacked=False),
    )


class StaffForm(forms.ModelForm):
    """A colleague as an administrator sees them. The password is set by the person (recovery)."""

    role = forms.ChoiceField(label="Роль", choices=Role.choices)
    in_teams = _teams_field(required=False)

    class Meta:
        model = User
        fields = ("email", "full_name", "alias", "role", "substitute", "is_away")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = self.fields["full_name"].required = True
        if "substitute" in self.fields:
            others = colleagues().exclude(pk=self.instance.pk)
            cast(forms.ModelChoiceField, self.fields["substitute"]).queryset = others
        if not self.instance._state.adding:
            self.fields["in_teams"].initial = self.instance.team_ids()

    def _get_validation_exclusions(self) -> set[str]:
        # Which kind goes with which fields is settled by the doors, after this form.
        return super()._get_validation_exclusions() | {"kind", "role"}  # type: ignore[misc]


class RuleForm(forms.ModelForm):
    """What an operation needs; its code is the house's own and never changes."""

    attributes = forms.MultipleChoiceField(
        label="Что спросить",
        choices=Attribute.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Оператор спросит это по порядку. Ответы сверяет система; чего нет в профиле, "
        "сверяют по реестру. Спрашивайте как можно меньше.",
    )

    class Meta:
        model = IdentificationRule
        fields = ("title", "level", "attributes", "second_person", "to_quality", "order")
        help_texts: ClassVar = {
            "level": "Ниже этого уровня операция закрыта, даже если на всё ответили верно.",
            "second_person": "Изменение применится, когда его подтвердит другой сотрудник.",
            "to_quality": "Каждая такая операция попадёт на проверку качества.",
            "order": "Порядок в списке «Что нужно сделать?».",
        }


class ProvedAdmin(PolicyAdmin):
    """Pages that give access: looked at freely, changed only soon after a proof of who it is (A-18)."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require_recent_proof(request)
        return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require_recent_proof(request)
        return super().changelist_view(request, *args, **kwargs)


@admin.register(IdentificationRule)
class RuleAdmin(ProvedAdmin):
    """The identification matrix. Operations come with their doors: none is added or deleted here."""

    may_change = can_edit_matrix
    form = RuleForm
    list_display = ("title", "level", "questions", "second_person", "to_quality")
    ordering = ("order",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Что спросить")
    def questions(self, rule: IdentificationRule) -> str:
        return ", ".join(str(Attribute(code).label) for code in rule.attributes) or "ничего"

    def save_model(
        self, request: HttpRequest, obj: IdentificationRule, form: Any, change: bool
    ) -> None:
        spec = matrix.RuleSpec(operation=obj.operation, **form.cleaned_data)
        matrix.change_rule(spec=spec, by=request.user, now=timezone.now())


@admin.register(RetentionPolicy)
class RetentionPolicyAdmin(ProvedAdmin):
    """How long what is kept. Categories come with their brooms: none is added or deleted here."""

    may_change = can_edit_retention
    list_display = ("title", "keep_days", "ground", "is_active")
    ordering = ("order",)
    fields = ("title", "keep_days", "ground", "is_active")
    readonly_fields = ("title",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: RetentionPolicy, form: Any, change: bool
    ) -> None:
        retention.change_policy(changed=obj, by=request.user, now=timezone.now())


@admin.register(User)
class StaffAdmin(ProvedAdmin):
    """Colleagues are deactivated, never deleted: history names them."""

    may_change = can_create_staff
    form = StaffForm
    list_display = ("full_name", "email", "role", "team_titles", "is_away", "is_active")
    list_filter = ("role", "is_active", "is_away", "teams")
    search_fields = ("full_name", "email")
    ordering = ("full_name",)
    fields = ("email", "full_name", "alias", "role", "in_teams", "substitute", "is_away")
    actions = ("deactivate", "reactivate", "end_sessions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).filter(kind=STAFF).prefetch_related("teams")

    @admin.display(description="команды")
    def team_titles(self, user: User) -> str:
        return ", ".join(team.title for team in user.teams.all())

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return ("role",) if obj == request.user else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            _edit(obj, form, by=request.user)
        else:
            _create(obj, form, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Teams are set by the door in `save_model`."""

    @admin.action(description="Отключить: закрыть вход и все сеансы")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            staff.deactivate(user=user, by=request.user, now=timezone.now())

    @admin.action(description="Вернуть: снова открыть вход")
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            staff.reactivate(user=user, by=request.user, now=timezone.now())

    @admin.action(description="Закончить все сеансы")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            sessions.end_sessions(user=user, by=request.user, now=timezone.now())


def _create(obj: User, form: Any, *, by: User) -> None:
    data, now = form.cleaned_data, timezone.now()
    new = staff.NewStaff(
        email=data["email"], full_name=data["full_name"], role=data["role"], alias=data["alias"]
    )
    user = staff.create_staff(new=new, by=by, now=now)
    user = staff.set_teams(user=user, teams=list(data["in_teams"]), by=by, now=now)
    if data["substitute"]:
        user = staff.set_substitute(user=user, substitute=data["substitute"], by=by, now=now)
    if data["is_away"]:
        user = staff.set_away(user=user, is_away=True, by=by, now=now)
    obj.__dict__.update(user.__dict__)


def _edit(obj: User, form: Any, *, by: User) -> None:
    data, now, changed = form.cleaned_data, timezone.now(), set(form.changed_data)
    if changed & {"email", "full_name", "alias"}:
        words = {name: data[name] for name in ("email", "full_name", "alias")}
        staff.edit_staff(user=obj, **words, by=by, now=now)
    if "role" in changed:
        staff.change_role(user=obj, role=data["role"], by=by, now=now)
    if "in_teams" in changed:
        staff.set_teams(user=obj, teams=list(data["in_teams"]), by=by, now=now)
    if "substitute" in changed:
        staff.set_substitute(user=obj, substitute=data["substitute"], by=by, now=now)
    if "is_away" in changed:
        staff.set_away(user=obj, is_away=data["is_away"], by=by, now=now)


@admin.register(Team)
class TeamAdmin(PolicyAdmin):
    """Teams own appeals: one is switched off, never removed."""

    may_change = can_manage_teams
    list_display = ("title", "code", "kind", "schedule", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("title", "code")

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        staff.save_team(team=obj, by=request.user, now=timezone.now())


class KeyForm(forms.ModelForm):
    """What a new key may do and whose appeals it sees."""

    scopes = forms.MultipleChoiceField(
        label="Что можно",
        choices=[(scope.value, label) for scope, label in keys.SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    teams = _teams_field(required=True)

    class Meta:
        model = ApiKey
        fields = ("title", "scopes", "teams", "expires_at")


@admin.register(ApiKey)
class ApiKeyAdmin(ProvedAdmin):
    """A key is shown once, when it is issued; later it can only be revoked."""

    may_change = can_manage_api_keys
    list_display = (
        "title",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    )
    search_fields = ("title", "prefix")
    fields = ("title", "scopes", "teams", "expires_at")
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_form(
        self, request: HttpRequest, obj: ApiKey | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs = kwargs if obj else kwargs | {"form": KeyForm}
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        data = form.cleaned_data
        new = keys.NewKey(
            data["title"], tuple(data["scopes"]), tuple(data["teams"]), data["expires_at"]
        )
        key, text = keys.issue_api_key(new=new, by=request.user, now=timezone.now())
        obj.__dict__.update(key.__dict__)
        obj.__dict__["issued_text"] = text

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Teams are set by the door in `save_model`."""

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the key on this one page; neither a message nor a session keeps it."""
        context = self.admin_site.each_context(request) | {
            "title": "Ключ выдан",
            "key": obj,
            "text": obj.__dict__["issued_text"],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/apikey/issued.html", context)

    @admin.action(description="Отозвать")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            keys.revoke_api_key(key=key, by=request.user, now=timezone.now())
