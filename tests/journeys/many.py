"""`python -m tests.journeys.many`: three fresh appeals of one citizen in a running house; prints their numbers."""

import json
import sys

import django

from gosuslugi_support import embedded


def main() -> None:
    with embedded.servers():
        django.setup()
        sys.stdout.write(json.dumps(register()) + "\n")


def register() -> list[int]:
    from django.utils import timezone

    from accounts.models import Citizen
    from common.actors import SYSTEM
    from tickets.actions.registration import NewTicket, register_ticket
    from tickets.models.ticket import Kind

    citizen = Citizen.objects.filter(user__isnull=False).order_by("pk")[0]
    new = [
        NewTicket(Kind.QUESTION, f"Много сразу: вопрос {place}", "phone", citizen)
        for place in range(3)
    ]
    return [register_ticket(new=one, by=SYSTEM, now=timezone.now()).number for one in new]


if __name__ == "__main__":
    main()
