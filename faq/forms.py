"""What people send about articles. Plain forms: the doors check what it means."""

from typing import Any

from django import forms

from accounts.models import User
from faq.models import Audience, Feedback
from faq.selectors.editors import (
    all_categories,
    all_regulations,
    unknown_services,
    writers,
)
from faq.states import State
from topics.selectors import choosable_topics


class OpinionForm(forms.Form):
    """«Это решило вопрос?»: yes or no; then, of the same opinion, why not."""

    helped = forms.ChoiceField(choices=[("yes", "Да"), ("no", "Нет")], required=False)
    why = forms.ChoiceField(label="Чего не хватило", choices=Feedback.Why.choices, required=False)
    opinion = forms.UUIDField(required=False)
    search = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("helped") and not (given.get("opinion") and given.get("why")):
            raise forms.ValidationError("Выберите «Да» или «Нет».")
        return given


class ListForm(forms.Form):
    """The filters of the editors' list; what is not understood is no filter."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=State.choices)
    category = forms.SlugField(required=False)
    only = forms.ChoiceField(
        required=False,
        choices=[("late", ""), ("stale", ""), ("worst", ""), ("mine", ""), ("approval", "")],
    )
    after = forms.CharField(required=False, max_length=8)

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TextForm(forms.Form):
    """What a version says besides its blocks, and what the page was opened with."""

    question = forms.CharField(label="Вопрос", max_length=200)
    solution = forms.CharField(
        label="Короткое решение",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Главное в двух-трёх фразах: его читают в поиске, слышат по телефону.",
    )
    also_asked = forms.CharField(
        label="Как ещё спрашивают",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="По одной формулировке в строке. Их видит только поиск.",
    )
    summary = forms.CharField(label="Что изменено", required=False, max_length=200)
    published = forms.UUIDField(required=False, widget=forms.HiddenInput)
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewArticleForm(forms.Form):
    """The beginning of an article: its section gives the code."""

    category = forms.ModelChoiceField(
        label="Раздел", queryset=all_categories(), to_field_name="code"
    )
    topic = forms.ModelChoiceField(label="Тема", queryset=choosable_topics(), to_field_name="code")
    audience = forms.ChoiceField(label="Для кого", choices=Audience.choices)


class SettingsForm(forms.Form):
    """What an article is besides its words."""

    category = forms.ModelChoiceField(
        label="Раздел", queryset=all_categories(), to_field_name="code"
    )
    topic = forms.ModelChoiceField(label="Тема", queryset=choosable_topics(), to_field_name="code")
    audience = forms.ChoiceField(label="Для кого", choices=Audience.choices)
    owner = forms.ModelChoiceField(
        label="Ответственный", queryset=User.objects.none(), required=False
    )
    review_date = forms.DateField(
        label="Пересмотреть до",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    needs_approval = forms.BooleanField(label="Публикует только второй человек", required=False)
    services = forms.CharField(
        label="Коды услуг", required=False, help_text="Через запятую: PAS-02, ZAG-01."
    )
    regulations = forms.ModelMultipleChoiceField(
        label="Основания",
        queryset=all_regulations(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = writers()  # type: ignore[attr-defined]

    def clean_services(self) -> tuple[str, ...]:
        codes = [code.strip().upper() for code in self.cleaned_data["services"].split(",")]
        wanted = [code for code in codes if code]
        if missing := unknown_services(wanted):
            raise forms.ValidationError(f"Нет такой услуги: {', '.join(missing)}.")
        return tuple(wanted)


class StateForm(forms.Form):
    """A move of a version, and when it comes out."""

    version = forms.UUIDField()
    do = forms.ChoiceField(
        choices=[
            (name, "")
            for name in ("submit", "return", "approve", "publish", "schedule", "drop", "archive")
        ]
    )
    publish_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])


class RegulationForm(forms.Form):
    code = forms.SlugField(label="Код", max_length=40, help_text="Латиницей: 59-fz, pp-1285.")
    title = forms.CharField(label="Название", max_length=300)
    url = forms.URLField(label="Адрес", required=False, assume_scheme="https")


class SynonymsForm(forms.Form):
    """A group of words; emptied, a kept one is removed."""

    group = forms.IntegerField(required=False, widget=forms.HiddenInput)
    terms = forms.CharField(label="Слова через запятую", required=False, max_length=1500)

    @property
    def words(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["terms"].split(",") if word.strip()]


class VideoForm(forms.Form):
    """The next version of a lesson: what it says, and the savings its writer has seen."""

    title = forms.CharField(label="Название", max_length=120)
    about = forms.CharField(
        label="О чём",
        max_length=300,
        help_text="Одной фразой: её видят в списке и в поиске.",
    )
    script = forms.CharField(
        label="Сценарий",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text="Глава начинается с «#». Под ней по строке: «экран: /status/», «клавиша: 2 — статус», «ввод: …», «ответ: …», потом фразы диктора, каждая со строки; «en: …» — её перевод.",
    )
    summary = forms.CharField(label="Что изменено", required=False, max_length=200)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0
