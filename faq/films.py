"""Made films on disk: a folder each, under settings.VIDEO_ROOT. What the page may show is what lies there.

`film.json` is written last, so a folder with it is whole. Names of files are fixed (docs/video.md).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from faq.models import VideoVersion
from faq.video_script import script_text

# Raised when films are made differently: old ones are made anew.
RECIPE = 1
MASTER, PLAIN, POSTER, DONE = "master.m3u8", "film.mp4", "poster.jpg", "film.json"
TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4s": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
}
FOLDER_NAME = re.compile(r"[a-z0-9-]{3,80}\Z")
FILE_NAME = re.compile(r"[a-z0-9-]{1,30}(\.m3u8|\.mp4|\.m4s|\.vtt|\.jpg)\Z")


@dataclass(frozen=True, slots=True)
class Film:
    """A made film: its folder, measured scenes, pictures, (kind, code, label, language) of tracks."""

    folder: str
    scenes: list[dict[str, Any]]
    renditions: list[dict[str, Any]] = field(default_factory=list)
    tracks: Sequence[tuple[str, str, str, str]] = ()


def stem_of(code: str, scenes: Sequence[dict[str, Any]], title: str) -> str:
    """Return how the folders of what a version says begin: the same words, the same stem."""
    words = f"{RECIPE}\n{title}\n{script_text(scenes)}"
    return f"{code}-{sha256(words.encode()).hexdigest()[:8]}"


def folder_of(stem: str, made: Path) -> str:
    """Return the folder's name of the files that were made: pages look different, so is the name.

    Browsers keep files of a folder for a year.
    """
    found = sha256()
    for path in sorted(made.iterdir()):
        found.update(path.read_bytes())
    return f"{stem}-{found.hexdigest()[:8]}"


def path_of(folder: str, name: str = "") -> Path:
    return Path(settings.VIDEO_ROOT) / folder / name


def film_file(folder: str, name: str) -> Path | None:
    """Return a file of a film, None when there is no such thing."""
    if not FOLDER_NAME.match(folder) or not FILE_NAME.match(name):
        return None
    path = path_of(folder, name)
    return path if path.is_file() else None


def is_there(version: VideoVersion) -> bool:
    """Whether the film can be played: made, and its files are on this machine."""
    return bool(version.film) and path_of(version.film, DONE).is_file()


def address(version: VideoVersion, name: str) -> str:
    return reverse("help:film", args=[version.film, name])


def kept_film(stem: str) -> Film | None:
    """Return the latest film made of these words, None when there is no whole one."""
    done = Path(settings.VIDEO_ROOT).glob(f"{stem}-*/{DONE}")
    latest = max(done, key=lambda path: path.stat().st_mtime, default=None)
    if latest is None:
        return None
    told = json.loads(latest.read_text("utf-8"))
    return Film(**told | {"tracks": [tuple(track) for track in told["tracks"]]})


def keep_film(film: Film, at: Path) -> None:
    """Write down what was made: the last step."""
    text = json.dumps(asdict(film), ensure_ascii=False, indent=1)
    (at / DONE).write_text(text, encoding="utf-8")
