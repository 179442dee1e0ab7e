"""What the address of a download says: the list's own filters, and a period."""

from typing import Any

from django import forms

from accounts.models import Contact
from tickets.models.ticket import Priority
from tickets.selectors.board import PERIODS
from tickets.selectors.desk_list import VIEWS, ListQuery
from tickets.states import Status, TicketType


class ExportForm(forms.Form):
    """Filters of an operator's list as they stand in its address; every one may be absent."""

    view = forms.ChoiceField(choices=list(VIEWS.items()), required=False)
    q = forms.CharField(max_length=200, required=False)
    status = forms.ChoiceField(choices=[(s.value, s.value) for s in Status], required=False)
    topic = forms.SlugField(required=False)
    channel = forms.ChoiceField(choices=Contact.Channel.choices, required=False)
    type = forms.TypedChoiceField(
        choices=[(t.value, t.label) for t in TicketType],
        coerce=int,
        empty_value=None,
        required=False,
    )
    priority = forms.TypedChoiceField(
        choices=Priority.choices, coerce=int, empty_value=None, required=False
    )
    team = forms.UUIDField(required=False)
    assignee = forms.UUIDField(required=False)
    period = forms.ChoiceField(choices=[(code, code) for code in PERIODS], required=False)

    def query(self) -> ListQuery:
        """Return the list's query; without a view, everything of one's teams."""
        values: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if name not in {"q", "period"}
        }
        values["view"] = values["view"] or "all"
        return ListQuery(text=self.cleaned_data["q"], **values)

    def codes(self) -> dict[str, str]:
        """Return the filters for the journal: of a search only that there was one."""
        values = {name: value for name, value in self.cleaned_data.items() if value and name != "q"}
        codes = {name: str(value) for name, value in values.items()}
        return codes | ({"q": "yes"} if self.cleaned_data["q"] else {})
