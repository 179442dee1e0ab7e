"""U-03: extension, signature and full decode; what is refused leaves nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.errors import InvalidInput
from common.files import store
from common.files.kinds import KINDS
from tests.tickets.files.corpus import BAD, GOOD, TAMED
from tickets.models import Attachment

pytestmark = pytest.mark.django_db
ids = lambda cases: [f"{number}-{case[0][:20]!r}" for number, case in enumerate(cases)]  # noqa: E731


@pytest.mark.parametrize(("name", "body"), BAD, ids=ids(BAD))
def test_u03_dangerous_file_is_refused_and_leaves_nothing(
    name: str, body: bytes, put: Callable[..., Attachment], leftovers: Callable[[], list[Path]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(name, body)
    assert refused.value.field == "files"
    assert Attachment.objects.count() == 0
    assert leftovers() == []


@pytest.mark.parametrize(("name", "body", "kept"), TAMED, ids=ids(TAMED))
def test_u03_stowaway_is_stored_as_pixels_under_a_clean_name(
    name: str, body: bytes, kept: str, put: Callable[..., Attachment]
) -> None:
    attachment = put(name, body)
    data = store.path_of(attachment.storage_name).read_bytes()
    assert attachment.name == kept
    assert attachment.content_type.startswith("image/")
    assert b"script" not in data


@pytest.mark.parametrize(("name", "body", "content_type"), GOOD, ids=ids(GOOD))
def test_u03_honest_file_is_taken(
    name: str, body: bytes, content_type: str, put: Callable[..., Attachment]
) -> None:
    attachment = put(name, body)
    assert (attachment.name, attachment.content_type) == (name, content_type)
    assert store.path_of(attachment.storage_name).stat().st_size == attachment.size


def test_u03_corpus_is_as_large_as_promised() -> None:
    assert len(BAD) + len(TAMED) >= 40
    assert len(GOOD) >= 25


def test_u03_only_inert_types_can_be_stored() -> None:
    active = ("html", "xml", "svg", "script")
    assert not [
        kind.content_type
        for kind in KINDS
        if any(word in kind.content_type for word in active) and "openxml" not in kind.content_type
    ]


def test_refusal_says_what_to_do_next(put: Callable[..., Attachment]) -> None:
    with pytest.raises(InvalidInput, match="сохраните снимок как JPG"):
        put("photo.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64)


def test_file_lies_under_a_random_name_readable_by_its_group_only(
    put: Callable[..., Attachment], store_dir: Path, leftovers: Callable[[], list[Path]]
) -> None:
    attachment = put("Снимок.jpg", GOOD[0][1])
    (path,) = leftovers()
    assert (
        path
        == store_dir
        / attachment.storage_name[:2]
        / attachment.storage_name[2:4]
        / attachment.storage_name
    )
    assert path.stat().st_mode & 0o777 == 0o640
    assert len(attachment.storage_name) == 48
    assert path.suffix == ""


def test_name_is_sealed_at_rest(
    put: Callable[..., Attachment], django_assert_num_queries: Any
) -> None:
    from django.db import connection

    attachment = put("Паспорт Ивановой.jpg", GOOD[0][1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tickets_attachment WHERE id = %s", [attachment.pk])
        raw = bytes(cursor.fetchone()[0])
    assert "Паспорт".encode() not in raw
