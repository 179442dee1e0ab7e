"""Parsing of topics' stems typed in the admin."""

from django import forms

from topics.detection import clean_stem


class StemForm(forms.ModelForm):
    weight = forms.IntegerField(
        label="Вес",
        min_value=1,
        max_value=10,
        initial=2,
        help_text="1 — намёк, 2 — обычно, 3 — сильно, 4 и больше — почти наверняка.",
    )

    def clean_stem(self) -> str:
        stem = clean_stem(self.cleaned_data["stem"])
        if not stem.replace("=", ""):
            raise forms.ValidationError(
                "Напишите основу буквами или цифрами, например «парол» или «не работ»."
            )
        return stem


class ProbeForm(forms.Form):
    """A text to try the stems on."""

    text = forms.CharField(
        label="Текст обращения",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
    )
