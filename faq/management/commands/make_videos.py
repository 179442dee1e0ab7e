"""`manage.py make_videos` (`make videos`): the films that are missing, into VIDEO_ROOT (docs/video.md)."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.actors import SYSTEM
from faq.actions.videos import ScriptChanged, attach_film
from faq.filming.maker import make_film, missing_tools
from faq.filming.screens import browser
from faq.films import is_there, kept_film, path_of, stem_of
from faq.models import VideoVersion
from faq.selectors.videos import to_be_filmed


class Command(BaseCommand):
    help = "Make the films of the video help that are missing: ffmpeg, espeak-ng, Chromium."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="codes of lessons; all without them")
        parser.add_argument("--again", action="store_true", help="make also what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [
            version
            for version in to_be_filmed(options["codes"])
            if options["again"] or not self._is_right(version)
        ]
        if not wanted:
            self.stdout.write("Every lesson has its film.")
            return
        if missing := missing_tools():
            raise CommandError(
                f"Not on this machine: {', '.join(missing)} (Debian: apt install ffmpeg espeak-ng). "
                f"Lessons without a film stay readable as text: {len(wanted)}."
            )
        if browser() is None:
            self.stdout.write("No playwright with Chromium: chapters are drawn as cards.")
        for version in wanted:
            self._make(version, again=options["again"])

    def _is_right(self, version: VideoVersion) -> bool:
        return version.film.startswith(f"{_stem(version)}-") and is_there(version)

    def _make(self, version: VideoVersion, *, again: bool) -> None:
        began = time.monotonic()
        film = (None if again else kept_film(_stem(version))) or make_film(version)
        try:
            attach_film(version=version, film=film, by=SYSTEM, now=timezone.now())
        except ScriptChanged as refusal:
            self.stderr.write(f"{version.video.code}: {refusal}")
            return
        pieces, plain = _size(film.folder, "*.m4s"), _size(film.folder, "*.mp4")
        self.stdout.write(
            f"{version.video.code} {version.number}: HLS {pieces} KiB, MP4 {plain} KiB, "
            f"{time.monotonic() - began:.1f} s"
        )


def _stem(version: VideoVersion) -> str:
    return stem_of(version.video.code, version.scenes, version.title)


def _size(folder: str, files: str) -> int:
    return sum(path.stat().st_size for path in path_of(folder).glob(files)) // 1024
