"""Fields several pages share."""

from typing import Any
from uuid import UUID

from django import forms

from common.errors import DomainError, InvalidInput
from common.ids import new_id

TEXT_AT_MOST = 20_000


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files as a list; their size and type are the upload door's business."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        single = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        return [single(file, initial) for file in files if file]


class Ids(forms.Field):
    """Hidden ids of files uploaded earlier: every value of the name, broken ones refused."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        try:
            return [UUID(str(text)) for text in value or []]
        except ValueError as error:
            raise forms.ValidationError("Файл не найден. Приложите его ещё раз.") from error


class TextForm(forms.Form):
    """A form around one text, with files, told apart from its own repetition by `client_key`."""

    body = forms.CharField(
        label="Сообщение",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=TEXT_AT_MOST,
        error_messages={
            "required": "Напишите текст: пустое сообщение не отправляется.",
            "max_length": f"Текст длиннее {TEXT_AT_MOST} знаков. Сократите его или приложите файлом.",
        },
    )
    # An empty or misnamed file is refused by the upload door, in its own words.
    files = ManyFiles(label="Файлы", required=False, allow_empty_file=True)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def add_refusal(self, error: DomainError) -> None:
        """Show a door's refusal beside the field it names."""
        field = error.field if isinstance(error, InvalidInput) else None
        self.add_error(field if field in self.fields else None, str(error))


def fresh_key() -> str:
    """Return a key that makes a double submit one submit."""
    return str(new_id())
