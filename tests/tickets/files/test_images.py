"""U-05: pictures lose everything but their pixels; floods are refused before they are decoded."""

import io
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from common.errors import InvalidInput
from common.files import store
from tests.tickets.files import builders as make
from tickets.models import Attachment

pytestmark = pytest.mark.django_db


def opened(attachment: Attachment) -> Image.Image:
    return Image.open(io.BytesIO(store.path_of(attachment.storage_name).read_bytes()))


def test_u05_photograph_loses_its_place_and_stands_upright(put: Callable[..., Attachment]) -> None:
    attachment = put("place.jpg", make.jpeg_with_place())
    image = opened(attachment)
    raw = store.path_of(attachment.storage_name).read_bytes()
    assert (len(image.getexif()), image.info.get("exif"), image.info.get("comment")) == (
        0,
        None,
        None,
    )
    assert image.size == (20, 40)
    assert b"CameraMaker" not in raw
    assert b"secret-comment" not in raw


def test_u05_png_loses_its_words(put: Callable[..., Attachment]) -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Иванова")
    words.add_itxt("Location", "55.75 37.61")
    attachment = put("screen.png", make.picture("PNG", pnginfo=words))
    assert opened(attachment).info == {}


def test_transparency_and_frames_are_kept(put: Callable[..., Attachment]) -> None:
    clear = opened(put("clear.png", make.picture("PNG", mode="RGBA")))
    moves = opened(put("moves.gif", make.gif(5)))
    assert clear.mode == "RGBA"
    assert moves.n_frames == 5


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("flood.png", make.png_flood(30_000, 30_000), "image_too_large"),
        ("wide.png", make.png_flood(24_000_001, 1), "image_too_large"),
        ("long.gif", make.gif(120), "too_many_frames"),
        ("cut.jpg", make.noise_picture("JPEG", (300, 300))[:9_000], "file_broken"),
        ("cut.png", make.noise_picture("PNG", (300, 300))[:9_000], "file_broken"),
        ("lies.png", make.png_flood(4_000, 4_000), "file_broken"),
        ("head.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x00" * 40, "file_broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_u05_flood_and_broken_picture_is_refused_fast_and_in_little_memory(
    name: str,
    body: bytes,
    code: str,
    put: Callable[..., Attachment],
    leftovers: Callable[[], list[Path]],
) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(InvalidInput) as refused:
        put(name, body)
    spent, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == code
    assert spent < 3
    assert peak < 60 * 1024 * 1024
    assert (Attachment.objects.count(), leftovers()) == (0, [])


def test_u05_gif_of_five_thousand_frames_is_refused(put: Callable[..., Attachment]) -> None:
    started = time.perf_counter()
    short = make.gif(60)
    # The frames of a valid animation repeated until there are five thousand.
    body = short[:-1] + short[short.index(b"!\xf9") : -1] * 90 + b";"
    with pytest.raises(InvalidInput, match="кадров"):
        put("long.gif", body)
    assert time.perf_counter() - started < 3


def test_large_photograph_within_the_limit_is_taken(
    put: Callable[..., Attachment], settings: Any
) -> None:
    attachment = put("large.jpg", make.picture("JPEG", (4_000, 3_000)))
    assert opened(attachment).size == (4_000, 3_000)
