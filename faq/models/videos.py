"""Video help: short films by direction, what each version says, its voices, and how far people get."""

from django.conf import settings
from django.db import models

from common.ids import new_id
from topics.models import Topic

# What is counted of a version: begun, how far, whether it helped; chapters are ch0, ch1…
PLAY, YES, NO = "play", "yes", "no"
QUARTERS = ("q25", "q50", "q75", "q100")


class Direction(models.TextChoices):
    """The four directions of the playlist (R-134)."""

    REGISTRATION = "registration", "Регистрация и подтверждение личности"
    CERTIFICATES = "certificates", "Заявки на справки и сертификаты"
    PAYMENT = "payment", "Оплата и контроль статуса"
    LOGIN = "login", "Вход и восстановление пароля"


class Video(models.Model):
    """One lesson. What it says and shows stands in its versions; shown while one is published.

    `code` is its address and never changes. `review_on`: editors look at it again every month (R-137).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField("код", max_length=40, unique=True)
    direction = models.CharField("направление", max_length=12, choices=Direction.choices)
    order = models.PositiveSmallIntegerField("порядок", default=100)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    articles = models.ManyToManyField(
        "faq.Article", related_name="videos", blank=True, verbose_name="статьи"
    )
    review_on = models.DateField("пересмотреть до")
    # The term its keepers were last reminded of.
    called_for = models.DateField("напомнено о сроке", null=True, blank=True)
    reviewed_at = models.DateTimeField("пересмотрено", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто пересмотрел",
    )
    created_at = models.DateTimeField("заведено")

    class Meta:
        verbose_name = "видео"
        verbose_name_plural = "видео"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code


class VideoState(models.TextChoices):
    """Where a version of a video stands."""

    PREPARING = "preparing", "Готовится"
    PUBLISHED = "published", "Показана"
    ARCHIVED = "archived", "В архиве"


class VideoVersion(models.Model):
    """What a video says: its script, later its film.

    `scenes` is the JSON of `faq.video_script`: chapters with their lines, timed. `film` is a folder of
    settings.VIDEO_ROOT, empty until it is made; `renditions` says what pictures lie there.
    `revision` counts savings, so that two writers lose nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="versions", verbose_name="видео")
    number = models.PositiveIntegerField("версия")
    state = models.CharField("состояние", max_length=9, choices=VideoState.choices)
    title = models.CharField("название", max_length=120)
    about = models.CharField("о чём", max_length=300)
    scenes = models.JSONField("сценарий", default=list)
    seconds = models.PositiveIntegerField("длительность, с")
    summary = models.CharField("что изменено", max_length=200, blank=True)
    film = models.CharField("папка фильма", max_length=80, blank=True)
    renditions = models.JSONField("размеры", default=list, blank=True)
    revision = models.PositiveIntegerField("сохранений", default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто сохранил",
    )
    saved_at = models.DateTimeField("сохранена")
    published_at = models.DateTimeField("показана", null=True, blank=True)
    retired_at = models.DateTimeField("снята", null=True, blank=True)

    class Meta:
        verbose_name = "версия видео"
        verbose_name_plural = "версии видео"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["video", "number"], name="faq_video_number_one"),
            models.UniqueConstraint(
                fields=["video"],
                condition=models.Q(state=VideoState.PUBLISHED),
                name="faq_video_published_one",
            ),
            models.UniqueConstraint(
                fields=["video"],
                condition=models.Q(state=VideoState.PREPARING),
                name="faq_video_preparing_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.video_id} {self.number}"


class VideoTrack(models.Model):
    """A voice or subtitles of a film: `code` is the file's name in the film's folder."""

    class Kind(models.TextChoices):
        VOICE = "voice", "Голос"
        SUBTITLES = "subtitles", "Субтитры"

    version = models.ForeignKey(
        VideoVersion, models.CASCADE, related_name="tracks", verbose_name="версия"
    )
    kind = models.CharField("что", max_length=9, choices=Kind.choices)
    code = models.SlugField("код", max_length=20)
    label = models.CharField("название", max_length=40)
    language = models.CharField("язык", max_length=2, default="ru")
    order = models.PositiveSmallIntegerField("порядок")

    class Meta:
        verbose_name = "дорожка видео"
        verbose_name_plural = "дорожки видео"
        ordering = ["kind", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "code"], name="faq_track_one")
        ]

    def __str__(self) -> str:
        return self.label


class VideoCount(models.Model):
    """How often something was reached on a day, by nobody in particular.

    `mark`: play, q25…q100 (how far), ch0… (a chapter begun), yes and no (whether it helped).
    """

    version = models.ForeignKey(
        VideoVersion, models.CASCADE, related_name="counts", verbose_name="версия"
    )
    day = models.DateField("день")
    mark = models.CharField("что", max_length=5)
    number = models.PositiveIntegerField("сколько", default=0)

    class Meta:
        verbose_name = "счёт просмотров"
        verbose_name_plural = "счёт просмотров"
        constraints = [
            models.UniqueConstraint(fields=["version", "day", "mark"], name="faq_video_count_one")
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.number}"
