"""Who uses the embedded servers, told by file locks: the kernel forgets a user that crashed.

Two files in var/run: `gate.lock` is held for the moment in which servers are started or stopped;
`users.lock` is held shared by every user for as long as it needs them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gosuslugi_support.embedded.paths import sub_dir


@contextmanager
def gate() -> Iterator[None]:
    """Let one process at a time start or stop servers."""
    handle = _open(sub_dir("run") / "gate.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Use:
    """One user's claim on the servers. Take and leave it inside `gate()`."""

    def __init__(self) -> None:
        self._handle = _open(sub_dir("run") / "users.lock")
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Give the claim up."""
        os.close(self._handle)


def is_used() -> bool:
    """Return whether a living process claims the servers."""
    handle = _open(sub_dir("run") / "users.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
