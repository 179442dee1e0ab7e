"""Topics, the stems that betray them, and how guesses fared."""

from typing import ClassVar

from django.db import models


class Topic(models.Model):
    """A reason of contact. `order` breaks ties of detection (smaller wins)."""

    code = models.SlugField("код", unique=True)
    title = models.CharField("название", max_length=160)
    details = models.TextField("примеры", blank=True)
    skill = models.SlugField("навык", blank=True)
    order = models.PositiveSmallIntegerField("порядок", default=100)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "тема"
        verbose_name_plural = "темы"
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.title


class Stem(models.Model):
    """A beginning of a word or phrase that speaks for a topic, with a weight."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="stems", verbose_name="тема")
    stem = models.CharField("основа", max_length=400)
    weight = models.PositiveSmallIntegerField("вес", default=1)

    class Meta:
        verbose_name = "основа слова"
        verbose_name_plural = "основы слов"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "stem"], name="topics_stem_one")
        ]

    def __str__(self) -> str:
        return self.stem


class Guess(models.Model):
    """What one contact was guessed to be about and what a person made of it.

    `contact` is an opaque key; nothing of its text is here. `chosen` is empty until a person takes
    another topic than was guessed.
    """

    contact = models.UUIDField("обращение", unique=True)
    guessed = models.SlugField("определена")
    chosen = models.SlugField("выбрана человеком", blank=True)
    confidence = models.FloatField("уверенность", default=0)
    at = models.DateTimeField("определена когда")
    chosen_at = models.DateTimeField("выбрана когда", null=True)

    class Meta:
        verbose_name = "определение темы"
        verbose_name_plural = "определения тем"
        indexes: ClassVar = [models.Index(fields=["at"], name="topics_guess_at")]

    def __str__(self) -> str:
        return f"{self.guessed} → {self.chosen or self.guessed}"


class CorrectedWord(models.Model):
    """How often a common word stood in contacts whose guess people corrected.

    Counts alone: no row leads to a contact, names and places are never among the words.
    """

    word = models.CharField("слово", max_length=40)
    guessed = models.SlugField("определена")
    chosen = models.SlugField("выбрана")
    times = models.PositiveIntegerField("сколько раз", default=0)

    class Meta:
        verbose_name = "слово исправленных обращений"
        verbose_name_plural = "слова исправленных обращений"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["word", "guessed", "chosen"], name="topics_corrected_word_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.guessed} → {self.chosen}, {self.times}"
