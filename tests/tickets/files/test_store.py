"""Limits, a full disk, crashes and time: a row and its file live and die together."""

import errno
import io
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from common.errors import DomainError, InvalidInput, NotAllowed, TooManyRequests
from common.files import store
from tests.tickets.files.builders import picture
from tests.tickets.files.conftest import sent
from tickets.actions.attachments import discard, sweep_drafts, upload
from tickets.models import Attachment

pytestmark = pytest.mark.django_db
JPEG = picture("JPEG")


class Endless:
    """A stream that never ends and remembers how much was taken."""

    taken = 0

    def chunks(self, size: int) -> Iterator[bytes]:
        while True:
            self.taken += size
            yield b"\xff\xd8\xff" + b"\x00" * (size - 3)


def test_u01_stream_is_cut_at_the_limit_and_never_whole_in_memory(
    citizen: Any, now: datetime, leftovers: Callable[[], list[Path]]
) -> None:
    endless = Endless()
    with pytest.raises(InvalidInput, match=r"больше 25 МБ\. Уменьшите"):
        upload(file=endless, name="a.jpg", by=citizen.user, draft_key="d", now=now)
    assert endless.taken <= 25 * 1024 * 1024 + 2 * 64 * 1024
    assert leftovers() == []


def test_announced_size_is_refused_before_a_byte_is_read(citizen: Any, now: datetime) -> None:
    file = sent("a.jpg", JPEG)
    file.size = 26 * 1024 * 1024
    with (
        patch("common.files.store.receive") as receive,
        pytest.raises(InvalidInput, match="25 МБ"),
    ):
        upload(file=file, name="a.jpg", by=citizen.user, draft_key="d", now=now)
    assert receive.call_count == 0


def test_empty_file_is_named(
    put: Callable[..., Attachment], leftovers: Callable[[], list[Path]]
) -> None:
    with pytest.raises(InvalidInput, match="Файл пустой"):
        put("a.jpg", b"")
    assert leftovers() == []


def test_hundred_megabytes_together_is_the_end(put: Callable[..., Attachment]) -> None:
    put("a.jpg", JPEG)
    Attachment.objects.update(size=100 * 1024 * 1024 - 10)
    with pytest.raises(InvalidInput, match="вместе больше 100 МБ"):
        put("b.jpg", JPEG)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("where", ["common.files.store.os.fsync", "common.files.store.os.link"])
def test_full_disk_keeps_neither_row_nor_file(
    where: str, put: Callable[..., Attachment], leftovers: Callable[[], list[Path]]
) -> None:
    with (
        patch(where, side_effect=OSError(errno.ENOSPC, "No space left on device")),
        pytest.raises(DomainError, match="закончилось место") as refused,
    ):
        put("a.jpg", JPEG)
    assert (refused.value.code, refused.value.http_status) == ("no_space", 507)
    assert (Attachment.objects.count(), leftovers()) == (0, [])


def test_row_that_cannot_be_written_leaves_no_file(
    put: Callable[..., Attachment], leftovers: Callable[[], list[Path]]
) -> None:
    with patch.object(Attachment, "save", side_effect=RuntimeError), pytest.raises(RuntimeError):
        put("a.jpg", JPEG)
    assert leftovers() == []


def test_u12_quota_of_an_hour(
    put: Callable[..., Attachment], settings: Any, other_citizen: Any
) -> None:
    settings.ATTACHMENT_UPLOADS_PER_HOUR = 2
    put("a.jpg", JPEG)
    put("b.jpg", JPEG)
    with pytest.raises(TooManyRequests) as refused:
        put("c.jpg", JPEG)
    assert 1 <= refused.value.retry_after_s <= 3601
    assert put("d.jpg", JPEG, by=other_citizen.user).name == "d.jpg"


@pytest.mark.parametrize("who", ["editor", "auditor", "administrator", "former"])
def test_who_writes_no_appeals_uploads_nothing(
    who: str, put: Callable[..., Attachment], request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        put("a.jpg", JPEG, by=request.getfixturevalue(who))


def test_put_aside_goes_with_its_file(
    put: Callable[..., Attachment], citizen: Any, other_citizen: Any, leftovers: Callable[[], list[Path]],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    attachment = put("a.jpg", JPEG)
    with pytest.raises(NotAllowed):
        discard(attachment=attachment, by=other_citizen.user)
    assert len(leftovers()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        discard(attachment=attachment, by=citizen.user)
    assert (Attachment.objects.count(), leftovers()) == (0, [])


class TestSweep:
    def test_drafts_go_after_two_days(
        self, put: Callable[..., Attachment], now: datetime, leftovers: Callable[[], list[Path]]
    ) -> None:
        put("a.jpg", JPEG)
        assert sweep_drafts(now=now + timedelta(days=2)) == 0
        assert sweep_drafts(now=now + timedelta(days=2, seconds=1)) == 1
        assert (Attachment.objects.count(), leftovers()) == (0, [])

    def test_what_a_crash_left_is_settled(
        self, put: Callable[..., Attachment], leftovers: Callable[[], list[Path]]
    ) -> None:
        from django.utils import timezone

        kept = put("a.jpg", JPEG)
        Attachment.objects.update(uploaded_at=timezone.now())
        os.link(store.path_of(kept.storage_name), store.incoming(kept.storage_name))
        orphan = store.new_name()
        store.incoming(orphan).write_bytes(b"half")
        fresh = store.new_name()
        store.incoming(fresh).write_bytes(b"being written")
        old = time.time() - 7200
        os.utime(store.incoming(orphan), (old, old))
        os.utime(store.incoming(kept.storage_name), (old, old))
        os.utime(store.incoming(fresh))
        sweep_drafts(now=timezone.now())
        assert sorted(path.name for path in leftovers()) == sorted([kept.storage_name, fresh])


def test_plain_reader_is_enough(citizen: Any, now: datetime) -> None:
    attachment = upload(
        file=io.BytesIO(JPEG), name="a.jpg", by=citizen.user, draft_key="d", now=now
    )
    assert attachment.size == store.path_of(attachment.storage_name).stat().st_size
