"""Who writes in a dialog and who may take it: names, numbers, languages, colleagues."""

from collections.abc import Sequence

from accounts.models import Team, User
from accounts.policies import WORKERS
from chat.models import Dialog
from chat.policies import is_worker
from routing.models import Presence
from routing.selectors.lines import all_languages

GUEST = "Гость"


def name_of(dialog: Dialog) -> str:
    """Return what to call whoever writes: their name, a guest's own word, «Гость»."""
    if dialog.citizen is not None and dialog.citizen.full_name:
        return str(dialog.citizen.full_name)
    return str(dialog.name) or GUEST


def phone_of(dialog: Dialog) -> str:
    """Return the number to call: a guest's, else the profile's, "" when none is known."""
    if dialog.phone:
        return str(dialog.phone)
    return str(dialog.citizen.phone or "") if dialog.citizen is not None else ""


def languages() -> dict[str, str]:
    """Return the languages people are served in: code and title."""
    return {code: row.title for code, row in all_languages().items()}


def colleagues(dialog: Dialog, by: User) -> Sequence[tuple[User, bool]]:
    """Return who of the dialog's team could take it, those on the line first: (colleague, is here)."""
    team = User.objects.filter(
        memberships__team=dialog.team_id, is_active=True, role__in=sorted(WORKERS)
    ).exclude(pk=by.pk)
    here = set(
        Presence.objects.filter(pk__in=team.values("pk"), state__in=Presence.HERE).values_list(
            "pk", flat=True
        )
    )
    rows = [(one, one.pk in here) for one in team.order_by("full_name") if is_worker(one)]
    return sorted(rows, key=lambda row: not row[1])


def other_teams(dialog: Dialog) -> Sequence[Team]:
    """Return the lines that could take it."""
    rows = Team.objects.filter(kind=Team.LINE, is_active=True).exclude(pk=dialog.team_id)
    return list(rows.order_by("title"))
