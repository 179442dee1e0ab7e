"""`python -m tests.journeys.planting`: one citizen with telling words, through the doors, in a running house.

Prints the words as JSON; `test_nothing_lies_open` looks for them wherever something can lie.
"""

import json
import os
import sys

import django

from gosuslugi_support import embedded


def main() -> None:
    with embedded.servers():
        django.setup()
        from tests.journeys import sowing  # needs the apps

        said = {
            "number": sowing.sow(),
            "tokens": sowing.TOKENS,
            "control": sowing.CONTROL,
            "database": os.environ["DATABASE_OWNER_URL"],
            "valkey": os.environ["REDIS_URL"],
        }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
