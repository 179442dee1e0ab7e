"""Keep the embedded servers up by hand: `python -m gosuslugi_support.embedded up|down|status|env`."""

import os
import shlex
import sys
from typing import TextIO

from gosuslugi_support import embedded
from gosuslugi_support.embedded import postgres, valkey

EXPORTED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DEMO",
    "VAR_DIR",
    "SECRET_KEY",
    "MASTER_KEY",
    "JOURNAL_SIGNING_KEY",
    "PORT",
    "PUBLIC_URL",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMPP_HOST",
    "SMPP_PORT",
    "NEIGHBOURS_DIR",
    "REGISTRIES_PORT",
    "REGISTRIES_TOKEN",
    "VAPID_PRIVATE_KEY",
    "PUSH_PORT",
)


def up() -> int:
    """Start the servers and leave them up."""
    with embedded.servers():
        embedded.keep()
    return status()


def down() -> int:
    """Stop the servers, or say that somebody still uses them."""
    if embedded.dismiss():
        print("Stopped.")
        return 0
    print("Still in use; they stop when the last user ends.")
    return 1


def status(out: TextIO = sys.stdout) -> int:
    """Print what is up; the exit code is 1 when something is not."""
    found = {"PostgreSQL": postgres.running_port(), "Valkey": valkey.running_port()}
    for name, port in found.items():
        print(f"{name}: {f'up on port {port}' if port else 'down'}", file=out)
    return 0 if all(found.values()) else 1


def env() -> int:
    """Print the environment as shell exports: `eval "$(python -m gosuslugi_support.embedded env)"`."""
    with embedded.servers():
        for name in EXPORTED:
            if name in os.environ:
                print(f"export {name}={shlex.quote(os.environ[name])}")
    if status(sys.stderr):
        print("They were up for this command only: run `up` first.", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    verbs = {"up": up, "down": down, "status": status, "env": env}
    verb = verbs.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if verb is None:
        print(__doc__)
        return 2
    try:
        return verb()
    except embedded.Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
