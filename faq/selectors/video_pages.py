"""What the page of a lesson is made of: sources and tracks of the player, structured data."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from faq.films import MASTER, PLAIN, POSTER, address
from faq.models import VideoTrack, VideoVersion
from faq.selectors.pages import SCHEMA
from faq.selectors.videos import Lesson, playlist
from faq.video_script import lines_of


@dataclass(frozen=True, slots=True)
class Subtitles:
    address: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Player:
    """Addresses of a film; `begins` is the second to start from, 0 for the beginning."""

    master: str
    plain: str
    poster: str
    subtitles: list[Subtitles]
    voices: list[VideoTrack]
    renditions: list[dict[str, Any]]
    begins: int


def player_of(version: VideoVersion, begins: str = "") -> Player:
    """Return what the player is given; `begins` as it came in the address."""
    tracks = list(version.tracks.all())
    second = int(begins) if begins.isascii() and begins.isdigit() and len(begins) < 6 else 0
    return Player(
        master=address(version, MASTER),
        plain=address(version, PLAIN),
        poster=address(version, POSTER),
        subtitles=[
            Subtitles(address(version, f"{track.code}.vtt"), track.language, track.label)
            for track in tracks
            if track.kind == VideoTrack.Kind.SUBTITLES
        ],
        voices=[track for track in tracks if track.kind == VideoTrack.Kind.VOICE],
        renditions=version.renditions,
        begins=second if second < version.seconds else 0,
    )


def playlist_data() -> list[dict[str, Any]]:
    """Return the playlist as an application reads it into its call menu: whole addresses, no pictures of text."""
    return [
        {"code": code, "title": title, "lessons": [_menu_entry(lesson) for lesson in lessons]}
        for code, title, lessons in playlist()
    ]


def _menu_entry(lesson: Lesson) -> dict[str, Any]:
    version, base = lesson.version, settings.PUBLIC_URL
    return {
        "code": lesson.video.code,
        "title": version.title,
        "about": version.about,
        "topic": lesson.video.topic.code if lesson.video.topic else None,
        "seconds": version.seconds,
        "url": base + reverse("help:video", args=[lesson.video.code]),
        "film": f"{base}{address(version, PLAIN)}" if lesson.is_filmed else None,
        "poster": f"{base}{address(version, POSTER)}" if lesson.is_filmed else None,
    }


def lesson_data(lesson: Lesson, url: str) -> dict[str, Any]:
    """Return a lesson as schema.org's VideoObject with its chapters; addresses only of what is there."""
    version = lesson.version
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "VideoObject",
        "name": version.title,
        "description": version.about,
        "inLanguage": "ru",
        "url": url,
        "uploadDate": version.published_at.isoformat() if version.published_at else "",
        "duration": f"PT{version.seconds}S",
        "transcript": " ".join(line["text"] for line in lines_of(version.scenes)),
        "hasPart": [
            {
                "@type": "Clip",
                "name": scene["title"],
                "startOffset": int(scene["start"]),
                "endOffset": round(scene["lines"][-1]["end"]),
                "url": f"{url}?t={int(scene['start'])}",
            }
            for scene in version.scenes
        ],
    }
    if lesson.is_filmed:
        base = settings.PUBLIC_URL
        data["contentUrl"] = f"{base}{address(version, PLAIN)}"
        data["thumbnailUrl"] = f"{base}{address(version, POSTER)}"
    return data
