"""One stream per ticket: messages, notes, moves, calls, files, notices. And drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.fields import EncryptedText
from common.ids import new_id
from tickets.models.ticket import Ticket


class TimelineItem(models.Model):
    """One thing that happened in a ticket, in order (`seq` from 1, no gaps).

    `is_public` is what the citizen may see. A note is never public (database check).
    `data` holds codes of a move (verb, from, to, reason, team), no personal data.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", "Сообщение заявителя"
        REPLY = "reply", "Ответ"
        NOTE = "note", "Внутренняя заметка"
        MOVE = "move", "Изменение"
        CALL = "call", "Звонок"
        FILE = "file", "Файл"
        NOTICE = "notice", "Уведомление"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="items", verbose_name="обращение"
    )
    seq = models.PositiveIntegerField("порядок")
    kind = models.CharField("вид", max_length=8, choices=Kind.choices)
    is_public = models.BooleanField("видно заявителю", default=False)
    at = models.DateTimeField("когда")
    actor_kind = models.CharField("вид автора", max_length=16)
    actor_id = models.CharField("автор", max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="автор",
    )
    body = EncryptedText("текст", blank=True, default="")
    data = models.JSONField("данные", default=dict, blank=True)
    client_key = models.CharField("ключ повтора", max_length=80, blank=True)

    class Meta:
        verbose_name = "запись ленты"
        verbose_name_plural = "лента обращения"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="tickets_item_seq"),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(is_public=False),
                name="tickets_note_never_public",
            ),
            models.UniqueConstraint(
                fields=["ticket", "client_key"],
                condition=~Q(client_key=""),
                name="tickets_item_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.seq}"


class Attachment(models.Model):
    """A file of a ticket or of a draft. Served by a checked view only, never by path (U-03…U-11)."""

    class State(models.TextChoices):
        CHECKING = "checking", "Проверяется"
        CLEAN = "clean", "Проверен"
        INFECTED = "infected", "Заражён"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(
        Ticket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="обращение",
    )
    item = models.ForeignKey(
        TimelineItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="запись ленты",
    )
    uploader_kind = models.CharField("вид загрузившего", max_length=16)
    uploader_id = models.CharField("загрузивший", max_length=40)
    draft_key = models.CharField("черновик", max_length=60, blank=True)
    name = EncryptedText("имя файла")
    storage_name = models.CharField("имя на диске", max_length=80, unique=True)
    content_type = models.CharField("тип", max_length=80)
    size = models.PositiveIntegerField("размер, байт")
    sha256 = models.BinaryField("хэш")
    state = models.CharField(
        "проверка", max_length=10, choices=State.choices, default=State.CHECKING
    )
    uploaded_at = models.DateTimeField("загружен")

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"
        indexes = [
            models.Index(
                fields=["uploader_id", "draft_key"],
                name="tickets_file_draft",
                condition=Q(ticket=None),
            ),
            models.Index(
                fields=["state", "uploaded_at"],
                name="tickets_file_checking",
                condition=Q(state="checking"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type}, {self.size} Б"


class Draft(models.Model):
    """What a person has typed and not sent yet: one per owner and place; nothing typed is lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="чей"
    )
    place = models.CharField("где", max_length=60)
    fields = EncryptedText("поля, JSON", blank=True, default="{}")
    saved_at = models.DateTimeField("сохранён")

    class Meta:
        verbose_name = "черновик"
        verbose_name_plural = "черновики"
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="tickets_draft_one")]

    def __str__(self) -> str:
        return self.place
