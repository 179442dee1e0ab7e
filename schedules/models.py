"""Tables of working time: what people edit. Questions about time are asked of `selectors`."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from schedules.calendars import DayKind
from schedules.hours import (
    DAY_MINUTES,
    HolidayPolicy,
    Interval,
    WorkingWeekends,
    format_clock,
)

# Zones of Russia; none of them has daylight saving, which the arithmetic of `hours` relies on.
ZONES = [
    ("Europe/Kaliningrad", "Калининград (МСК−1)"),
    ("Europe/Moscow", "Москва"),
    ("Europe/Samara", "Самара (МСК+1)"),
    ("Asia/Yekaterinburg", "Екатеринбург, Уфа (МСК+2)"),
    ("Asia/Omsk", "Омск (МСК+3)"),
    ("Asia/Krasnoyarsk", "Красноярск (МСК+4)"),
    ("Asia/Irkutsk", "Иркутск (МСК+5)"),
    ("Asia/Yakutsk", "Якутск (МСК+6)"),
    ("Asia/Vladivostok", "Владивосток (МСК+7)"),
    ("Asia/Magadan", "Магадан (МСК+8)"),
    ("Asia/Kamchatka", "Камчатка (МСК+9)"),
]
HOLIDAY_POLICIES = [
    (HolidayPolicy.SAME.value, "Праздники не учитываются"),
    (HolidayPolicy.CLOSED.value, "В праздники закрыто"),
    (HolidayPolicy.AS_WEEKDAY.value, "В праздники — часы этого дня недели, без продления"),
    (HolidayPolicy.CUSTOM.value, "В праздники — особые часы"),
]
WORKING_WEEKENDS = [
    (WorkingWeekends.AS_WEEKDAY.value, "Часы дня недели"),
    (WorkingWeekends.AS_WORKDAY.value, "Часы пятницы"),
]
DAY_KINDS = [
    (DayKind.OFF.value, "Выходной"),
    (DayKind.WORKING.value, "Рабочий"),
    (DayKind.SHORTENED.value, "Сокращённый на час"),
]
REGION = RegexValidator(
    r"^[0-9]{2,3}$", "Укажите код региона двумя или тремя цифрами, например 16."
)


class Schedule(models.Model):
    """Working hours of a service: a line, a language, the desk that appeals are measured by."""

    code = models.SlugField("код", max_length=40, unique=True)
    title = models.CharField("название", max_length=120)
    tz = models.CharField("часовой пояс", max_length=40, choices=ZONES, default="Europe/Moscow")
    holiday_policy = models.CharField(
        "праздники", max_length=16, choices=HOLIDAY_POLICIES, default=HolidayPolicy.SAME.value
    )
    working_weekends = models.CharField(
        "рабочие субботы и воскресенья",
        max_length=16,
        choices=WORKING_WEEKENDS,
        default=WorkingWeekends.AS_WEEKDAY.value,
        help_text="По каким часам работать в выходной, который правительство сделало рабочим.",
    )
    region = models.CharField(
        "регион",
        max_length=3,
        blank=True,
        validators=[REGION],
        help_text="Чьи региональные праздники учитывать: 16 — Татарстан, 02 — Башкортостан. "
        "Пусто — только общероссийские.",
    )

    class Meta:
        verbose_name = "график работы"
        verbose_name_plural = "графики работы"
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(holiday_policy__in=[policy.value for policy in HolidayPolicy]),
                name="schedules_schedule_holiday_policy",
            ),
            models.CheckConstraint(
                condition=Q(working_weekends__in=[rule.value for rule in WorkingWeekends]),
                name="schedules_schedule_working_weekends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)


class Weekday(models.IntegerChoices):
    """Days that hours are given for; HOLIDAY holds the special hours of the `custom` policy."""

    MONDAY = 1, "Понедельник"
    TUESDAY = 2, "Вторник"
    WEDNESDAY = 3, "Среда"
    THURSDAY = 4, "Четверг"
    FRIDAY = 5, "Пятница"
    SATURDAY = 6, "Суббота"
    SUNDAY = 7, "Воскресенье"
    HOLIDAY = 8, "Праздник (особые часы)"


class WeeklyInterval(models.Model):
    """One open interval of a weekday, in minutes from midnight. A lunch break makes two."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="intervals")
    weekday = models.PositiveSmallIntegerField("день", choices=Weekday.choices)
    opens = models.PositiveSmallIntegerField("открытие")
    closes = models.PositiveSmallIntegerField("закрытие")

    class Meta:
        verbose_name = "часы дня недели"
        verbose_name_plural = "часы по дням недели"
        ordering: ClassVar = ["weekday", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["schedule", "weekday", "opens"], name="schedules_weeklyinterval_once"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=DAY_MINUTES),
                name="schedules_weeklyinterval_order",
                violation_error_message="Закрытие должно быть позже открытия.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__in=Weekday.values), name="schedules_weeklyinterval_weekday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.interval}"

    @property
    def interval(self) -> Interval:
        return Interval(self.opens, self.closes)


class ScheduleException(models.Model):
    """Hours of one date instead of the usual ones; without hours the date is closed."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="exceptions")
    date = models.DateField("дата")
    opens = models.PositiveSmallIntegerField("открытие", null=True, blank=True)
    closes = models.PositiveSmallIntegerField("закрытие", null=True, blank=True)
    reason = models.CharField("причина", max_length=120, blank=True)

    class Meta:
        verbose_name = "особая дата"
        verbose_name_plural = "особые даты"
        ordering: ClassVar = ["date", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["schedule", "date", "opens"],
                nulls_distinct=False,
                name="schedules_scheduleexception_once",
            ),
            models.CheckConstraint(
                # NULL would pass a bare comparison, so a half-filled row is refused by name.
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(
                    opens__isnull=False,
                    closes__isnull=False,
                    opens__lt=F("closes"),
                    closes__lte=DAY_MINUTES,
                ),
                name="schedules_scheduleexception_order",
                violation_error_message="Укажите открытие и более позднее закрытие или оставьте "
                "оба поля пустыми: тогда в эту дату закрыто.",
            ),
        ]

    def __str__(self) -> str:
        if self.opens is None or self.closes is None:
            return f"{self.date:%d.%m.%Y} — закрыто"
        return f"{self.date:%d.%m.%Y} {format_clock(self.opens)}–{format_clock(self.closes)}"

    @property
    def interval(self) -> Interval | None:
        """The open interval of the date, None when the date is closed."""
        if self.opens is None or self.closes is None:
            return None
        return Interval(self.opens, self.closes)


class CalendarDay(models.Model):
    """A correction of the production calendar: the library's data are right until this says else."""

    date = models.DateField("дата")
    kind = models.CharField("какой день", max_length=16, choices=DAY_KINDS)
    title = models.CharField("название", max_length=120, blank=True)
    region = models.CharField(
        "регион", max_length=3, blank=True, validators=[REGION], help_text="Пусто — вся Россия."
    )

    class Meta:
        verbose_name = "день календаря"
        verbose_name_plural = "производственный календарь: особые дни"
        ordering: ClassVar = ["-date", "region"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["date", "region"], name="schedules_calendarday_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DayKind]),
                name="schedules_calendarday_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} — {self.get_kind_display().lower()}"


class CalendarYear(models.Model):
    """A year whose days a person checked against the decree, for years no library knows."""

    year = models.PositiveSmallIntegerField("год", unique=True)
    source = models.CharField(
        "по какому документу", max_length=200, help_text="Постановление о переносе выходных дней."
    )

    class Meta:
        verbose_name = "проверенный год"
        verbose_name_plural = "производственный календарь: проверенные годы"
        ordering: ClassVar = ["-year"]

    def __str__(self) -> str:
        return str(self.year)
