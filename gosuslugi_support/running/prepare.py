"""Bring database and assets up to date: migrations, demo, static files. Runs as the owner role.

One part only, for containers: `python -m gosuslugi_support.running.prepare database|static`.

A process of its own, so that the supervisor does not carry Django in its memory.
"""

import os
import sys

import django
from django.core.management import call_command
from django.template.loader import render_to_string

from common.crypto.provider import KeyUnavailable
from gosuslugi_support.assets import SOURCES
from gosuslugi_support.embedded.paths import sub_dir
from gosuslugi_support.migrating import few_drawn_anew
from gosuslugi_support.running import fingerprint
from gosuslugi_support.running.output import step
from gosuslugi_support.running.processes import static_root

# `django_htmx` ships modules that import names only a bundler would know; the pages use htmx itself.
UNUSED = ["django_htmx", *SOURCES]
# What the front shows when it refuses a body, and while nothing answers behind it.
PAGES_OF_THE_FRONT = {"413.html": "errors/front_413.html", "503.html": "errors/503.html"}


PARTS = ("database", "static")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
    django.setup()
    wanted = sys.argv[1:] or PARTS
    if "database" in wanted:
        fill_database()
    if "static" in wanted:
        collect_static()


def fill_database() -> None:
    """Migrate, load reference data and, in the demo, tell its story once."""
    with step("Migrating the database"), few_drawn_anew():
        call_command("migrate", interactive=False, verbosity=0)
    from common.crypto import keys  # needs the apps

    keys.ring()  # with lost or wrong keys nothing starts (F-25)
    with step("Looking after reference and demo data"):
        call_command("seed")


def collect_static() -> None:
    """Collect static files when one of them, or the way they are stored, has changed."""
    stamp, now = sub_dir("run") / "static.stamp", fingerprint.of_static()
    collected = static_root()
    if collected.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    with step("Collecting static files"):
        call_command(
            "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED
        )
    for name, template in PAGES_OF_THE_FRONT.items():
        page = collected / "front" / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(render_to_string(template), encoding="utf-8")
    stamp.write_text(now, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except KeyUnavailable as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
