"""`python -m tests.journeys.inside`: jobs beside a running house, on its servers, through the doors.

Each line of the input is a job with what it is given, as JSON; each line of the output its answer.
One process does them all: to load the apps takes seconds.
"""

import json
import os
import sys

import django

from gosuslugi_support import embedded


def main() -> None:
    with embedded.servers():
        django.setup()
        from django.db import connections

        from tests.journeys import sowing, telling  # need the apps

        jobs = {
            "queue": sowing.queue_of,
            "appeals": sowing.appeals_of_one,
            "pushes": telling.pushes_of,
            "tokens": lambda: {
                "number": sowing.sow(),
                "tokens": sowing.TOKENS,
                "control": sowing.CONTROL,
                "database": os.environ["DATABASE_OWNER_URL"],
                "valkey": os.environ["REDIS_URL"],
            },
        }
        for line in sys.stdin:
            name, given = json.loads(line)
            answer = jobs[name](*given)
            connections.close_all()
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
