"""What is drawn by hand: the poster, the chapter and its key over a screen, a card where there is no screen."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 720)
BLUE, DEEP, WHITE, RED, PALE = "#0d4cd3", "#0b3aa8", "#ffffff", "#d93025", "#e5edfd"
_EDGE = 72


def poster(title: str, direction: str, to: Path) -> None:
    """Draw the picture shown before the film begins."""
    picture = _ground()
    pen = ImageDraw.Draw(picture)
    pen.text((_EDGE, 70), "Госуслуги · Поддержка", font=_font(30), fill=PALE)
    pen.text((_EDGE, 120), direction, font=_font(30), fill=PALE)
    # The lower third is under the browser's own controls.
    _lines(pen, title, (_EDGE, 210), size=66, width=26)
    picture.resize((640, 360)).save(to, quality=74, optimize=True)


def frame(scene: Mapping[str, Any], number: str, screen: Path | None, to: Path) -> None:
    """Write a frame of the film: the screen under a bar that names the chapter and the key to press."""
    picture = Image.open(screen).convert("RGB") if screen else _card(scene)
    pen = ImageDraw.Draw(picture)
    hint = f"Нажмите {scene['key']} на телефоне" if scene.get("key") else ""
    pen.rectangle((0, 0, SIZE[0], 64), fill=DEEP)
    pen.text((28, 15), f"{number}  {scene['title']}", font=_font(28), fill=WHITE)
    if hint:
        width = pen.textlength(hint, font=_font(26))
        pen.rounded_rectangle((SIZE[0] - width - 72, 10, SIZE[0] - 24, 54), 22, fill=RED)
        pen.text((SIZE[0] - width - 48, 15), hint, font=_font(26), fill=WHITE)
    picture.save(to)


def _card(scene: Mapping[str, Any]) -> Image.Image:
    """Return the words of a scene for a machine that cannot photograph its screen."""
    picture = _ground()
    pen = ImageDraw.Draw(picture)
    _lines(pen, scene["title"], (_EDGE, 170), size=58, width=34)
    notes = [scene.get("key_means", ""), scene.get("enter", ""), scene.get("expect", "")]
    _lines(pen, " · ".join(note for note in notes if note), (_EDGE, 420), size=34, width=56)
    return picture


def _ground() -> Image.Image:
    picture = Image.new("RGB", SIZE, BLUE)
    ImageDraw.Draw(picture).rectangle((0, 0, 18, SIZE[1]), fill=RED)
    return picture


def _lines(
    pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], *, size: int, width: int
) -> None:
    for number, line in enumerate(wrap(text, width)):
        pen.text((at[0], at[1] + number * int(size * 1.3)), line, font=_font(size), fill=WHITE)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(settings.PDF_FONTS / "DejaVuSans-Bold.ttf"), size)
