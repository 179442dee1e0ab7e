"""Citizens' profiles. Everything that names a person is sealed and found by keyed indexes."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from common.fields import BlindIndex, EncryptedText
from common.ids import new_id
from common.keyed_search import KeyedVectorField


class Citizen(models.Model):
    """A person or an organisation, known by phone or signed up (`user`).

    `phone` is E.164, `email` lower case. `merged_into` points to the profile this one was
    joined to (decisions 10); the row stays, so joining can be undone.
    """

    PERSON = "person"
    ORGANISATION = "organisation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(
        "вид",
        max_length=16,
        choices=[(PERSON, "Гражданин"), (ORGANISATION, "Организация")],
        default=PERSON,
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="citizen",
        verbose_name="вход",
    )
    last_name = EncryptedText("фамилия", blank=True, default="")
    first_name = EncryptedText("имя", blank=True, default="")
    middle_name = EncryptedText("отчество", blank=True, default="")
    organisation = EncryptedText("организация", blank=True, default="")
    inn = EncryptedText("ИНН", blank=True, default="")
    inn_index = BlindIndex("ИНН, поиск", source="inn", null=True)
    ogrn = EncryptedText("ОГРН", blank=True, default="")
    phone = EncryptedText("телефон", blank=True, default="")
    phone_index = BlindIndex("телефон, поиск", source="phone", null=True)
    phone_verified_at = models.DateTimeField("телефон подтверждён", null=True, blank=True)
    email = EncryptedText("почта", blank=True, default="")
    email_index = BlindIndex("почта, поиск", source="email", null=True, normalise=str.lower)
    email_verified_at = models.DateTimeField("почта подтверждена", null=True, blank=True)
    names = KeyedVectorField(
        "имена, поиск", null=True, editable=False, made_by="accounts.search.name_vectors"
    )
    language = models.CharField("язык", max_length=8, default="ru")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="присоединён к",
    )
    created_at = models.DateTimeField("создан")
    # How sure we are of the person (`models.identity.Assurance`), since when and by what.
    assurance = models.PositiveSmallIntegerField("уровень доверия", default=0)
    assured_at = models.DateTimeField("подтверждён", null=True, blank=True)
    assured_by = models.CharField("чем подтверждён", max_length=24, blank=True)
    erased_at = models.DateTimeField("данные удалены", null=True, blank=True)

    class Meta:
        verbose_name = "гражданин"
        verbose_name_plural = "граждане"
        indexes = [
            models.Index(fields=["phone_index"], name="accounts_citizen_phone"),
            models.Index(fields=["email_index"], name="accounts_citizen_email"),
            models.Index(fields=["inn_index"], name="accounts_citizen_inn"),
            GinIndex(fields=["names"], name="accounts_citizen_names", fastupdate=False),
        ]
        constraints = [
            # One sign-in per phone and per e-mail; profiles without a sign-in may repeat them.
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(user__isnull=False),
                name="accounts_citizen_phone_one",
            ),
            models.UniqueConstraint(
                fields=["email_index"],
                condition=models.Q(user__isnull=False),
                name="accounts_citizen_email_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.pk)[-6:]}"

    @property
    def full_name(self) -> str:
        """Return «Фамилия Имя Отчество» or the organisation's name; empty when nothing is known."""
        if self.kind == self.ORGANISATION:
            return self.organisation
        return " ".join(
            part for part in (self.last_name, self.first_name, self.middle_name) if part
        )

    @property
    def greeting(self) -> str:
        """Return how to address the person: «Мария Петровна», else an empty string."""
        return " ".join(part for part in (self.first_name, self.middle_name) if part)


class Representative(models.Model):
    """A person who may act for an organisation (decisions 18)."""

    organisation = models.ForeignKey(
        Citizen,
        models.CASCADE,
        related_name="representatives",
        verbose_name="организация",
    )
    person = models.ForeignKey(
        Citizen, models.CASCADE, related_name="represents", verbose_name="представитель"
    )
    created_at = models.DateTimeField("с")
    ended_at = models.DateTimeField("по", null=True, blank=True)

    class Meta:
        verbose_name = "представитель"
        verbose_name_plural = "представители"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], name="accounts_representative_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} за {self.organisation}"


class CitizenLimit(models.Model):
    """A citizen limited for abuse, with a reason and an end (decisions 18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen, models.CASCADE, related_name="limits", verbose_name="гражданин"
    )
    reason = EncryptedText("причина")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="кто ограничил",
    )
    starts_at = models.DateTimeField("с")
    ends_at = models.DateTimeField("до")
    lifted_at = models.DateTimeField("снято", null=True, blank=True)

    class Meta:
        verbose_name = "ограничение гражданина"
        verbose_name_plural = "ограничения граждан"

    def __str__(self) -> str:
        return f"{self.citizen} до {self.ends_at:%d.%m.%Y}"


class ProfileJoin(models.Model):
    """A profile known by phone joined to the one that signed up; can be undone (decisions 10)."""

    kept = models.ForeignKey(Citizen, models.CASCADE, related_name="joins", verbose_name="основной")
    joined = models.ForeignKey(
        Citizen, models.CASCADE, related_name="+", verbose_name="присоединённый"
    )
    proof = models.CharField("чем доказано", max_length=60)
    joined_at = models.DateTimeField("когда")
    undone_at = models.DateTimeField("отменено", null=True, blank=True)

    class Meta:
        verbose_name = "присоединение профиля"
        verbose_name_plural = "присоединения профилей"

    def __str__(self) -> str:
        return f"{self.joined} → {self.kept}"


class ContactChange(models.Model):
    """A phone or e-mail a person signed in with before: the old address is told (A-18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="+", verbose_name="гражданин")
    channel = models.CharField("канал", max_length=8, choices=[("sms", "СМС"), ("email", "Почта")])
    old_address = EncryptedText("прежний адрес", blank=True, default="")
    changed_at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "смена телефона или почты"
        verbose_name_plural = "смены телефона или почты"

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.changed_at:%d.%m.%Y %H:%M}"


class Contact(models.Model):
    """One conversation in one channel (decisions 5). A ticket gathers contacts."""

    class Channel(models.TextChoices):
        CABINET = "cabinet", "Личный кабинет"
        PHONE = "phone", "Телефон"
        CHAT = "chat", "Чат"
        EMAIL = "email", "Электронная почта"
        MFC = "mfc", "МФЦ"
        API = "api", "Внешняя система"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    citizen = models.ForeignKey(
        Citizen,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="гражданин",
    )
    channel = models.CharField("канал", max_length=16, choices=Channel.choices)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто ведёт",
    )
    started_at = models.DateTimeField("начат")
    ended_at = models.DateTimeField("окончен", null=True, blank=True)
    assurance = models.PositiveSmallIntegerField("уровень доверия", default=0)
    language = models.CharField("язык", max_length=8, default="ru")

    class Meta:
        verbose_name = "контакт"
        verbose_name_plural = "контакты"
        indexes = [
            models.Index(fields=["citizen", "-started_at"], name="accounts_contact_citizen"),
            models.Index(
                fields=["operator"],
                name="accounts_contact_open",
                condition=models.Q(ended_at=None, operator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.started_at:%d.%m.%Y %H:%M}"
