"""What is asked for when a list of the desk gets a name."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import Team
from tickets.actions.saved_views import NAME


class ViewForm(forms.Form):
    """The name of a list, whose it is, and whether it opens first; `teams` may be given one by this person."""

    name = forms.CharField(
        label="Название",
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Назовите список, чтобы узнавать его среди других."},
    )
    team = forms.TypedChoiceField(
        label="Кому виден", coerce=UUID, empty_value=None, required=False, choices=[]
    )
    is_default = forms.BooleanField(label="Открывать первым", required=False)

    def __init__(self, data: Any, *, teams: list[Team], **given: Any) -> None:
        super().__init__(data, **given)
        self.by_id = {team.pk: team for team in teams}
        own = ("", "Только мне")
        choices = [own, *((str(team.pk), f"Команде «{team.title}»") for team in teams)]
        self.fields["team"].choices = choices
        if not teams:
            del self.fields["team"]

    def team_chosen(self) -> Team | None:
        key = self.cleaned_data.get("team")
        return self.by_id[key] if key else None
