"""The world of the day: reference data, its times shortened with people's, and who works there.

Run as a program it founds the database every day begins with (migrations, reference data, keys).
"""

import os
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from gosuslugi_support.simulation.profile import Options, Worker, workers


def found() -> None:
    """Fill an empty database; owner's rights."""
    import django

    django.setup()
    from django.core.management import call_command

    from common.crypto import keys

    call_command("migrate", interactive=False, verbosity=0)
    os.environ["DEMO_DAYS"] = "0"
    from django.conf import settings

    settings.DEMO = False  # reference data only, no story
    call_command("seed")
    keys.ring()


def shorten(speed: float, *, now: datetime) -> None:
    """Shorten what is kept as rows: after-contact work and the seconds after which demands fall."""
    from common.actors import SYSTEM
    from routing.actions.reference import save_reference
    from routing.models import ChannelWeight, RelaxStep

    for weight in ChannelWeight.objects.all():
        # within a contact's own time: a second of the sweep would be a minute of the day
        weight.wrap_up_s = int(weight.wrap_up_s / speed)
        save_reference(row=weight, by=SYSTEM, now=now)
    steps = list(RelaxStep.objects.order_by("after_s"))
    RelaxStep.objects.all().delete()
    last = 0
    for step in steps:
        step.after_s = last = max(last + 1, ceil(step.after_s / speed))
        save_reference(row=step, by=SYSTEM, now=now)


def shorten_forecast(speed: float) -> None:
    """Let the forecast look at as much of the day as it does on a real one."""
    from routing.selectors import waiting

    waiting.LATELY = timedelta(seconds=waiting.LATELY.total_seconds() / speed)
    waiting.USUAL_S = {name: ceil(value / speed) for name, value in waiting.USUAL_S.items()}
    waiting.USUAL_LETTER_S = ceil(waiting.USUAL_LETTER_S / speed)
    waiting.AT_ONCE_S = waiting.AT_ONCE_S / speed


def hire(options: Options, *, now: datetime) -> list[tuple[Worker, Any]]:
    """Create the operators with teams, skills and languages; a supervisor of all of them first."""
    from accounts.actions.staff import NewStaff, create_staff, set_teams
    from accounts.models import Role, Team
    from common.actors import SYSTEM
    from routing.actions.reference import set_abilities

    teams = {team.code: team for team in Team.objects.all()}
    found = []
    for worker in workers(options):
        name = f"Оператор {worker.index + 1}"
        new = NewStaff(email=f"sim{worker.index}@example.org", full_name=name, role=Role.OPERATOR)
        user = create_staff(new=new, by=SYSTEM, now=now)
        set_teams(user=user, teams=[teams[code] for code in worker.teams], by=SYSTEM, now=now)
        set_abilities(
            operator=user,
            skills=dict(worker.skills),
            languages=worker.languages,
            by=SYSTEM,
            now=now,
            capacity=100,
        )
        found.append((worker, user))
    return found


if __name__ == "__main__":
    found()
