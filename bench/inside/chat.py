"""People at the chat: dialogs being talked in, both sides signed in; idle ones of guests and citizens."""

from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Citizen, Membership, Team, User
from bench.inside.visitors import cookie_of
from chat.guests import COOKIE, guest_of_key, new_key
from chat.models import Dialog
from chat.states import DialogState
from common.actors import CITIZEN, STAFF
from common.ids import new_id
from routing.models import Line


def seed(dialogs: int, idle: int) -> dict[str, Any]:
    """Return cookies of both sides of each dialog, and of those who only listen, half of them guests."""
    now = timezone.now()
    team = Team.objects.order_by("code").first()
    line, _ = Line.objects.get_or_create(
        code="bench-chat", defaults={"title": "Чат", "channel": "chat", "team": team}
    )
    usual = {"line": line, "team": team, "opened_at": now}
    talks, listeners = [], []
    for number in range(dialogs):
        operator = User.objects.create(
            kind=STAFF, email=f"chat{new_id().hex}@example.org", role="operator", full_name="Ольга"
        )
        Membership.objects.create(user=operator, team=team)
        moments = {"asked_at": now, "taken_at": now, "state": DialogState.ACTIVE}
        citizen = _citizen(now=now)
        dialog = Dialog.objects.create(citizen=citizen, operator=operator, **usual, **moments)
        sides = {"citizen": cookie_of(citizen.user), "operator": cookie_of(operator)}
        talks.append({"dialog": str(dialog.pk), "number": number} | sides)
    for number in range(idle):
        if number % 2:
            citizen = _citizen(now=now)
            dialog, cookie = Dialog(citizen=citizen, **usual), cookie_of(citizen.user)
        else:
            key = new_key()
            guest = guest_of_key(key)
            assert guest is not None
            dialog, cookie = Dialog(guest_digest=guest.digest, **usual), f"{COOKIE}={key}"
        dialog.save(force_insert=True)
        listeners.append({"dialog": str(dialog.pk), "cookie": cookie})
    return {"talks": talks, "idle": listeners}


def _citizen(*, now: Any) -> Citizen:
    user = User.objects.create(kind=CITIZEN, email=None)
    return Citizen.objects.create(user=user, last_name="Иванова", first_name="Анна", created_at=now)


def ledger() -> dict[str, Any]:
    """Return how many rows there are, and dialogs whose numbers have gaps or doubles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (dialog_id, cid)) FROM chat_message")
        rows, distinct = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM (SELECT d.id FROM chat_dialog d JOIN chat_message m"
            " ON m.dialog_id = d.id GROUP BY d.id"
            " HAVING count(*) <> max(m.seq) OR max(m.seq) <> d.last_seq) AS wrong"
        )
        gaps = cursor.fetchone()[0]
    return {"rows": rows, "distinct": distinct, "gaps": gaps}
