"""Pictures of articles: checked like any file, colleagues' only until a version with one comes out."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from common.actors import SYSTEM
from faq.actions.publishing import publish
from faq.models import ArticleVersion, Picture

pytestmark = pytest.mark.django_db
EDIT = "/desk/articles/306/"


def photo(size: tuple[int, int] = (2000, 500)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Моя улица"
    Image.new("RGB", size, (10, 90, 200)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def bring(
    client_for: Callable[..., Client],
    editor: Any,
    make_article: Callable[..., Any],
    settings: Any,
    tmp_path: Path,
) -> Callable[..., str]:
    """Save a draft with a picture as the editor's browser does; return the page that comes."""
    settings.MEDIA_ROOT = tmp_path
    make_article("306")
    client = client_for(editor)
    page = client.get(EDIT).content.decode()
    seen = dict(re.findall(r'name="(published|draft|revision)" value="([^"]*)"', page))

    def save(name: str, body: bytes, alt: str = "Кнопка «Квитанция»") -> str:
        file = SimpleUploadedFile(name, body, "image/jpeg")
        form = {
            "do": "save",
            "question": "Где взять?",
            "solution": "Там.",
            "block-0-kind": "picture",
        }
        form |= {"block-0-alt": alt, "block-0-file": file, **seen}
        return unescape(client.post(EDIT, form).content.decode())

    return save


def test_a_picture_is_drawn_anew_and_everybodys_once_it_is_published(
    bring: Callable[..., str], client: Client, editor: Any, client_for: Any, now: datetime
) -> None:
    bring("photo.jpg", photo())
    picture, draft = Picture.objects.get(), ArticleVersion.objects.get(state="draft")
    address = f"/help/picture/{picture.pk}/"
    assert draft.blocks[0]["src"] == address
    assert client.get(address).status_code == 404
    mine = client_for(editor).get(address)
    assert mine["Cache-Control"] == "private, no-store"
    kept = Image.open(io.BytesIO(b"".join(mine.streaming_content)))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (1280, 320), {})
    publish(version=draft, by=SYSTEM, now=now)
    shown = client.get(address)
    assert shown["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown["Content-Type"] == "image/webp"
    assert f'src="{address}" alt="Кнопка «Квитанция»"' in unescape(
        client.get("/help/306/").content.decode()
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>"), ("note.pdf", b"%PDF-1.4"), ("photo.jpg", b"<html>")],
)
def test_what_is_no_picture_is_refused_and_nothing_stays(
    bring: Callable[..., str], tmp_path: Path, name: str, content: bytes
) -> None:
    page = bring(name, content)
    assert "Блок 1 «Картинка»" in page
    assert "Где взять?" in page
    assert not Picture.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_without_a_description_it_is_not_saved(bring: Callable[..., str]) -> None:
    page = bring("photo.jpg", photo((40, 40)), alt="")
    assert "описание для тех, кто её не видит" in page
    # the file is kept: it need not be brought again
    assert f'value="/help/picture/{Picture.objects.get().pk}/"' in page
    assert not ArticleVersion.objects.filter(state="draft").exists()
