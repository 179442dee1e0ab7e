"""From a script to a film: pictures, voices, subtitles, encoding, then the folder in its place."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from faq.filming import cards
from faq.filming.encoding import Picture, encode
from faq.filming.screens import photograph
from faq.filming.voices import VOICES, speak
from faq.films import POSTER, Film, folder_of, keep_film, path_of, stem_of
from faq.models import VideoVersion
from faq.video_script import PAUSE_S, is_translated, lines_of, subtitles, timed

TOOLS = ("ffmpeg", "espeak-ng")
RUSSIAN, ENGLISH = ("ru", "Русские"), ("en", "English")


def missing_tools() -> list[str]:
    """Return what is not on this machine."""
    return [name for name in TOOLS if shutil.which(name) is None]


def make_film(version: VideoVersion) -> Film:
    """Make the film of a version; its folder appears whole or not at all."""
    root = Path(settings.VIDEO_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".making-") as place:
        work, made = Path(place) / "work", Path(place) / "made"
        work.mkdir()
        made.mkdir()
        film = _filled(version, work, made)
        keep_film(film, made)
        if not path_of(film.folder).exists():
            made.rename(path_of(film.folder))
    return film


def _filled(version: VideoVersion, work: Path, made: Path) -> Film:
    scenes = timed(version.scenes, speak([line["text"] for line in lines_of(version.scenes)], work))
    languages = [RUSSIAN, ENGLISH] if is_translated(scenes) else [RUSSIAN]
    for language, _ in languages:
        (made / f"{language}.vtt").write_text(subtitles(scenes, language), encoding="utf-8")
    cards.poster(version.title, version.video.get_direction_display(), made / POSTER)
    renditions = encode(_pictures(scenes, work), languages, work, made)
    voices = [("voice", voice.code, voice.label, "ru") for voice in VOICES]
    texts = [("subtitles", language, label, language) for language, label in languages]
    folder = folder_of(stem_of(version.video.code, version.scenes, version.title), made)
    return Film(folder, scenes, renditions, [*voices, *texts])


def _pictures(scenes: Sequence[dict[str, Any]], work: Path) -> list[Picture]:
    """Return a frame a sentence: the first of a chapter shows the page, the others what is spoken of."""
    shots, pictures = photograph(scenes, work), []
    for at, scene in enumerate(scenes):
        number = f"{at + 1}/{len(scenes)}"
        for nth, line in enumerate(scene["lines"]):
            shot = shots[at]
            screen = (shot[0] if nth == 0 else shot[1]) if shot else None
            path = work / f"frame-{at}-{nth}.png"
            cards.frame(scene, number, screen, path)
            pictures.append(Picture(path, line["end"] - line["start"] + PAUSE_S))
    return pictures
