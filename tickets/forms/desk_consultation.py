"""The protocol of a legal consultation."""

from typing import Any
from uuid import UUID

from django import forms

from catalogue.models import LegalArea, Service
from catalogue.selectors.legal import areas
from catalogue.selectors.services import active_services
from common.errors import DomainError, InvalidInput
from common.ids import new_id
from tickets.forms.desk import words


class ConsultationForm(forms.Form):
    """Area, question, explanation, where the person goes next; `key` makes a double press one protocol."""

    area = forms.ChoiceField(
        label="Направление", error_messages={"required": "Выберите направление."}
    )
    question = words("Вопрос", "Запишите, о чём спросили.", rows=4)
    explanation = words("Разъяснение", "Запишите, что разъяснили.", rows=8)
    service = forms.ChoiceField(label="Куда обратиться", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas()}
        self._services = {service.code: service for service in active_services()}
        self.fields["area"].choices = [
            ("", "—"),
            *((one.code, one.title) for one in self._areas.values()),
        ]
        self.fields["service"].choices = [
            ("", "Услуга не нужна"),
            *((one.code, f"{one.title} ({one.code})") for one in self._services.values()),
        ]
        self.fields[
            "explanation"
        ].help_text = (
            "Порядок, документы, срок, основания отказа. Без личного заключения и прогнозов суда."
        )

    @staticmethod
    def fresh_key() -> UUID:
        return new_id()

    def chosen_area(self) -> LegalArea:
        return self._areas[self.cleaned_data["area"]]

    def chosen_service(self) -> Service | None:
        return self._services.get(self.cleaned_data["service"])

    def add_refusal(self, error: DomainError) -> None:
        field = error.field if isinstance(error, InvalidInput) else None
        self.add_error(field if field in self.fields else None, str(error))
