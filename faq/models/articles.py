"""Articles, what they say in each language, and which regulations they lean on."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.ids import new_id
from faq.models.reviews import Regulation
from faq.states import WORKING, State
from topics.models import Topic


class Language(models.TextChoices):
    """Languages of citizens' texts. Russian is the one every article has."""

    RU = "ru", "Русский"
    EN = "en", "English"
    TT = "tt", "Татарча"
    BA = "ba", "Башҡортса"


class Audience(models.TextChoices):
    """Who may read a published article."""

    PUBLIC = "public", "Все"
    OPERATORS = "operators", "Только сотрудники"


class Category(models.Model):
    """One of the five groups of questions (R-129). `needs_approval`: a second person lets it out."""

    code = models.SlugField("код", unique=True)
    title = models.CharField("название", max_length=120)
    ivr_prefix = models.CharField("первая цифра кода", max_length=1, unique=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)
    needs_approval = models.BooleanField("нужен второй человек", default=False)

    class Meta:
        verbose_name = "раздел"
        verbose_name_plural = "разделы"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """One question of citizens or colleagues. What it says stands in its versions.

    `code` is also what a caller types in the voice menu; it never changes. `services` are codes of
    the catalogue. `stamp` grows with every change the search has to know of (`SearchStamp`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("код", max_length=8, unique=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="articles", verbose_name="раздел"
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name="тема")
    audience = models.CharField(
        "для кого", max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ответственный",
    )
    review_date = models.DateField("пересмотреть до", null=True, blank=True)
    needs_approval = models.BooleanField("нужен второй человек", default=False)
    services = ArrayField(
        models.CharField(max_length=20), verbose_name="услуги", default=list, blank=True
    )
    regulations = models.ManyToManyField(
        Regulation, through="ArticleRegulation", related_name="articles"
    )
    stamp = models.BigIntegerField("метка поиска", default=0, db_index=True)
    created_at = models.DateTimeField("создана")

    class Meta:
        verbose_name = "статья"
        verbose_name_plural = "статьи"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def wants_second_person(self) -> bool:
        """Whether somebody who did not write it must approve (its own switch or its category's)."""
        return self.needs_approval or self.category.needs_approval


class ArticleVersion(models.Model):
    """What an article says in one language: published now, before, or to be.

    `blocks` is the JSON of `faq.blocks`, `also_asked` how else people ask the question (the search
    reads it). `base` is the version it was begun from: published since by somebody else, saving is
    refused. `revision` counts savings for the same reason. `writers` are all who touched the text.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="versions", verbose_name="статья"
    )
    language = models.CharField("язык", max_length=2, choices=Language.choices, default=Language.RU)
    number = models.PositiveIntegerField("версия")
    state = models.CharField("состояние", max_length=9, choices=State.choices)
    question = models.CharField("вопрос", max_length=200)
    solution = models.TextField("короткое решение", max_length=1000)
    blocks = models.JSONField("инструкция", default=list, blank=True)
    also_asked = ArrayField(
        models.CharField(max_length=200),
        verbose_name="как ещё спрашивают",
        default=list,
        blank=True,
    )
    summary = models.CharField("что изменено", max_length=200, blank=True)
    base = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="основа"
    )
    revision = models.PositiveIntegerField("сохранений", default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто сохранил",
    )
    writers = ArrayField(
        models.UUIDField(), verbose_name="все, кто писал", default=list, blank=True
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто утвердил",
    )
    saved_at = models.DateTimeField("сохранена")
    publish_at = models.DateTimeField("когда выйдет", null=True, blank=True)
    published_at = models.DateTimeField("опубликована", null=True, blank=True)
    retired_at = models.DateTimeField("снята", null=True, blank=True)

    class Meta:
        verbose_name = "версия статьи"
        verbose_name_plural = "версии статей"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language", "number"], name="faq_version_number_one"
            ),
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=models.Q(state=State.PUBLISHED),
                name="faq_version_published_one",
            ),
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=models.Q(state__in=sorted(WORKING)),
                name="faq_version_working_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.SCHEDULED, publish_at__isnull=False)
                | ~models.Q(state=State.SCHEDULED),
                name="faq_version_scheduled_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.PUBLISHED, published_at__isnull=False)
                | ~models.Q(state=State.PUBLISHED),
                name="faq_version_published_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["publish_at"],
                condition=models.Q(state=State.SCHEDULED),
                name="faq_version_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} {self.number}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING


class ArticleRegulation(models.Model):
    """Which regulation an article leans on, and where in it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="references")
    place = models.CharField("статья, пункт", max_length=80, blank=True)

    class Meta:
        verbose_name = "ссылка на норму"
        verbose_name_plural = "ссылки на нормы"
        constraints = [
            models.UniqueConstraint(fields=["article", "regulation"], name="faq_reference_one")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.regulation_id}"


class SearchStamp(models.Model):
    """One row whose number grows with every change of what the search knows."""

    number = models.BigIntegerField("метка", default=0)

    class Meta:
        verbose_name = "метка поиска"
        verbose_name_plural = "метки поиска"

    def __str__(self) -> str:
        return str(self.number)
