"""Pictures are decoded and written anew: what is not a pixel does not survive (U-05).

The size is read from the header before a pixel is decoded. At most DECODERS pictures are open at
once in a process, so memory stays bounded however many arrive together.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from common.files.kinds import Kind
from common.files.refusals import FileBroken, FileRefused

MAX_PIXELS = 24_000_000
MAX_FRAMES = 100
DECODERS = 2
_QUALITY = 88
_SMALL_QUALITY = 80
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": _QUALITY, "optimize": True},
    "png": {"compress_level": 6},
    "webp": {"quality": _QUALITY, "method": 4},
    "gif": {},
}
_slots = threading.BoundedSemaphore(DECODERS)
# Far above what is taken: the check below is ours, Pillow's own is only a second door.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS * 2


class ImageTooLarge(FileRefused):
    code = "image_too_large"

    def __init__(self) -> None:
        super().__init__(
            f"Картинка больше {MAX_PIXELS // 1_000_000} мегапикселей. "
            "Уменьшите её размер или приложите снимок экрана."
        )


class TooManyFrames(FileRefused):
    code = "too_many_frames"

    def __init__(self) -> None:
        super().__init__(
            f"В анимации больше {MAX_FRAMES} кадров. Приложите снимок экрана или сократите запись."
        )


def rewrite_image(source: Path, target: Path, kind: Kind) -> None:
    """Decode `source` whole and write its pixels to `target`; raises FileRefused.

    Turned as its camera said. A GIF keeps its frames, other animations their first one.
    """
    with _slots:
        try:
            with Image.open(source, formats=[_FORMATS[kind.code]]) as image:
                _check_size(image)
                if kind.code == "gif" and getattr(image, "is_animated", False):
                    _write_frames(image, target)
                else:
                    _plain(image).save(target, _FORMATS[kind.code], **_OPTIONS[kind.code])
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImageTooLarge from error
        except (
            UnidentifiedImageError,
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            IndexError,
        ) as error:
            _refuse_broken(error)


def shrink_image(source: Path, target: Path, *, most: int) -> None:
    """Write a small WebP of a checked picture, no side longer than `most`; raises FileRefused."""
    with _slots:
        try:
            with Image.open(source, formats=list(_FORMATS.values())) as image:
                _check_size(image)
                image.draft("RGB", (2 * most, 2 * most))
                small = _plain(image)
                small.thumbnail((most, most))
                small.save(target, "WEBP", quality=_SMALL_QUALITY, method=4)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            _refuse_broken(error)


def _refuse_broken(error: Exception) -> None:
    """A full disk is not the picture's fault."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    raise FileBroken from error


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS or width < 1 or height < 1:
        raise ImageTooLarge


def _plain(image: Image.Image) -> Image.Image:
    """Return the decoded first frame upright, in a mode every format takes, with nothing else."""
    image.load()
    upright = ImageOps.exif_transpose(image)
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    mode = "RGBA" if see_through and image.format != "JPEG" else "RGB"
    if upright.mode in {"L", "1"} and not see_through:
        mode = "L"
    plain = upright.convert(mode)
    plain.info = {}
    return plain


def _write_frames(image: Image.Image, target: Path) -> None:
    durations: list[int] = []
    frames = _frames(image, durations)
    first = next(frames)
    rest = list(frames)
    first.save(
        target, "GIF", save_all=True, append_images=rest, duration=durations, loop=0, disposal=2
    )


def _frames(image: Image.Image, durations: list[int]) -> Iterator[Image.Image]:
    """Yield bare frames; refuse by count and by pixels in all before the next one is decoded."""
    width, height = image.size
    most = min(MAX_FRAMES, MAX_PIXELS // (width * height))
    for number in range(most + 1):
        try:
            image.seek(number)
        except EOFError:
            return
        if number == most:
            raise TooManyFrames
        durations.append(int(image.info.get("duration", 100)) or 100)
        frame = image.convert("RGBA")
        frame.info = {}
        yield frame
