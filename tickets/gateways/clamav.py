"""ClamAV's daemon over TCP: the file is streamed to it (INSTREAM), the daemon needs no shared disk.

clamd must run with `AlertExceedsMax yes`: without it a file over its limits is called clean (U-08).
"""

from pathlib import Path

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket
from django.conf import settings

from tickets.gateways.base import Scanner, ScannerUnavailable

TIMEOUT_S = 60.0
_CLEAN = "OK"
_FOUND = "FOUND"


class Clamd:
    """A scanner at one address."""

    def __init__(self, host: str, port: int, *, timeout_s: float = TIMEOUT_S) -> None:
        self.host = host
        self.port = port
        self.timeout_s = timeout_s

    def is_clean(self, path: Path) -> bool:
        """Return True only for an explicit OK; over the daemon's size limit is not clean."""
        daemon = ClamdNetworkSocket(self.host, self.port, timeout=self.timeout_s)
        try:
            with path.open("rb") as file:
                answer = daemon.instream(file)
        except BufferTooLongError:
            return False
        except (ClamdError, OSError) as error:
            raise ScannerUnavailable(f"{self.host}:{self.port} {type(error).__name__}") from error
        status = next(iter(answer.values()), ("", None))[0]
        if status not in {_CLEAN, _FOUND}:
            raise ScannerUnavailable(f"{self.host}:{self.port} answered {status or 'nothing'}")
        return status == _CLEAN


def scanner() -> Scanner | None:
    """Return the configured scanner, None when CLAMAV_HOST is empty."""
    if not settings.CLAMAV_HOST:
        return None
    return Clamd(settings.CLAMAV_HOST, settings.CLAMAV_PORT)
