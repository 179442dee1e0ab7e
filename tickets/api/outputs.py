"""What other systems read. Keys are compared with golden sets by tests (Z-07)."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Contact
from common.actors import API_KEY, CITIZEN, STAFF, SYSTEM_KIND
from common.masking import mask_text
from common.sensitive import Secret
from tickets.api.inputs import PRIORITIES, TYPES
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.models.ticket import DelayReason, Kind
from tickets.selectors.custom_fields import values_for_systems
from tickets.selectors.labels import tag_ids_of, titles_of
from tickets.selectors.merging import head_number_of
from tickets.states import Status, TicketType

NUMBER_EXAMPLE = 300000001
# Named, so that the generated schema can name them (settings.SPECTACULAR_SETTINGS).
TICKET_KINDS = [(kind.value, kind.value) for kind in Kind]
AUTHOR_KINDS = [(kind, kind) for kind in (STAFF, CITIZEN, API_KEY, SYSTEM_KIND)]
ITEM_KINDS = [(kind, kind) for kind in TimelineItem.Kind.values if kind != TimelineItem.Kind.NOTE]


SECRETS = [(kind.value, kind.value) for kind in Secret]


class MaskedField(serializers.CharField):
    """A text people typed, without codes and numbers of documents (C14)."""

    def to_representation(self, value: Any) -> str:
        return mask_text(str(value)).text


class TopicOutput(serializers.Serializer[Any]):
    code = serializers.SlugField()
    title = serializers.CharField()


class TeamOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class ReceiptOutput(serializers.Serializer[Any]):
    """What never changes about a registered appeal, so a repeated request reads the same (P-04)."""

    number = serializers.IntegerField(min_value=100_000_000, max_value=399_999_999)
    kind = serializers.ChoiceField(choices=TICKET_KINDS)
    type = serializers.SerializerMethodField()
    registered_at = serializers.DateTimeField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=list(TYPES)))
    def get_type(self, ticket: Ticket) -> str:
        return TicketType(ticket.type).name.lower()

    def get_url(self, ticket: Ticket) -> str:
        return reverse("api:ticket", kwargs={"number": ticket.number})


class TicketOutput(ReceiptOutput):
    """One appeal: state, terms and places, no name, phone or address of anybody."""

    status = serializers.ChoiceField(choices=[state.value for state in Status])
    status_label = serializers.CharField()
    channel = serializers.ChoiceField(choices=Contact.Channel.values)
    topic = TopicOutput()
    team = TeamOutput()
    assignee_id = serializers.UUIDField(allow_null=True)
    citizen_id = serializers.UUIDField(allow_null=True)
    priority = serializers.SerializerMethodField()
    is_official = serializers.BooleanField()
    subject = MaskedField(allow_blank=True)
    asked = MaskedField(allow_blank=True)
    delay_reason = serializers.ChoiceField(choices=DelayReason.values, allow_blank=True)
    expected_date = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField(source="activity_at")
    first_response_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.SerializerMethodField(
        help_text="Номер обращения, с которым это объединено: оно и отвечает на оба номера"
    )

    custom_fields = serializers.SerializerMethodField(
        help_text="Поля темы: код → значение; личные данные скрыты"
    )
    tags = serializers.SerializerMethodField(help_text="Теги, по алфавиту")

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_custom_fields(self, ticket: Ticket) -> dict[str, str]:
        return values_for_systems(ticket)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_tags(self, ticket: Ticket) -> list[str]:
        shown = vars(ticket)
        return titles_of(shown["tag_ids"] if "tag_ids" in shown else tag_ids_of(ticket))

    @extend_schema_field(serializers.ChoiceField(choices=sorted(PRIORITIES)))
    def get_priority(self, ticket: Ticket) -> str:
        return next(name for name, value in PRIORITIES.items() if value == ticket.priority)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_merged_into(self, ticket: Ticket) -> int | None:
        shown = vars(ticket)
        return shown["merged_number"] if "merged_number" in shown else head_number_of(ticket)


class TicketsOutput(serializers.Serializer[Any]):
    items = TicketOutput(many=True)
    next = serializers.CharField(
        allow_null=True, help_text="cursor следующей страницы, null в конце"
    )


class AttachmentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = MaskedField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(min_value=0)
    sha256 = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=Attachment.State.values)
    uploaded_at = serializers.DateTimeField()
    url = serializers.SerializerMethodField()

    def get_sha256(self, attachment: Attachment) -> str:
        return bytes(attachment.sha256).hex()

    def get_url(self, attachment: Attachment) -> str:
        return reverse("api:attachment", kwargs={"id": attachment.pk})


class AttachmentsOutput(serializers.Serializer[Any]):
    items = AttachmentOutput(many=True)


class AuthorOutput(serializers.Serializer[Any]):
    """Staff are shown by the name citizens see, everybody else by kind only."""

    kind = serializers.ChoiceField(choices=AUTHOR_KINDS)
    name = serializers.CharField(allow_blank=True)


class ItemOutput(serializers.Serializer[Any]):
    """One public thing of the stream; notes are never here."""

    seq = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(choices=ITEM_KINDS)
    at = serializers.DateTimeField()
    author = serializers.SerializerMethodField()
    body = MaskedField(allow_blank=True, help_text="Коды, карты, СНИЛС и паспорта скрыты")
    hidden = serializers.SerializerMethodField()
    verb = serializers.SerializerMethodField()
    attachments = AttachmentOutput(many=True)

    @extend_schema_field(AuthorOutput)
    def get_author(self, item: TimelineItem) -> dict[str, str]:
        name = item.author.public_name if item.actor_kind == STAFF and item.author else ""
        return {"kind": item.actor_kind, "name": name}

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=SECRETS)))
    def get_hidden(self, item: TimelineItem) -> list[str]:
        """Return what is hidden in the body, each kind once."""
        return [kind.value for kind in mask_text(str(item.body)).hidden]

    def get_verb(self, item: TimelineItem) -> str:
        """Return the move's code, "" for what is not a move."""
        return str(item.data.get("verb", ""))


class TimelineOutput(serializers.Serializer[Any]):
    items = ItemOutput(many=True)
    next = serializers.IntegerField(
        allow_null=True, help_text="after следующей страницы, null в конце"
    )


class TopicsOutput(serializers.Serializer[Any]):
    items = TopicOutput(many=True)


class ProblemOutput(serializers.Serializer[Any]):
    """RFC 9457. `code` is for programs, `detail` for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField(required=False)
    errors = serializers.DictField(required=False, help_text="Поле → что с ним не так")
