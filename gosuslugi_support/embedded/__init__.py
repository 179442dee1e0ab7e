"""PostgreSQL and Valkey out of pip, for a machine that has neither.

`with servers(): ...` puts DATABASE_URL, REDIS_URL and the demo's other settings into the
environment. Servers named there by the person are used as they are; embedded ones that are up
are shared; otherwise they are started, and stopped by their last user. Nothing here knows Django.
"""

import atexit
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from gosuslugi_support.embedded import locks, ports, postgres, secrets, valkey
from gosuslugi_support.embedded.paths import Trouble, sub_dir, var_dir

__all__ = [
    "Trouble",
    "acquire",
    "fill_environment",
    "for_tests",
    "release",
    "runs_database",
    "servers",
]

_use: locks.Use | None = None
_user_pid = 0


@contextmanager
def servers() -> Iterator[None]:
    """Have servers and environment in place inside the block."""
    acquire()
    try:
        yield
    finally:
        release()


def acquire() -> None:
    """Claim the servers, starting those that are missing, and fill the environment."""
    global _use, _user_pid
    if _use is None:
        with locks.gate():
            claim = locks.Use()
            try:
                fill_environment()
            except BaseException:
                claim.leave()
                _stop_unused()
                raise
            _use, _user_pid = claim, os.getpid()
        atexit.register(release)


def release() -> None:
    """Give the claim up; the last user stops what nobody asked to keep."""
    global _use
    # A forked child must not end the claim of its parent.
    if _use is None or _user_pid != os.getpid():
        return
    claim, _use = _use, None
    with locks.gate():
        claim.leave()
        _stop_unused()


def for_tests() -> None:
    """Prepare a test run: call it in `pytest_configure` of tests/conftest.py.

    Servers, the owner's role (it may create the test database), and the settings' name.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
    os.environ.setdefault("DATABASE_ROLE", "owner")
    acquire()


def exit_on_sigterm() -> None:
    """Make SIGTERM an ordinary exit, so that the claim is given up on the way out."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, leave)


def fill_environment() -> None:
    """Put the demo's settings into the environment; whatever is set already stays."""
    if "DATABASE_URL" not in os.environ:
        port = postgres.running_port() or postgres.start()
        os.environ["DATABASE_URL"] = postgres.url(postgres.APP, port)
        os.environ["DATABASE_OWNER_URL"] = postgres.url(postgres.OWNER, port)
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = valkey.url(valkey.running_port() or valkey.start())
    port_of_front = os.environ.setdefault("PORT", "8000")
    settings = {
        "DEMO": "1",
        "VAR_DIR": str(var_dir()),
        "SECRET_KEY": secrets.secret_key(),
        "MASTER_KEY": secrets.master_key(),
        "JOURNAL_SIGNING_KEY": secrets.journal_key(),
        "PUBLIC_URL": f"http://localhost:{port_of_front}",
        "SMTP_HOST": ports.LOOPBACK,
        "SMTP_PORT": str(ports.remembered("smtp")),
        "SMPP_HOST": ports.LOOPBACK,
        "SMPP_PORT": str(ports.remembered("smpp")),
        "NEIGHBOURS_DIR": str(sub_dir("neighbours")),
        "VAPID_PRIVATE_KEY": secrets.vapid_key(),
        "PUSH_PORT": str(ports.remembered("push")),
        "REGISTRIES_PORT": str(ports.remembered("registries")),
        "REGISTRIES_TOKEN": "demo",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)


def runs_database() -> bool:
    """Return whether DATABASE_URL is the embedded server's."""
    port = postgres.running_port()
    return port is not None and os.environ.get("DATABASE_URL") == postgres.url(postgres.APP, port)


def keep() -> None:
    """Leave the servers up when their users go, until `dismiss()`."""
    (sub_dir("run") / "keep").touch()


def dismiss() -> bool:
    """Stop the servers unless somebody uses them; return whether they are stopped."""
    with locks.gate():
        (sub_dir("run") / "keep").unlink(missing_ok=True)
        return _stop_unused()


def _stop_unused() -> bool:
    if locks.is_used() or (sub_dir("run") / "keep").exists():
        return False
    valkey.stop()
    postgres.stop()
    return True
