"""A store of its own for every test, and the door as a person uses it."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def store_dir(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLAMAV_HOST = ""
    return settings.MEDIA_ROOT


def stored_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def leftovers(store_dir: Path) -> Callable[[], list[Path]]:
    """Return what lies on the disk now, checked or not."""
    return lambda: stored_files(store_dir)


def sent(name: str, body: bytes) -> Any:
    """A file as a form delivers it."""
    from django.core.files.uploadedfile import InMemoryUploadedFile

    return InMemoryUploadedFile(io.BytesIO(body), "files", name, "image/jpeg", len(body), None)


@pytest.fixture
def put(citizen: Any, now: datetime, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Upload bytes as a citizen does; what waits for the commit has happened."""
    from tickets.actions.attachments import upload

    def put(name: str, body: bytes, *, by: Any = None, draft_key: str = "new-1") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return upload(
                file=io.BytesIO(body),
                name=name,
                by=by or citizen.user,
                draft_key=draft_key,
                now=now,
            )

    return put
