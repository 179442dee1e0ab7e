"""What the address of the operator's list says. A broken value means «any», never an error page."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from accounts.models import Contact
from tickets.field_values import NO, YES
from tickets.models.ticket import Priority
from tickets.selectors.custom_fields import filterable_fields
from tickets.selectors.desk_list import SORTS, VIEWS, ListQuery
from tickets.selectors.labels import active_labels, active_tags
from tickets.states import LABELS, Status, TicketType
from topics.selectors import active_topics

FILTERS = (
    "status",
    "topic",
    "channel",
    "type",
    "priority",
    "team",
    "assignee",
    "tag",
    "label",
    "field",
)
TITLES = {
    "status": "Состояние",
    "topic": "Тема",
    "channel": "Канал",
    "type": "Вид",
    "priority": "Приоритет",
    "team": "Команда",
    "assignee": "Исполнитель",
    "tag": "Тег",
    "label": "Метка",
    "field": "Поле",
}
ANY = ("", "Любое значение")
# What a row may leave out; the columns of a list are a matter of its address too.
COLUMNS = {"who": "Заявитель", "owner": "Исполнитель", "meta": "Состояние и срок"}


class ListForm(forms.Form):
    """The filters of a list; `people` and `teams` are (id, name) pairs the person may choose."""

    view = forms.ChoiceField(choices=list(VIEWS.items()), required=False)
    q = forms.CharField(max_length=200, required=False)
    status = forms.ChoiceField(
        label=TITLES["status"],
        choices=[ANY, *((s.value, LABELS[s]) for s in Status)],
        required=False,
    )
    topic = forms.ChoiceField(label=TITLES["topic"], required=False)
    channel = forms.ChoiceField(
        label=TITLES["channel"], choices=[ANY, *Contact.Channel.choices], required=False
    )
    type = forms.TypedChoiceField(
        label=TITLES["type"],
        choices=[ANY, *((t.value, t.label) for t in TicketType)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    priority = forms.TypedChoiceField(
        label=TITLES["priority"],
        choices=[ANY, *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    team = forms.TypedChoiceField(
        label=TITLES["team"], coerce=UUID, empty_value=None, required=False
    )
    assignee = forms.TypedChoiceField(
        label=TITLES["assignee"], coerce=UUID, empty_value=None, required=False
    )
    tag = forms.TypedChoiceField(label=TITLES["tag"], coerce=int, empty_value=None, required=False)
    label = forms.TypedChoiceField(
        label=TITLES["label"], coerce=int, empty_value=None, required=False
    )
    field = forms.ChoiceField(label=TITLES["field"], required=False)
    sort = forms.ChoiceField(label="Порядок", choices=list(SORTS.items()), required=False)
    hide = forms.MultipleChoiceField(
        label="Не показывать",
        choices=list(COLUMNS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    after = forms.CharField(max_length=100, required=False)
    until = forms.CharField(max_length=100, required=False)

    def __init__(self, data: QueryDict, *, people: list[Any], teams: list[Any]) -> None:
        super().__init__(data)
        self.fields["topic"].choices = [ANY, *((t.code, t.title) for t in active_topics())]
        self.fields["team"].choices = [ANY, *((str(team.pk), team.title) for team in teams)]
        self.fields["tag"].choices = [ANY, *((tag.pk, tag.title) for tag in active_tags())]
        self.fields["label"].choices = [ANY, *((row.pk, row.title) for row in active_labels())]
        self.fields["field"].choices = [ANY, *_options()]
        self.fields["assignee"].choices = [ANY, *((str(who.id), who.name) for who in people)]

    def query(self) -> ListQuery:
        """Return the list's query; what could not be read counts as not given."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        values = {name: given[name] for name in FILTERS if given[name]}
        return ListQuery(
            view=given["view"] or "mine",
            text=(given["q"] or "").strip(),
            sort=given["sort"] or "",
            after=given["after"] or "",
            until=given["until"] or "",
            **values,
        )

    def hidden(self) -> list[str]:
        """Return the parts of a row that this list leaves out."""
        self.is_valid()
        return [name for name in COLUMNS if name in (self.cleaned_data.get("hide") or [])]

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return (name, title, value in words) of every filter that narrows the list."""
        self.is_valid()
        found = []
        for name in FILTERS:
            value = self.cleaned_data.get(name)
            if value:
                words = {str(key): label for key, label in self.fields[name].choices}
                found.append((name, TITLES[name], str(words[str(value)])))
        return found

    def choices_key(self) -> tuple[object, ...]:
        """Return what can be chosen, for those who keep the form drawn."""
        open_lists = ("topic", "team", "assignee", "tag", "label", "field")
        return tuple(tuple(self.fields[name].choices) for name in open_lists)

    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in FILTERS]


def _options() -> list[tuple[str, str]]:
    """Return what fields may be chosen by: `code:option` with its words."""
    yes_no = [(YES, "да"), (NO, "нет")]
    return [
        (f"{field.code}:{value}", f"{field.title}: {words}")
        for field in filterable_fields()
        for value, words in (
            yes_no if field.kind == field.Kind.YES_NO else [(one, one) for one in field.choices]
        )
    ]
