#!/usr/bin/env python3
"""Run a Django command: `.venv/bin/python manage.py COMMAND`.

Works without `make run`: embedded servers that are up are used, else they are started for the
duration of the command. With DATABASE_URL in the environment nothing is started.
"""

import os
import sys

# These change the schema, or read and write the whole house, so they need the owner's role.
OWNER_COMMANDS = {
    "createcachetable",
    "dbshell",
    "demo_reset",
    "dump_masked",
    "flush",
    "loaddata",
    "makemigrations",
    "migrate",
    "pgtrigger",
    "rotate_keys",
    "seed",
    "seed_bench",
    "sqlflush",
    "sqlmigrate",
    "sqlsequencereset",
    "test",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    if "DATABASE_URL" not in os.environ:
        _have_servers()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from gosuslugi_support.env import SettingsError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, SettingsError) as refusal:  # also lost or wrong keys (F-25)
        sys.exit(str(refusal))


def _have_servers() -> None:
    if os.environ.get("DEMO") == "0":
        sys.exit("DATABASE_URL is not set: name the production database (see docs/operations.md).")
    try:
        from gosuslugi_support import embedded
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Run `make setup` first, then use .venv/bin/python manage.py.")
    embedded.exit_on_sigterm()
    try:
        embedded.acquire()
    except embedded.Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
