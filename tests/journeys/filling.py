"""`python -m tests.journeys.filling 80`: so many appeals of one caller in the queue, through the door, in a running house.

Prints the numbers as JSON, the first registered first.
"""

import json
import sys

import django

from gosuslugi_support import embedded


def main(number: int) -> None:
    with embedded.servers():
        django.setup()
        from tests.journeys import sowing  # needs the apps

        said = sowing.queue_of(number)
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
