"""What stands in a dialog. A row is never changed: an edit or a deletion is a row of its own."""

from django.conf import settings
from django.db import models

from chat.models.dialogs import Dialog
from common.fields import EncryptedText
from common.ids import new_id


class Kind(models.TextChoices):
    """`edit` and `delete` name the row they concern by `payload["target"]`; `event` a code in `payload`."""

    TEXT = "text", "Сообщение"
    FILE = "file", "Файл"
    ARTICLE = "article", "Статья"
    NOTE = "note", "Заметка"
    EVENT = "event", "Событие"
    EDIT = "edit", "Правка"
    DELETE = "delete", "Удаление"


class Side(models.TextChoices):
    """Who speaks. Citizens never learn which operator: they are told an alias."""

    CITIZEN = "citizen", "Гражданин"
    OPERATOR = "operator", "Оператор"
    BOT = "bot", "Помощник"
    SYSTEM = "system", "Система"


class Message(models.Model):
    """One row of a dialog. `cid` is the sender's own id: sent twice, it is stored once.

    `payload` holds codes, ids and numbers only: {"target": seq}, {"quote": seq},
    {"event": "operator_joined"}, {"articles": ["1.2"]}. Words of people stand in `text`, sealed.
    `is_inner` rows (notes, whispers) never reach a citizen.
    """

    Kind = Kind
    Side = Side

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dialog = models.ForeignKey(
        Dialog, models.CASCADE, related_name="messages", verbose_name="диалог"
    )
    seq = models.PositiveIntegerField("номер в диалоге")
    cid = models.UUIDField("номер отправителя")
    kind = models.CharField("вид", max_length=8, choices=Kind.choices)
    side = models.CharField("кто", max_length=8, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="сотрудник",
    )
    is_inner = models.BooleanField("только для сотрудников", default=False)
    text = EncryptedText("текст", blank=True, default="")
    payload = models.JSONField("данные", default=dict, blank=True)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "сообщение чата"
        verbose_name_plural = "сообщения чата"
        constraints = [
            models.UniqueConstraint(fields=["dialog", "seq"], name="chat_message_seq"),
            models.UniqueConstraint(fields=["dialog", "cid"], name="chat_message_cid"),
        ]

    def __str__(self) -> str:
        return f"{self.dialog_id} №{self.seq}"


class File(models.Model):
    """A file of a message, sealed under a key of its own; served by a checked view only (U-03…U-11)."""

    class State(models.TextChoices):
        CHECKING = "checking", "Проверяется"
        CLEAN = "clean", "Проверен"
        INFECTED = "infected", "Заражён"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dialog = models.ForeignKey(Dialog, models.CASCADE, related_name="files", verbose_name="диалог")
    # Not yet in a message: uploaded, waits to be sent by the same side.
    message = models.ForeignKey(
        Message,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="files",
        verbose_name="сообщение",
    )
    side = models.CharField("кто", max_length=8, choices=Side.choices)
    name = EncryptedText("имя файла")
    storage_name = models.CharField("имя на диске", max_length=80, unique=True)
    # The file's own key, sealed like any text: without the database the disk says nothing.
    key = EncryptedText("ключ файла", blank=True, default="")
    content_type = models.CharField("тип", max_length=80)
    size = models.PositiveIntegerField("размер, байт")
    sha256 = models.BinaryField("хэш")
    state = models.CharField(
        "проверка", max_length=10, choices=State.choices, default=State.CHECKING
    )
    uploaded_at = models.DateTimeField("загружен")

    class Meta:
        verbose_name = "файл чата"
        verbose_name_plural = "файлы чата"
        indexes = [
            models.Index(
                fields=["uploaded_at"], name="chat_file_unsent", condition=models.Q(message=None)
            )
        ]

    def __str__(self) -> str:
        return self.storage_name
