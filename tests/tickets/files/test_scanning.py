"""U-08: the scanner over its real wire; without its word a file stays closed."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from common.files import store
from journal.models import Entry
from tests.tickets.files.builders import picture
from tickets.actions.scanning import scan, sweep_unscanned
from tickets.gateways.base import ScannerUnavailable
from tickets.gateways.clamav import Clamd, scanner
from tickets.models import Attachment

pytestmark = pytest.mark.django_db
JPEG = picture("JPEG")


class Daemon(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM; what it answers is set by the test."""

    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        body = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        self.server.received = body  # type: ignore[attr-defined]
        self.wfile.write(self.server.says)  # type: ignore[attr-defined]


@pytest.fixture
def clamd(settings: Any) -> Iterator[Any]:
    with socketserver.TCPServer(("127.0.0.1", 0), Daemon) as server:
        server.says = b"stream: OK\n"  # type: ignore[attr-defined]
        settings.CLAMAV_HOST, settings.CLAMAV_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def waiting(clamd: Any, put: Callable[..., Attachment]) -> Attachment:
    """A file uploaded while a scanner is configured."""
    with patch("tickets.actions.scanning.current_app.send_task") as send:
        attachment = put("a.jpg", JPEG)
    assert send.call_args.kwargs["kwargs"] == {"attachment_id": str(attachment.pk)}
    return attachment


def state(attachment: Attachment) -> str:
    return str(Attachment.objects.get(pk=attachment.pk).state)


def test_without_a_scanner_a_file_is_open_at_once(put: Callable[..., Attachment]) -> None:
    assert scanner() is None
    assert put("a.jpg", JPEG).state == "clean"


def test_clean_file_opens_after_its_check(waiting: Attachment, clamd: Any, now: datetime) -> None:
    assert state(waiting) == "checking"
    assert scan(attachment_id=waiting.pk, scanner=scanner(), now=now) is True
    assert state(waiting) == "clean"
    assert clamd.received == store.path_of(waiting.storage_name).read_bytes()
    assert Entry.objects.filter(event="tickets.FileChecked").count() == 1


def test_infected_file_is_removed_from_the_disk(
    waiting: Attachment, clamd: Any, now: datetime, leftovers: Callable[[], list[Path]],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    clamd.says = b"stream: Win.Test.EICAR_HDB-1 FOUND\n"
    with django_capture_on_commit_callbacks(execute=True):
        scan(attachment_id=waiting.pk, scanner=scanner(), now=now)
    assert (state(waiting), leftovers()) == ("infected", [])


@pytest.mark.parametrize(
    "says", [b"", b"stream: ERROR\n", b"nonsense\n", b"INSTREAM: busy ERROR\n"]
)
def test_no_verdict_keeps_it_closed(
    says: bytes, waiting: Attachment, clamd: Any, now: datetime
) -> None:
    clamd.says = says
    assert scan(attachment_id=waiting.pk, scanner=scanner(), now=now) is False
    assert state(waiting) == "checking"


def test_over_the_scanners_limit_is_not_clean(
    waiting: Attachment, clamd: Any, now: datetime
) -> None:
    clamd.says = b"INSTREAM size limit exceeded. ERROR\n"
    scan(attachment_id=waiting.pk, scanner=scanner(), now=now)
    assert state(waiting) == "infected"


def test_dead_scanner_gives_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    with pytest.raises(ScannerUnavailable):
        Clamd("127.0.0.1", 9, timeout_s=1).is_clean(file)


def test_sweep_asks_again_once_the_scanner_is_back(
    waiting: Attachment, clamd: Any, now: datetime
) -> None:
    later = now + timedelta(seconds=16)
    down = Clamd("127.0.0.1", 9, timeout_s=1)
    assert sweep_unscanned(scanner=down, now=later) == 0
    assert state(waiting) == "checking"
    assert sweep_unscanned(scanner=scanner(), now=later) == 1
    assert state(waiting) == "clean"


def test_lost_message_to_the_worker_does_not_fail_the_upload(
    clamd: Any, put: Callable[..., Attachment]
) -> None:
    with patch("tickets.actions.scanning.current_app.send_task", side_effect=OSError):
        assert put("a.jpg", JPEG).state == "checking"


def test_infected_file_cannot_be_sent(
    waiting: Attachment, citizen: Any, desk: Any, now: datetime
) -> None:
    from common.errors import InvalidInput
    from tests.tickets.helpers import registered
    from tickets.models import Ticket

    Attachment.objects.update(state="infected")
    with pytest.raises(InvalidInput, match="вирус"):
        registered(citizen, now=now, attachment_ids=(waiting.pk,), draft_key="new-1")
    assert Ticket.objects.count() == 0
