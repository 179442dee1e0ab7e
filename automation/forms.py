"""Forms built from the vocabulary: one step, a macro of several, a selection of appeals."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import QueryDict

from accounts.models import Team
from automation.models import Macro
from automation.selection import Selection, packed, unpacked
from automation.steps import KINDS, MOST_STEPS, Field, Step, load
from common.errors import InvalidInput
from tickets.selectors.desk_list import ListQuery

MAX_TEXT = 20_000
SALT = "automation.filter"


class StepForm(forms.Form):
    """What one kind of step asks for; `step()` is the filled-in step."""

    def __init__(self, kind: type[Step], data: Any = None, *, prefix: str = "", **given: Any):
        super().__init__(data, prefix=prefix, **given)
        self.kind = kind
        for field in kind.fields:
            self.fields[field.name] = _field(field)

    def step(self) -> Step | None:
        """Return the step; None, with errors on the form, when it cannot work."""
        if not self.is_valid():
            return None
        try:
            (step,) = load([{"step": self.kind.name, **self.cleaned_data}])
            step.check()
        except InvalidInput as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return None
        return step


class MacroForm(forms.Form):
    """The name of a macro and for whom it is; its steps are forms of their own (`step_forms`)."""

    title = forms.CharField(
        label="Название",
        max_length=80,
        error_messages={"required": "Назовите макрос: по названию его найдут."},
    )
    scope = forms.ChoiceField(label="Кому доступен", choices=Macro.Scope.choices)
    team = forms.ModelChoiceField(
        label="Команда",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Не выбрана",
        help_text="Нужна, если макрос доступен команде.",
    )
    place = forms.IntegerField(
        label="Место в списке",
        min_value=0,
        max_value=999,
        initial=100,
        help_text="Меньшее число стоит выше.",
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


class SelectionForm(forms.Form):
    """Which appeals: ticked ones (`ids` by the script, `id` without it), or all of a list (`filter`)."""

    ids = forms.CharField(required=False, max_length=400_000)
    filter = forms.CharField(required=False, max_length=4_000)
    all = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.ticked = data.getlist("id")

    def selection(self) -> Selection | None:
        """Return the selection, None when nothing was chosen or the fields were tampered with."""
        if not self.is_valid():
            return None
        if self.cleaned_data["all"]:
            query = query_in(self.cleaned_data["filter"])
            return Selection(query=query) if query else None
        texts = {*self.ticked, *self.cleaned_data["ids"].split(",")} - {""}
        try:
            ids = tuple(sorted(UUID(text) for text in texts))
        except ValueError:
            return None
        return Selection(ids=ids) if ids else None

    def kept(self) -> dict[str, str]:
        """Return the fields that carry the selection from page to page."""
        selection = self.selection()
        if selection is None:
            return {}
        if selection.query is not None:
            return {"all": "on", "filter": sealed_query(selection.query)}
        return {"ids": ",".join(str(key) for key in selection.ids)}


def sealed_query(query: ListQuery) -> str:
    """Return a list's filter as a page carries it: signed, so that nobody writes one by hand."""
    return signing.dumps(packed(query), salt=SALT, compress=True)


def query_in(text: str) -> ListQuery | None:
    try:
        return unpacked(signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None


def step_forms(data: QueryDict | None, steps: tuple[Step, ...] = ()) -> list[StepForm]:
    """Return a form for each step: as they were posted, else of the steps that are kept."""
    if data is None:
        return [
            StepForm(type(step), prefix=f"step-{place}", initial=step.as_json())
            for place, step in enumerate(steps)
        ]
    names = data.getlist("kind")[:MOST_STEPS]
    known = [(place, KINDS[name]) for place, name in enumerate(names) if name in KINDS]
    return [StepForm(kind, data, prefix=f"step-{place}") for place, kind in known]


def rearranged(data: QueryDict, do: str) -> QueryDict:
    """Return the posted steps with one added, removed or moved up: `add`, `remove:2`, `up:2`."""
    names = data.getlist("kind")[:MOST_STEPS]
    rows = [(name, _values(data, place)) for place, name in enumerate(names)]
    verb, _, text = do.partition(":")
    place = int(text) if text.isdigit() else -1
    if verb == "add" and data.get("new_kind") in KINDS and len(rows) < MOST_STEPS:
        rows.append((data["new_kind"], {}))
    elif verb == "remove" and 0 <= place < len(rows):
        rows.pop(place)
    elif verb == "up" and 0 < place < len(rows):
        rows.insert(place - 1, rows.pop(place))
    result = data.copy()
    for name in [name for name in result if name.startswith("step-")]:
        del result[name]
    result.setlist("kind", [name for name, _ in rows])
    for number, (_, values) in enumerate(rows):
        for name, value in values.items():
            result[f"step-{number}-{name}"] = value
    return result


def _values(data: QueryDict, place: int) -> dict[str, str]:
    start = f"step-{place}-"
    return {name.removeprefix(start): data[name] for name in data if name.startswith(start)}


def _field(field: Field) -> forms.Field:
    common = {"label": field.label, "help_text": field.hint, "required": field.is_required}
    if field.options is not None:
        empty = "Выберите из списка" if field.is_required else "Не выбрано"
        return forms.ChoiceField(
            choices=[("", empty), *field.options()],
            error_messages={
                "required": f"«{field.label}»: выберите из списка.",
                "invalid_choice": f"«{field.label}»: этого варианта больше нет.",
            },
            **common,
        )
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": field.rows}) if field.rows else forms.TextInput,
        max_length=MAX_TEXT,
        error_messages={"required": f"Заполните поле «{field.label}»."},
        **common,
    )
