"""What other systems send: the whole of it, field by field."""

from typing import Any

from rest_framework import serializers

from accounts.actions.profiles import LANGUAGES, MAX_NAME, Caller, FullName
from tickets.actions._text import MAX_TEXT
from tickets.actions.registration import MAX_SUBJECT
from tickets.api.fields import Code, Flag, Id, Strict, Text
from tickets.models.ticket import Kind, Priority
from tickets.states import Status, TicketType
from topics.models import Topic
from topics.selectors import topic_of

MAX_PAGE = 100
DEFAULT_PAGE = 50
TYPES = {kind.name.lower(): kind for kind in TicketType}
PRIORITIES = {priority.name.lower(): priority for priority in Priority}
DRAFT_KEY = r"^[0-9A-Za-z:_.-]{1,60}$"


class CitizenInput(Strict):
    """Who the appeal is from, as much as is known; phone, e-mail or last name is needed."""

    phone = Text(
        max_length=32, required=False, default="", help_text="Телефон, например +7 916 123-45-67"
    )
    email = Text(max_length=254, required=False, default="", help_text="Электронная почта")
    last_name = Text(max_length=MAX_NAME, required=False, default="")
    first_name = Text(max_length=MAX_NAME, required=False, default="")
    middle_name = Text(max_length=MAX_NAME, required=False, default="")
    language = Code(choices=LANGUAGES, required=False, default="ru")

    def caller(self) -> Caller:
        given = self.validated_data
        return caller_of(given)


def caller_of(given: dict[str, Any]) -> Caller:
    """Return the person as the doors of `accounts` take them."""
    name = FullName(given["last_name"], given["first_name"], given["middle_name"])
    return Caller(phone=given["phone"], email=given["email"], name=name, language=given["language"])


class WithFiles(Strict):
    """A message may carry files uploaded before by the same key under the same draft."""

    attachments = serializers.ListField(
        child=Id(),
        required=False,
        default=list,
        max_length=10,
        help_text="Номера загруженных файлов",
    )
    draft = serializers.RegexField(
        DRAFT_KEY, required=False, default="", help_text="Черновик, в который загружены файлы"
    )


class NewTicketInput(WithFiles):
    kind = Code(choices=[(kind.value, kind.value) for kind in Kind])
    body = Text(max_length=MAX_TEXT)
    subject = Text(max_length=MAX_SUBJECT, required=False, default="", allow_blank=True)
    topic = serializers.SlugField(
        max_length=50, required=False, allow_null=True, default=None,
        help_text="Код темы; если не указан, тема определяется по тексту",
    )  # fmt: skip
    priority = Code(choices=sorted(PRIORITIES), required=False, default="normal")
    is_official = Flag(
        required=False,
        allow_null=True,
        default=None,
        help_text="Обращение по 59-ФЗ; null: решает система",
    )
    citizen = CitizenInput(
        required=False,
        allow_null=True,
        default=None,
        help_text="null: обращение без имени, ответ не даётся",
    )

    def validate_topic(self, code: str | None) -> Topic | None:
        if code is None:
            return None
        topic = topic_of(code)
        if topic is None:
            raise serializers.ValidationError("Такой темы нет. Список тем: GET /api/v1/topics/.")
        return topic


class ReplyInput(WithFiles):
    body = Text(max_length=MAX_TEXT)


class UploadInput(Strict):
    """One or more parts named `file`; all are kept or none."""

    file = serializers.ListField(
        child=serializers.FileField(max_length=4000), min_length=1, max_length=10
    )


class DraftUploadInput(UploadInput):
    draft = serializers.RegexField(DRAFT_KEY, help_text="Черновик: любой ключ, выбранный вами")


class PageInput(Strict):
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_PAGE, required=False, default=DEFAULT_PAGE
    )
    cursor = serializers.CharField(max_length=200, required=False, default="")


class TicketsInput(PageInput):
    """Filters of the list; what is not named here is refused (U-17)."""

    status = serializers.ListField(
        child=serializers.ChoiceField(choices=[state.value for state in Status]),
        required=False, default=list, max_length=len(Status),
    )  # fmt: skip
    type = serializers.ChoiceField(choices=list(TYPES), required=False)
    topic = serializers.SlugField(max_length=50, required=False)
    team = serializers.UUIDField(required=False)
    assignee = serializers.UUIDField(required=False)
    number = serializers.RegexField(r"^[1-3][0-9]{8}$", required=False)
    registered_from = serializers.DateTimeField(required=False)
    registered_to = serializers.DateTimeField(required=False)
    updated_since = serializers.DateTimeField(required=False)


class TimelineInput(Strict):
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_PAGE, required=False, default=DEFAULT_PAGE
    )
    after = serializers.IntegerField(
        min_value=0, max_value=2_000_000_000, required=False, default=0,
        help_text="Записи с номером больше этого",
    )  # fmt: skip


class NothingInput(Strict):
    """An address without parameters."""
